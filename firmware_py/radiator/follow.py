"""Whether the bypass valve of one loop stands where it is told to stand, and whether it is open further."""

from ..control.debounce import Debounce
from ..icd.events import VALVE_NOT_FOLLOWING

STUCK_SHARE = 0.1  # valve this far from its command ...
STUCK_STEPS = 10  # ... for 10 s


class ValveWatch:
    """Stepped once a second for loop `number`; `stuck_open` while the valve is open further than commanded."""

    STATE = ("told", "stuck_open")
    PARTS = ("off", "over")

    def __init__(self, number: int) -> None:
        self.number = number
        self.told = False
        self.stuck_open = False
        self.off = Debounce(STUCK_STEPS)
        self.over = Debounce(STUCK_STEPS)

    def step(self, share: float, commanded: float, bus: object) -> None:
        """Take the share [1] through the radiator as measured, NaN follows; tell once that it is off its command."""
        off = share - commanded
        stuck = self.off.update(off > STUCK_SHARE or off < -STUCK_SHARE)
        if stuck and not self.told:
            bus.event(VALVE_NOT_FOLLOWING, self.number, share * 10000.0)
        self.told = stuck
        self.stuck_open = self.over.update(off > STUCK_SHARE)
