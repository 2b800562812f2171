"""Leak of one loop: liquid in the accumulator that falls further than the cooling of the loop explains.

Cold coolant is denser, so a cold soak lowers the level and is no leak: the level is held to what the temperatures
predict. A leak that is found is measured with all panels open, then with one panel closed and with the other: what
stops the fall is what leaks. A leak that neither stops is in the pipes; `loop.py` gives the loop up when it is empty.

While a panel is given up to the cold nothing is suspected or tested: a test would close the one that is kept warm.
"""

from ..control.debounce import Debounce
from ..icd.events import LEAK_IN_PIPES, LEAK_ISOLATED, LEAK_SUSPECTED
from ..icd.parameters import index
from .sensors import LEVEL, PANEL, PANELS, RETURN, SUPPLY

EXPANSION = index("radiator", "expansion")

# Volumes over that of the accumulator, 40 l (odc120): a leg of 20 l, pump and valve 2 l, plates 6 l, a panel 10 l.
SUPPLY_VOLUME, RETURN_VOLUME, PANEL_VOLUME = 0.55, 0.65, 0.25
EASING = 0.00125  # [1/K] ammonia expands less when cold (CoolProp 8.0.0: density at -40, 0 and 40 degC)
SET_C = 40.0  # [degC] where the expansion is taken
SMOOTH_S = 20.0  # [s] a change of load takes as long to pass the legs
SUSPECT = 0.04  # [1] of the accumulator: 0.9 kg of ammonia
SUSPECT_S = 60
DROP = 0.02  # [1] a fall this large is timed
SETTLE_S = 30  # [s] after a panel is closed
PATIENCE_S = 1800  # [s] without a further fall: it was no leak, or stopped
WATCH, MEASURE, FIRST, SECOND, FOUND = 0, 1, 2, 3, 4


class LeakWatch:
    """Stepped once a second on fresh samples of loop `number`."""

    STATE = ("reference", "excess", "phase", "mark", "seconds", "took_s", "closed")
    PARTS = ("doubt",)

    def __init__(self, number: int, parameters: list) -> None:
        self.p = parameters
        self.number = number
        self.reference = float("nan")  # level at 40 degC throughout
        self.excess = 0.0  # level over the predicted one, smoothed
        self.phase = WATCH
        self.mark = 0.0
        self.seconds = 0
        self.took_s = 0  # for a fall of DROP with every panel open
        self.closed = 0  # panels of this loop, bit 0 the first
        self.doubt = Debounce(SUSPECT_S)

    def step(self, values: list, at: int, held: bool, bus: object) -> None:
        """Take one sample whose channels of this loop start at `at`; a channel of NaN leaves everything as it is.

        `held`: a panel is given up to the cold; what was begun begins again when it is over.
        """
        level = self._warm_level(values, at)
        if level != level:
            return
        if self.reference != self.reference:
            self.reference = level
        self.excess += (level - self.reference - self.excess) / SMOOTH_S
        self.seconds += 1
        if held:
            self.doubt.run = 0
            self.mark = self.excess
            self.seconds = 0
        elif self.phase == WATCH:
            if self.doubt.update(self.excess < -SUSPECT):
                bus.event(LEAK_SUSPECTED, self.number, self.excess * 10000.0)
                self._begin(MEASURE, 0)
        elif self.phase == MEASURE:
            self._measure()
        elif self.phase != FOUND:
            self._test(bus)

    def _warm_level(self, values: list, at: int) -> float:
        """Return the level that the loop would have at 40 degC throughout [1]."""
        level = values[at + LEVEL]
        level += SUPPLY_VOLUME * self._shrunk(values[at + SUPPLY])
        level += RETURN_VOLUME * self._shrunk(values[at + RETURN])
        for panel in range(PANELS):
            level += PANEL_VOLUME * self._shrunk(values[at + PANEL + panel])
        return level

    def _shrunk(self, at_c: float) -> float:
        cold_k = SET_C - at_c
        return self.p[EXPANSION] * cold_k * (1.0 - EASING * cold_k)

    def _begin(self, phase: int, closed: int) -> None:
        self.phase = phase
        self.closed = closed
        self.mark = self.excess
        self.seconds = 0

    def _measure(self) -> None:
        if self.excess < self.mark - DROP:
            self.took_s = self.seconds
            self._begin(FIRST, 1)
        elif self.seconds >= PATIENCE_S:
            self.reference += self.excess
            self.excess = 0.0
            self.doubt.run = 0
            self._begin(WATCH, 0)

    def _test(self, bus: object) -> None:
        if self.seconds <= SETTLE_S:
            self.mark = self.excess
        elif self.seconds >= SETTLE_S + self.took_s:
            if self.mark - self.excess < 0.5 * DROP:
                bus.event(LEAK_ISOLATED, self.number, PANELS * self.number + self.phase - FIRST + 1)
                self._begin(FOUND, self.closed)
            elif self.phase == FIRST:
                self._begin(SECOND, 2)
            else:
                bus.event(LEAK_IN_PIPES, self.number, 0)
                self._begin(FOUND, 0)
