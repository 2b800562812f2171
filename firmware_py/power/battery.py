"""Battery: state of charge by coulomb counting with a slow correction by rest voltage, and the charge limit."""

from ..control.clock import elapsed_ms
from ..control.debounce import Debounce
from ..control.limit import clamp
from ..control.table import interpolate
from ..icd.events import SOC_DOUBTED
from ..icd.parameters import index
from .sensors import BATTERY_A, BATTERY_C, BATTERY_V, CELL_MAX_V, CELL_MIN_V

CAPACITY_AH = index("eps", "capacity_ah")
RESISTANCE = index("eps", "cell_resistance")
CHARGE_MAX = index("eps", "charge_max")
CELL_FULL = index("eps", "cell_full")
SOC_CEILING = index("eps", "soc_ceiling")

CELLS = 192  # odc120: in series
# Rest voltage of a cell at a state of charge of 0, 0.05 ... 1: NMC 811 / graphite-SiOx, difference of the electrode
# curves of Chen et al., J. Electrochem. Soc. 167 (2020) 080534.
OCV_V = (
    2.5,
    3.1095,
    3.2959,
    3.4339,
    3.4852,
    3.5286,
    3.5815,
    3.6291,
    3.667,
    3.7054,
    3.7509,
    3.7983,
    3.8406,
    3.8896,
    3.9479,
    3.9943,
    4.0421,
    4.0809,
    4.0967,
    4.1235,
    4.2,
)
OCV_SOC = tuple([step / 20.0 for step in range(21)])
SLOW_PER_S = 0.0002  # correction while current flows: its voltage drop is known to some 10 %
REST_PER_S = 0.002  # correction near rest
REST_A = 10.0  # [A]
AT_ODDS = 0.10  # of charge between count and rest voltage: one of the sensors lies
AT_ODDS_S = 30
TAPER_A_PER_VS = 100.0  # integral gain of the charge taper [A / V / s]
SLOW_V = 0.05  # [V] largest error the taper acts on: at most 5 A/s
NEVER = -1  # no step yet
TRICKLE = 0.02  # of the largest charge current, when full: C/50
COLD_C, HOT_C = 0.0, 45.0  # [degC] no charging outside (docs/physics.md section 3)


class Battery:
    """Estimates `soc` (0 to 1) and gives `limit_a`, the highest charge current [A]."""

    STATE = ("soc", "known", "last_ms", "current_a", "limit_a")
    PARTS = ("at_odds",)

    def __init__(self, parameters: list) -> None:
        self.p = parameters
        self.soc = 0.5  # until the first voltage tells
        self.known = False
        self.last_ms = NEVER
        self.current_a = 0.0  # positive when charging
        self.limit_a = parameters[CHARGE_MAX]
        self.at_odds = Debounce(AT_ODDS_S)

    def step(self, now_ms: int, values: list, age: int) -> None:
        """Count charge since the last call; a stale or INVALID current counts as unchanged."""
        dt_s = 0.001 * elapsed_ms(now_ms, self.last_ms) if self.last_ms != NEVER else 0.0
        self.last_ms = now_ms
        if age == 0:
            current_a = values[BATTERY_A]
            if current_a == current_a:
                self.current_a = current_a
        if not self.known:
            self._first(values)
        self.soc = clamp(self.soc + self.current_a * dt_s / (3600.0 * self.p[CAPACITY_AH]), 0.0, 1.0)
        self._taper(values, dt_s)

    def _first(self, values: list) -> None:
        soc = self.rest_soc(values)
        if soc == soc:
            self.soc = soc
            self.known = True

    def rest_soc(self, values: list) -> float:
        """Return the state of charge that the pack voltage tells, or else the lowest cell; NaN without either."""
        cell_v = values[BATTERY_V] / CELLS
        if cell_v != cell_v:
            cell_v = values[CELL_MIN_V]  # on the safe side: the weakest cell for all
        return interpolate(OCV_V, OCV_SOC, cell_v - self.current_a * self.p[RESISTANCE])

    def correct(self, values: list, dt_s: float, bus: object) -> None:
        """Pull the count towards the rest voltage, for `dt_s` [s], once a second; an INVALID voltage pulls nothing."""
        told = self.rest_soc(values)
        was = self.at_odds.run
        if self.at_odds.update(not -AT_ODDS < told - self.soc < AT_ODDS and told == told) and was == AT_ODDS_S - 1:
            bus.event(SOC_DOUBTED, self.soc * 10000.0, told * 10000.0)
        if told == told:
            rate = REST_PER_S if -REST_A < self.current_a < REST_A else SLOW_PER_S
            self.soc = clamp(self.soc + rate * dt_s * (told - self.soc), 0.0, 1.0)

    def full(self) -> bool:
        """Return whether the battery should take no more than a trickle."""
        return self.soc >= self.p[SOC_CEILING]

    def tapered(self) -> bool:
        """Return whether the charge limit is below half of the largest charge current."""
        return self.limit_a < 0.5 * self.p[CHARGE_MAX]

    def _taper(self, values: list, dt_s: float) -> None:
        highest = self.p[CHARGE_MAX]
        if self.full():
            highest *= TRICKLE
        temperature_c = values[BATTERY_C]
        if temperature_c != temperature_c:
            highest *= 0.5  # unknown temperature: half the current
        elif temperature_c <= COLD_C or temperature_c >= HOT_C:
            highest = 0.0
        cell_v = values[CELL_MAX_V]
        if cell_v != cell_v:
            cell_v = values[BATTERY_V] / CELLS + 0.02  # the spread of a healthy pack, on the safe side
        if cell_v != cell_v:
            self.limit_a = 0.0  # no voltage at all: do not charge blind
            return
        error_v = clamp(self.p[CELL_FULL] - cell_v, -SLOW_V, SLOW_V)
        self.limit_a = clamp(self.limit_a + TAPER_A_PER_VS * error_v * dt_s, 0.0, highest)
