"""Which rung the ladder should stand on: the plan, the loops, the state of charge and the unknown have a say."""

from ..control.debounce import Debounce
from ..control.limit import below
from ..icd.events import THERMAL_SHED
from ..icd.parameters import index
from .rungs import CLOCK_LOCK, ENTER, LEAVE, NONE, PAUSE, RACKS_OFF, RUNGS, SAFE
from .sensors import RADIATOR, SHED_REQUEST

SOC_FLOOR = index("eps", "soc_floor")

SILENT_TICKS = 300  # 30 s without the radiator executive: nobody watches the heat
BLIND_S = 30  # seconds of stale samples before power is held down to what the array surely carries
THERMAL_BAND_W = 3000.0  # measured payload power may be this far above what the loops ask for
OVER_SURVIVAL_S = 30  # the plan's survival budget must be broken this long before racks go off


class Demand:
    """Works once a second; keeps the hysteresis of each voice."""

    STATE = ("soc_rung", "thermal", "wanted", "short", "sun_rung")
    PARTS = ("over_survival", "blind")

    def __init__(self, parameters: list) -> None:
        self.p = parameters
        self.soc_rung = NONE
        self.thermal = False
        self.wanted = NONE
        self.short = False  # the array cannot carry the unshed load
        self.sun_rung = NONE  # what that costs
        self.over_survival = Debounce(OVER_SURVIVAL_S)
        self.blind = Debounce(BLIND_S)

    def decide(self, planned: bool, ladder: object, measure: object, plan: object, soc: float, bus: object) -> int:
        """Return the rung wanted. `planned`: from the shed lead before first penumbra until full Sun is back."""
        wanted = self._of_plan(planned, ladder, measure, plan)
        wanted = max(wanted, self._of_loops(ladder, measure, bus))
        wanted = max(wanted, self._of_charge(soc))
        wanted = max(wanted, self._of_array(planned, ladder, measure, plan))
        if self.blind.update(measure.blind) or _radiator_silent(bus):
            wanted = max(wanted, PAUSE)
        self.wanted = wanted
        return wanted

    def _of_plan(self, planned: bool, ladder: object, measure: object, plan: object) -> int:
        if not planned:
            self.over_survival.update(False)
            return NONE
        rung = ladder.rung
        mean_w = measure.payload_10s.mean()
        broken = rung >= PAUSE and ladder.settled() and mean_w > 1.1 * plan.survive_w
        if self.over_survival.update(broken):
            return max(rung, RACKS_OFF)
        if rung < PAUSE and mean_w > plan.sustain_w:
            return rung + 1
        return rung  # nothing is given back before the Sun is

    def _of_loops(self, ladder: object, measure: object, bus: object) -> int:
        limit_w = bus.value(RADIATOR, SHED_REQUEST)
        if limit_w < 0.0 or _radiator_silent(bus):
            self.thermal = False
            return NONE
        if not self.thermal:
            self.thermal = True
            bus.event(THERMAL_SHED, limit_w, 0)
        if measure.payload_10s.mean() <= limit_w + THERMAL_BAND_W:
            return min(ladder.rung, RACKS_OFF)  # hold until the loops say they can carry more
        return min(max(ladder.rung + 1, CLOCK_LOCK), RACKS_OFF)

    def _of_array(self, planned: bool, ladder: object, measure: object, plan: object) -> int:
        """Return the rung at which a short array carries the load in full Sun: kept until it is short no more.

        Rungs 1 and 2 only: below, the state of charge has the word.
        """
        self.short = plan.short(self.short)
        if not self.short:
            self.sun_rung = NONE
            return NONE
        ready = not planned and ladder.settled() and ladder.rung <= self.sun_rung < PAUSE
        if ready and measure.payload_10s.mean() > plan.sunlit_w():
            self.sun_rung = ladder.rung + 1
        return self.sun_rung

    def _of_charge(self, soc: float) -> int:
        above_floor = soc - self.p[SOC_FLOOR]
        rung = NONE
        for candidate in range(CLOCK_LOCK, SAFE + 1):
            row = RUNGS[candidate]
            if below(above_floor, row[ENTER], row[LEAVE], self.soc_rung >= candidate):
                rung = candidate
        self.soc_rung = rung
        return rung


def _radiator_silent(bus: object) -> bool:
    """Return whether the radiator executive has not been heard for long, or never was."""
    return bus.ages[RADIATOR] >= SILENT_TICKS
