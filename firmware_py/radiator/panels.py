"""Which panels of one loop are open: a leaking one is not, and in the cold the second is not, so that the first lives.

Too little heat for two panels freezes both; the same heat keeps one warm. The closed panel freezes, and thaws when the
heat is back and it is opened. While a leak or its test keeps a panel closed, nothing is judged: one open panel is all
there is.
"""

from ..control.debounce import Debounce
from ..icd.events import PANEL_CLOSED, PANEL_OPENED
from ..icd.parameters import index
from .mixing import GUARD_K
from .sensors import PANELS

FREEZE_GUARD = index("radiator", "freeze_guard")

BACK_K = 20.0  # [K] outlet above the guard at which the heat is enough for both
LASTING_S = 30
COLD = 2  # the panel that is given up to the cold, bit 1


class PanelValves:
    """Stepped once a second for loop `number`."""

    STATE = ("cold",)
    PARTS = ("lasting",)

    def __init__(self, number: int, parameters: list) -> None:
        self.p = parameters
        self.number = number
        self.cold = False
        self.lasting = Debounce(LASTING_S)

    def step(self, outlet_c: float, bus: object) -> None:
        """Take the outlet [degC] of the panels that are open; NaN leaves them as they are."""
        guard_c = self.p[FREEZE_GUARD]
        change = outlet_c > guard_c + BACK_K if self.cold else outlet_c < guard_c - GUARD_K
        if self.lasting.update(change):
            self.lasting.run = 0
            self.cold = not self.cold
            bus.event(PANEL_CLOSED if self.cold else PANEL_OPENED, self.number, PANELS * (self.number + 1))

    def open_mask(self, leaking: int) -> int:
        """Return the open panels of this loop, bit 0 the first; `leaking` likewise. One stays open for the flow."""
        shut = leaking
        if self.cold and not leaking:
            shut = COLD
        return 3 & ~shut
