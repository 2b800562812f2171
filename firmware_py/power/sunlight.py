"""Where the satellite stands between Sun and shadow: the prediction, and the Sun sensor's word on it."""

from ..control.clock import elapsed_ms
from ..control.debounce import Debounce
from ..icd.events import DARKNESS_BEGAN, DARKNESS_ENDED, UNPREDICTED_DARKNESS
from ..icd.parameters import index
from .eclipse import NONE_S, predict
from .sensors import ALTITUDE, SUN, SUN_AZ, SUN_EL

EARTH_RADIUS = index("eps", "earth_radius")
RECOVER_DELAY = index("eps", "recover_delay")

FADED = 0.95  # of full Sun: the penumbra has begun
RESTORED = 0.97  # of full Sun: it has ended
EXPECTED_WITHIN_S = 60.0  # darkness this near to a predicted edge is the predicted one
LEARN = 0.02  # of the difference, a second, to the reading of full Sun
BRIGHT = 0.8  # Sun sensor from which a first reading counts as full Sun (1317 W/m2, the year's least, reads 0.967)


class Sunlight:
    """`to_entry_s` (NONE_S: no eclipse ahead), `dark_s`, `period_s` as predicted; `dark` as the Sun sensor says."""

    STATE = ("to_entry_s", "dark_s", "period_s", "full_sun", "dark", "began_ms", "seconds_of_sun", "predicted")
    PARTS = ("fading",)

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
        if sun == sun:
            self._watch(now_ms, sun, bus)
        else:
            self.dark = self.to_entry_s == 0.0  # the sensor is blind: navigation alone must tell

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
