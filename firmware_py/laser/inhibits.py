"""Why a terminal must not emit: Sun, Earth, ground, interlock, heat, stale data; and what soon will be one."""

from ..control.limit import above, below
from ..icd.laser import INTERLOCK, SUN_IN_VIEW
from ..icd.parameters import index
from .geometry import graze_km, separation_rad
from .sensors import FLAGS, RADIUS, RANGE, STRIDE, SUN_AZ, SUN_EL, TARGET_AZ, TARGET_EL, TEMPERATURE

SUN_EXCLUSION = index("laser", "sun_exclusion")
GRAZE_HEIGHT = index("laser", "graze_height")
LEAD = index("laser", "teardown_lead")
HOT = index("laser", "temperature_high")
COLD = index("laser", "temperature_low")

SUN, OCCLUDED, NO_INTERLOCK, NO_POWER, THERMAL, STALE, GROUND = 1, 2, 4, 8, 16, 32, 64
STALE_TICKS = 10
DEGREE = 3.141592653589793 / 180.0
SUN_BACK_RAD = 1.0 * DEGREE  # hysteresis
GRAZE_BACK_KM = 10.0
KEEP_OUT_KM = 50.0  # the beam stays above aircraft and balloons, with margin, where it goes on past its peer
BACK_K = 5.0  # [K]
INFINITE = float("inf")


class Inhibits:
    """The reasons of one terminal, worked out at each of its mode steps."""

    STATE = ("mask", "sun_rad", "height_km", "beyond_km", "sun_rate", "height_rate", "beyond_rate")
    PARTS = ()

    def __init__(self, number: int, parameters: list) -> None:
        self.p = parameters
        self.sensor = number * STRIDE
        self.mask = STALE
        self.sun_rad = float("nan")  # between the line of sight and the Sun
        self.height_km = float("nan")  # of the line of sight over the Earth
        self.beyond_km = float("nan")  # of the beam over the Earth, wherever it goes on to
        self.sun_rate = 0.0  # [rad/s]
        self.height_rate = 0.0  # [km/s]
        self.beyond_rate = 0.0  # [km/s]

    def look(self, values: list, dt_s: float) -> None:
        """Once a second on a fresh sample: where the line of sight is and how fast it nears Sun and Earth."""
        at = self.sensor
        elevation = values[at + TARGET_EL]
        sun_rad = separation_rad(values[at + TARGET_AZ], elevation, values[SUN_AZ], values[SUN_EL])
        height_km = graze_km(elevation, values[at + RANGE], values[RADIUS])
        beyond_km = graze_km(elevation, INFINITE, values[RADIUS])
        if dt_s > 0.0:
            self.sun_rate = _rate(sun_rad - self.sun_rad, dt_s)
            self.height_rate = _rate(height_km - self.height_km, dt_s)
            self.beyond_rate = _rate(beyond_km - self.beyond_km, dt_s)
        self.sun_rad = sun_rad
        self.height_km = height_km
        self.beyond_km = beyond_km

    def judge(self, values: list, age: int, allowed: bool) -> int:
        """Return the mask of reasons that stand now, those due within the teardown lead included."""
        p = self.p
        old = self.mask
        mask = 0 if allowed else NO_POWER
        if age >= STALE_TICKS:
            self.mask = mask | (old & ~NO_POWER) | STALE
            return self.mask
        at = self.sensor
        flags = values[at + FLAGS]
        temperature_c = values[at + TEMPERATURE]
        if flags != flags or self.sun_rad != self.sun_rad or self.height_km != self.height_km:
            mask |= STALE
        else:
            bits = int(flags)
            if not bits & INTERLOCK:
                mask |= NO_INTERLOCK
            if bits & SUN_IN_VIEW or self._sun_near(old):
                mask |= SUN
            if self._low(self.height_km, self.height_rate, p[GRAZE_HEIGHT], old & OCCLUDED):
                mask |= OCCLUDED
            if self._low(self.beyond_km, self.beyond_rate, KEEP_OUT_KM, old & GROUND):
                mask |= GROUND
        if above(temperature_c, p[HOT], p[HOT] - BACK_K, bool(old & THERMAL)) or below(
            temperature_c, p[COLD], p[COLD] + BACK_K, bool(old & THERMAL)
        ):
            mask |= THERMAL
        self.mask = mask
        return mask

    def _sun_near(self, old: int) -> bool:
        limit = self.p[SUN_EXCLUSION] * DEGREE
        ahead = self.sun_rad + min(self.sun_rate, 0.0) * self.p[LEAD]
        return below(ahead, limit, limit + SUN_BACK_RAD, bool(old & SUN))

    def _low(self, height_km: float, rate: float, limit_km: float, old: int) -> bool:
        ahead = height_km + min(rate, 0.0) * self.p[LEAD]
        return below(ahead, limit_km, limit_km + GRAZE_BACK_KM, bool(old))


def _rate(step: float, dt_s: float) -> float:
    """Return step / dt; 0 when the step is not known."""
    return step / dt_s if step == step else 0.0
