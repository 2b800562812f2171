"""Rack groups: off at once, back one by one, so that the return of heat is a ramp and not a slug."""

from ..control.clock import elapsed_ms
from ..icd.events import JUNCTION_HIGH, LOOP_STARVED, RACK_OFF, RACK_ON
from ..icd.messages import LOOP_DEAD, LOOP_LOST, LOOP_SWITCHING
from ..icd.parameters import index
from .sensors import GROUPS, JUNCTION, LOOP_GROUPS

INTERVAL = index("payload", "rack_interval")
WARM = index("payload", "junction_warm")
OFF_AT = index("payload", "junction_off")
BACK_AT = index("payload", "junction_back")

ALL = 255
REST_MS = 60000  # a group taken off for heat rests at least this long
SEEN = 2  # checks in a row before a group is taken off
EASE_PER_S = 0.02  # clocks come down by this while a junction is warm
RELAX_PER_S = 0.005  # and go back
RELAX_K = 4.0  # [K] below warm
EASE_LOW = 0.3


class Racks:
    """`enabled` is the mask of groups on; `ease` (0.3 to 1) limits every clock while junctions are warm."""

    STATE = (
        "enabled",
        "changed_ms",
        "resting",
        "barred",
        "starved",
        "rest_ms",
        "seen",
        "ease",
        "hottest_c",
        "warned",
        "warm_ms",
    )
    PARTS = ()

    def __init__(self, parameters: list) -> None:
        self.p = parameters
        self.enabled = 0
        self.changed_ms = 0
        self.resting = 0  # mask of groups off for heat
        self.barred = 0  # mask of groups off because their loop gives no flow
        self.starved = [0, 0]  # of loop A and B: 0 fed, 1 racks eased, 2 racks off
        self.rest_ms = [0] * GROUPS
        self.seen = [0] * GROUPS
        self.ease = 1.0
        self.hottest_c = float("nan")
        self.warned = 0  # mask of groups told to be warm
        self.warm_ms = [0] * GROUPS  # when they were last

    def switch(self, now_ms: int, on: bool, all_at_once: bool) -> None:
        """Move towards all groups on, one an interval, or off at once. Groups at rest stay off."""
        wanted = ALL & ~self.resting & ~self.barred if on else 0
        self.enabled &= wanted
        missing = wanted & ~self.enabled
        if not missing:
            return
        if all_at_once:
            self.enabled = wanted
            self.changed_ms = now_ms
        elif elapsed_ms(now_ms, self.changed_ms) >= self.p[INTERVAL] * 1000.0:
            self.enabled |= missing & -missing  # the lowest group that is missing
            self.changed_ms = now_ms

    def heed(self, loop: int, mode: int, bus: object) -> None:
        """Follow the mode of a coolant loop: ease at once while a pump is changed, off while there is no flow."""
        was = self.starved[loop]
        if mode in (LOOP_LOST, LOOP_DEAD):
            now = 2
        elif mode == LOOP_SWITCHING:
            now = max(was, 1)  # off already: until the pump has shown its flow
        else:
            now = 0
        if now == 1:
            self.ease = min(self.ease, EASE_LOW)
        if now == was:
            return
        self.starved[loop] = now
        bus.event(LOOP_STARVED, loop, now)
        if now == 2:
            self.barred |= LOOP_GROUPS[loop]
        else:
            self.barred &= ~LOOP_GROUPS[loop]

    def protect(self, now_ms: int, values: list, dt_s: float, bus: object) -> None:
        """Look at every junction: warm ones slow all clocks, hot ones cost their group. NaN is no reason for either."""
        p = self.p
        hottest = float("nan")
        for group in range(GROUPS):
            junction_c = values[JUNCTION + group]
            if junction_c != junction_c:
                continue
            if not junction_c <= hottest:
                hottest = junction_c
            self._judge(now_ms, group, junction_c, bus)
        self.hottest_c = hottest
        if hottest > p[WARM]:
            self.ease = max(self.ease - EASE_PER_S * dt_s, EASE_LOW)
        elif hottest < p[WARM] - RELAX_K:
            self.ease = min(self.ease + RELAX_PER_S * dt_s, 1.0)

    def _judge(self, now_ms: int, group: int, junction_c: float, bus: object) -> None:
        p = self.p
        bit = 1 << group
        if self.resting & bit:
            if junction_c < p[BACK_AT] and elapsed_ms(now_ms, self.rest_ms[group]) >= REST_MS:
                self.resting &= ~bit
                bus.event(RACK_ON, group + 1, junction_c * 100.0)
            return
        if junction_c > p[WARM]:
            if not self.warned & bit:
                self.warned |= bit
                bus.event(JUNCTION_HIGH, group + 1, junction_c * 100.0)
            self.warm_ms[group] = now_ms
        elif self.warned & bit and elapsed_ms(now_ms, self.warm_ms[group]) >= REST_MS:
            self.warned &= ~bit
        self.seen[group] = self.seen[group] + 1 if junction_c > p[OFF_AT] else 0
        if self.seen[group] >= SEEN:
            self.seen[group] = 0
            self.resting |= bit
            self.rest_ms[group] = now_ms
            bus.event(RACK_OFF, group + 1, junction_c * 100.0)
