"""What of one loop is looked at once a second: level, leaks, valve, panels, and whether it has to be given up."""

from ..control.debounce import Debounce
from ..control.limit import below
from ..icd.events import FREEZE_NEAR, LEVEL_LOW
from ..icd.parameters import index
from .follow import ValveWatch
from .leak import LeakWatch
from .panels import PanelValves
from .sensors import LEVEL, OUTLET, SUPPLY, VALVE

LOW_C = index("radiator", "supply_low")
FREEZE_LIMIT = index("radiator", "freeze_limit")

LOW_LEVEL = 0.1
EMPTY_LEVEL = 0.04  # pumps would soon draw vapour
EMPTY_SECONDS = 5
FREEZE_K = 12.0  # [K] above freezing: acted on; 10 K are to be kept (docs/physics.md T-11)
BACK_K = 4.0  # [K] hysteresis of the temperature protections
STUCK_COLD_K = 1.0  # [K] under the protection with a valve stuck open: no means is left to warm the loop
HOLDS, NO_FLOW, NO_COOLANT, FROZEN, TOO_COLD = 0, 1, 2, 3, 4  # why a loop was given up; NO_FLOW is the pumps' reason


class Upkeep:
    """Stepped once a second on fresh samples of loop `number`, whose channels start at `at`."""

    STATE = ("told_level", "told_freeze")
    PARTS = ("follow", "empty", "leak", "panels")

    def __init__(self, number: int, at: int, parameters: list) -> None:
        self.p = parameters
        self.number = number
        self.at = at
        self.told_level = False
        self.told_freeze = False
        self.follow = ValveWatch(number)
        self.empty = Debounce(EMPTY_SECONDS)
        self.leak = LeakWatch(number, parameters)
        self.panels = PanelValves(number, parameters)

    def step(self, values: list, commanded: float, flows: bool, bus: object) -> int:
        """Tell what needs telling; return why the loop has to be given up, HOLDS for no reason.

        `commanded` is the share that the valve was told; leaks and panels are seen to while the loop `flows`. A valve
        that does not open is no reason to give up: pumps off would not warm what is behind it.
        """
        at = self.at
        level = values[at + LEVEL]
        if level < LOW_LEVEL and not self.told_level:
            bus.event(LEVEL_LOW, self.number, level * 10000.0)
        self.told_level = level < LOW_LEVEL
        self.follow.step(values[at + VALVE], commanded, bus)
        empty = self.empty.update(level < EMPTY_LEVEL)
        supply_c = values[at + SUPPLY]
        self._watch_freezing(supply_c, values[at + OUTLET], bus)
        if not flows:
            return HOLDS
        self.leak.step(values, at, self.panels.cold and not self.leak.closed, bus)
        if not self.leak.closed:
            self.panels.step(values[at + OUTLET], bus)
        if empty:
            return NO_COOLANT
        if not self.follow.stuck_open:
            return HOLDS
        if self.told_freeze:
            return FROZEN
        return TOO_COLD if supply_c < self.p[LOW_C] - STUCK_COLD_K else HOLDS

    def may_restart(self) -> bool:
        """Return whether a loop that was given up may be tried again."""
        return not (self.empty.run or self.told_freeze or self.follow.stuck_open)

    def open_mask(self) -> int:
        """Return the panels of this loop that are to be open, bit 0 the first."""
        return self.panels.open_mask(self.leak.closed)

    def _watch_freezing(self, supply_c: float, outlet_c: float, bus: object) -> None:
        coldest_c = outlet_c
        if supply_c < coldest_c or coldest_c != coldest_c:
            coldest_c = supply_c
        limit_c = self.p[FREEZE_LIMIT] + FREEZE_K
        freezing = below(coldest_c, limit_c, limit_c + BACK_K, self.told_freeze)
        if freezing and not self.told_freeze:
            bus.event(FREEZE_NEAR, self.number, coldest_c * 100.0)
        self.told_freeze = freezing
