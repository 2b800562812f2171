"""Where the satellite stands between Sun and shadow: the prediction, and the Sun sensor's word on it."""

from ..control.clock import elapsed_ms
from ..control.debounce import Debounce
from ..icd.events import (
    DARKNESS_BEGAN,
    DARKNESS_ENDED,
    SUN_SENSOR_DOUBTED,
    SUN_SENSOR_TRUSTED,
    UNPREDICTED_DARKNESS,
)
from ..icd.parameters import index
from .eclipse import NONE_S, predict
from .sensors import ALTITUDE, ARRAY_A, SUN, SUN_AZ, SUN_EL

EARTH_RADIUS = index("eps", "earth_radius")
RECOVER_DELAY = index("eps", "recover_delay")

FADED = 0.95  # of full Sun: the penumbra has begun
RESTORED = 0.97  # of full Sun: it has ended
EXPECTED_WITHIN_S = 60.0  # darkness this near to a predicted edge is the predicted one
LEARN = 0.02  # of the difference, a second, to the reading of full Sun
ODDS_SECONDS = 5
DIM = 0.1  # Sun sensor under which the array gives less than 25 A
LIT_A, UNLIT_A = 60.0, 5.0  # [A] of 240 A in full Sun: surely in the Sun; surely not
BRIGHT = 0.8  # Sun sensor from which a first reading counts as full Sun (1317 W/m2, the year's least, reads 0.967)


class Sunlight:
    """`to_entry_s` (NONE_S: no eclipse ahead), `dark_s`, `period_s` as predicted; `dark` as the Sun sensor says."""

    STATE = (
        "doubted",
        "to_entry_s",
        "dark_s",
        "period_s",
        "full_sun",
        "dark",
        "began_ms",
        "seconds_of_sun",
        "predicted",
    )
    PARTS = ("fading", "at_odds")

    def __init__(self, parameters: list) -> None:
        self.p = parameters
        self.to_entry_s = NONE_S
        self.dark_s = 0.0
        self.period_s = 5801.0  # 600 km (docs/physics.md section 2), until predicted
        self.full_sun = 0.0  # Sun sensor in full Sun: learned, it carries the season and its own calibration
        self.dark = False
        self.began_ms = 0
        self.seconds_of_sun = 0  # since darkness ended
        self.predicted = False  # the prediction stands on valid navigation
        self.fading = Debounce(2)
        self.at_odds = Debounce(ODDS_SECONDS)
        self.doubted = False  # array and navigation contradict the Sun sensor: it is not believed

    def step(self, now_ms: int, values: list, bus: object) -> None:
        """Work out one second, on a fresh sample."""
        to_entry_s, dark_s, period_s = predict(values[SUN_AZ], values[SUN_EL], values[ALTITUDE], self.p[EARTH_RADIUS])
        self.predicted = period_s == period_s
        if self.predicted:
            self.to_entry_s = to_entry_s
            self.dark_s = dark_s
            self.period_s = period_s
        else:
            self._run_on()
        sun = values[SUN]
        self._cross_check(sun, values[ARRAY_A], bus)
        if sun == sun and not self.doubted:
            self._watch(now_ms, sun, bus)
        else:
            self.dark = self.to_entry_s == 0.0  # the sensor is blind: navigation alone must tell

    def _cross_check(self, sun: float, array_a: float, bus: object) -> None:
        """Doubt a Sun sensor that reads dark while the array gives current, or full Sun deep in the shadow.

        Navigation has to side with the array: either alone may be wrong.
        """
        if not self.predicted or sun != sun or array_a != array_a:
            return
        stuck_low = sun < DIM and array_a > LIT_A and self.to_entry_s != 0.0
        stuck_high = sun > BRIGHT and array_a < UNLIT_A and self.to_entry_s == 0.0
        doubted = stuck_low or stuck_high
        if self.at_odds.update(doubted != self.doubted):
            self.doubted = doubted
            self.at_odds.run = 0
            bus.event(SUN_SENSOR_DOUBTED if doubted else SUN_SENSOR_TRUSTED, sun * 10000.0, array_a * 100.0)

    def _run_on(self) -> None:
        """Count the last prediction down by a second: navigation is INVALID."""
        if self.to_entry_s > 1.0:
            self.to_entry_s -= 1.0
        elif self.dark_s > 1.0 and self.to_entry_s >= 0.0:
            self.to_entry_s = 0.0
            self.dark_s -= 1.0
        else:
            self.to_entry_s = NONE_S

    def _watch(self, now_ms: int, sun: float, bus: object) -> None:
        if self.full_sun == 0.0:
            self.full_sun = sun if sun > BRIGHT else 1.0
        if self.dark:
            if sun > RESTORED * self.full_sun:
                self.dark = False
                self.seconds_of_sun = 0
                bus.event(DARKNESS_ENDED, 0.001 * elapsed_ms(now_ms, self.began_ms), 0)
            return
        self.seconds_of_sun += 1
        if self.fading.update(sun < FADED * self.full_sun):
            self.dark = True
            self.began_ms = now_ms
            if self.to_entry_s == 0.0 or 0.0 <= self.to_entry_s < EXPECTED_WITHIN_S:
                bus.event(DARKNESS_BEGAN, 1000.0 * self.to_entry_s, 0)
            else:
                bus.event(UNPREDICTED_DARKNESS, sun * 10000.0, 0)
        elif not self.fading.run and not 0.0 <= self.to_entry_s < EXPECTED_WITHIN_S:
            self.full_sun += LEARN * (sun - self.full_sun)

    def steady(self) -> bool:
        """Return whether full Sun has lasted long enough for compute to return."""
        return not self.dark and self.to_entry_s != 0.0 and self.seconds_of_sun >= self.p[RECOVER_DELAY]
