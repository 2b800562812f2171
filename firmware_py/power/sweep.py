"""Search for a higher maximum of array power than the one in use: cells in shade make local ones.

Perturb and observe stays on the hill it stands on. Behind bypass diodes the array's curve has several, and the lower
one can hold half the power of the higher (Patel and Agarwal, IEEE Trans. Energy Convers. 23 (2008) 302). So there is a
ramp over all voltages when there is reason to look: the array gives clearly less than its sunlight should, or the set
point is pressed against the edge of its range, or another hill is in use and the shade may be gone. A ramp takes 25
samples. One from the expected hill that finds nothing better doubles the wait for the next, up to an hour. The hardware
limiter holds a ramp up; after 60 samples it ends without a conclusion, and the wait stays as it is.
"""

from ..control.debounce import Debounce
from ..icd.parameters import index

IMP = index("eps", "array_imp")
IMP_PER_K = 0.00058  # [1/K] of current, AZUR 3G30C: 10 uA/(cm2 K) on 30.18 cm2 of 0.520 A
HIGH, LOW, RAMP = 1.07, 0.28, 0.035  # of the expected voltage; beyond open circuit (1.12) no string gives anything
BRIGHT = 0.5  # sunlight over 1361 W/m2; below this nothing is judged
SHORT = 0.92  # of the current expected
BETTER = 1.03  # a hill must be this much higher to count as found
LONGEST = 60  # [ticks] of a ramp
PIPELINE = 2  # [ticks] from a command to the sample that has felt it
SOONEST, AGAIN, LATEST = 300, 3000, 36000  # [ticks] between ramps: evidence, in use of another hill, nothing found
SETTLE = 60  # [ticks] after a ramp until means of 5 s are free of it


class Sweep:
    """`active` while a ramp runs; then `best_v` [V] is where the most power was, if the ramp was `whole`."""

    STATE = (
        "active", "ticks", "ask_v", "best_v", "best", "before", "reference", "waited", "wait", "elsewhere", "whole",
    )  # fmt: skip
    PARTS = ("short", "edge")

    def __init__(self, parameters: list) -> None:
        self.p = parameters
        self.active = False
        self.ticks = 0  # of this ramp
        self.ask_v = 0.0
        self.best_v = 0.0
        self.best = 0.0
        self.before = 0.0  # score that called for the ramp
        self.reference = parameters[IMP]  # [A] the current that counts as all there is to have
        self.waited = SOONEST  # [ticks] since the last ramp
        self.wait = SOONEST
        self.elsewhere = False  # the hill in use is not the one that temperature lets expect
        self.whole = False  # the last ramp saw every voltage
        self.short = Debounce(12)  # [perturbations] of too little
        self.edge = Debounce(6)

    def settled(self) -> bool:
        """Return whether a mean of 5 s knows nothing of a ramp."""
        return not self.active and self.waited >= SETTLE

    def due(self, score: float, expected_v: float, temperature_c: float, sun: float, pressed: bool) -> bool:
        """Take one perturbation's score [W per unit of sunlight]; return whether to look further afield.

        `pressed`: the set point stands at the edge of its range.
        """
        if not sun > BRIGHT:
            self.short.run = 0
            self.edge.run = 0
            return False
        amp = self._expected_a(score, expected_v, temperature_c)
        short = self.short.update(amp < SHORT * self.reference)
        if amp > self.reference:
            self.reference = amp if amp < self.p[IMP] else self.p[IMP]
        edge = self.edge.update(pressed)
        asked = short or edge or (self.elsewhere and self.waited >= AGAIN)
        if not asked or self.waited < self.wait:
            return False
        self.before = score
        return True

    def begin(self, expected_v: float) -> float:
        """Start a ramp; return its first voltage [V]."""
        self.active = True
        self.whole = False
        self.ticks = 0
        self.best = 0.0
        self.best_v = expected_v
        self.ask_v = HIGH * expected_v
        return self.ask_v

    def step(self, volts: float, score: float, cut: bool, expected_v: float, temperature_c: float) -> float:
        """Take one sample; return the next voltage [V]. `cut`: the hardware limiter was at work, so it says nothing."""
        self.ticks += 1
        if self.ticks >= PIPELINE and not cut and score > self.best:
            self.best = score
            self.best_v = volts
        if not cut:
            self.ask_v -= RAMP * expected_v
        self.whole = self.ask_v < (LOW - PIPELINE * RAMP) * expected_v
        if self.whole:
            self._conclude(expected_v, temperature_c)
        if self.whole or self.ticks >= LONGEST:
            self.stop()
        return self.ask_v if self.ask_v > LOW * expected_v else LOW * expected_v

    def stop(self) -> None:
        """End a ramp: it is over, the light is gone, or the bus is full."""
        self.active = False
        self.waited = 0

    def tick(self) -> None:
        """Count a tick between ramps."""
        if self.waited < LATEST:
            self.waited += 1

    def _expected_a(self, score: float, expected_v: float, temperature_c: float) -> float:
        return score / (expected_v * (1.0 + IMP_PER_K * (temperature_c - 28.0)))

    def _conclude(self, expected_v: float, temperature_c: float) -> None:
        self.short.run = 0
        self.edge.run = 0
        if self.best > BETTER * self.before or self.elsewhere:
            self.wait = SOONEST
        else:
            self.wait = 2 * self.wait if 2 * self.wait < LATEST else LATEST
        amp = self._expected_a(self.best, expected_v, temperature_c)
        if amp < self.p[IMP]:
            self.reference = amp
        else:
            self.reference = self.p[IMP]
