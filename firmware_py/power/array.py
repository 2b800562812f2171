"""Array regulation: perturb and observe, or voltage limiting when the bus is full.

Perturb and observe (Femia et al., IEEE Trans. Power Electron. 20(4), 2005) on array V x I over the Sun sensor's
reading: in a penumbra the light changes faster than one perturbation does, and dividing by it keeps the comparison
fair. A command at tick k is first felt in SAMPLE k+2, so one step takes four ticks and looks at three samples (k+2 to
k+4). It judges by the best of them: while the load of a training step dips, the hardware limiter cuts the array (bus
above 815 V) and such a sample says nothing of the array.

Another hill of the power curve than the one expected is looked for by sweep.py, and then tracked in the same way.
"""

from ..control.debounce import Debounce
from ..control.limit import clamp
from ..icd.events import ARRAY_MODE, ARRAY_SWEPT
from ..icd.parameters import index
from .sensors import ARRAY_A, ARRAY_C, ARRAY_V, BUS_MAX_V, SUN
from .sweep import Sweep

OFF, MPPT, LIMIT = 0, 1, 2
NAMES = ("off", "mppt", "limit")

VMP = index("eps", "array_vmp")
VMP_PER_K = index("eps", "array_vmp_per_k")
STEP = index("eps", "mppt_step")
BUS_HIGH = index("eps", "bus_high")

REFERENCE_C = 28.0  # [degC] where `array_vmp` is quoted
DARK = 0.01  # sunlight over 1361 W/m2
SEARCH = 0.15  # perturb and observe stays within this share of the expected voltage
TRACKING_V = 12.0  # [V] regulators further than this from their set point are not ours to judge
BACKOFF_V = 3.0  # [V] a tick, away from the power point while the bus is high
BAND_V = 6.0  # [V] below the limit, where the set point rests
OPEN_CIRCUIT = 1.2  # highest set point over that of greatest power: beyond open circuit nothing is left
CREEP_V = 0.5  # [V] a tick, back towards it
CUTTING_V = 814.0  # [V] bus voltage near which the hardware limiter begins to cut the array (815 V)
TICKS_A_STEP = 4
NOTHING = -1.0  # no sample of this step was worth anything
FELT = 2  # the first sample of a step that has felt its command


class ArrayRegulator:
    """Gives the array voltage to ask for [V]."""

    STATE = ("mode", "set_v", "direction", "last_score", "phase", "best", "temperature_c", "centre")
    PARTS = ("high", "calm", "sweep")

    def __init__(self, parameters: list) -> None:
        self.p = parameters
        self.mode = OFF
        self.set_v = parameters[VMP]
        self.direction = 1.0
        self.last_score = 0.0
        self.phase = 0
        self.best = NOTHING
        self.temperature_c = REFERENCE_C
        self.centre = 1.0  # of the expected voltage: the middle of the range tracked in
        self.sweep = Sweep(parameters)
        self.high = Debounce(5)  # [ticks] above the limit
        self.calm = Debounce(50)  # [ticks] back at the power point with the bus in its band

    def expected_v(self) -> float:
        """Return the voltage of greatest power that the cell temperature lets expect [V]."""
        return self.p[VMP] + self.p[VMP_PER_K] * (self.temperature_c - REFERENCE_C)

    def step(self, values: list, bus_v: float, tapered: bool, bus: object) -> float:
        """Take one fresh sample; return the set point [V]. `tapered`: the battery takes little, surplus must go."""
        temperature_c = values[ARRAY_C]
        if temperature_c == temperature_c:
            self.temperature_c = temperature_c
        sun = values[SUN]
        dark = sun < DARK if sun == sun else not values[ARRAY_A] > 1.0
        if self.high.update(tapered and bus_v > self.p[BUS_HIGH]) and not dark:
            self._go(LIMIT, bus)
        elif dark:
            self._go(OFF, bus)
        if self.mode == OFF:
            self.set_v = self.expected_v()  # where the power point will be when light returns
            if not dark:
                self._go(MPPT, bus)
        elif self.mode == MPPT:
            if self.sweep.active:
                self._ramp(values, sun, bus)
            else:
                self.sweep.tick()
                self._perturb(values, sun)
        else:
            self._limit(bus_v, bus)
        return self.set_v

    def _go(self, mode: int, bus: object) -> None:
        if mode != self.mode:
            bus.event(ARRAY_MODE, self.mode, mode)
            self.mode = mode
            self.phase = 0
            self.best = NOTHING
            self.last_score = 0.0
            if self.sweep.active:
                self.sweep.stop()

    def _ramp(self, values: list, sun: float, bus: object) -> None:
        """One tick of a search; after it the best voltage is asked for, or the one of before if not all was seen."""
        sweep = self.sweep
        expected = self.expected_v()
        volts = values[ARRAY_V]
        watts = volts * values[ARRAY_A]
        cut = watts != watts or values[BUS_MAX_V] > CUTTING_V
        score = watts / sun if sun > DARK else watts
        self.set_v = sweep.step(volts, score, cut, expected, self.temperature_c)
        if sweep.active:
            return
        self.phase = 0
        self.best = NOTHING
        self.last_score = 0.0
        if not sweep.whole:
            self.set_v = expected * self.centre
            return
        self.centre = sweep.best_v / expected
        sweep.elsewhere = not 1.0 - SEARCH < self.centre < 1.0 + SEARCH
        if not sweep.elsewhere:
            self.centre = 1.0
        self.set_v = sweep.best_v
        bus.event(ARRAY_SWEPT, sweep.best_v * 1000.0, sweep.best)

    def settled(self) -> bool:
        """Return whether it tracks, and no search is in the means of the last seconds."""
        return self.mode == MPPT and self.sweep.settled()

    def _not_following(self, volts: float) -> None:
        """After a step's time, start again from where the array is: open circuit, or a regulator gone astray."""
        self.best = NOTHING
        self.last_score = 0.0
        if self.phase >= TICKS_A_STEP:
            self.phase = 0
            if volts == volts:
                self.set_v = volts - self.p[STEP]
            self._keep_near()

    def _perturb(self, values: list, sun: float) -> None:
        volts = values[ARRAY_V]
        watts = volts * values[ARRAY_A]
        self.phase += 1
        if not -TRACKING_V < volts - self.set_v < TRACKING_V or watts != watts:
            self._not_following(volts)
            return
        if self.phase >= FELT and not values[BUS_MAX_V] > CUTTING_V:
            score = watts / sun if sun > DARK else watts
            if score > self.best:
                self.best = score
        if self.phase < TICKS_A_STEP:
            return
        self.phase = 0
        if self.best == NOTHING:
            return  # cut all the while: stay
        if self.best == 0.0:
            self.direction = -1.0  # no current at all: beyond open circuit
        elif self.best < self.last_score:
            self.direction = -self.direction
        self.last_score = self.best
        self.best = NOTHING
        asked = self.set_v + self.direction * self.p[STEP]
        self.set_v = asked
        self._keep_near()
        expected = self.expected_v()
        if self.sweep.due(self.last_score, expected, self.temperature_c, sun, self.set_v != asked):
            self.set_v = self.sweep.begin(expected)

    def _keep_near(self) -> None:
        expected = self.expected_v() * self.centre
        self.set_v = clamp(self.set_v, expected * (1.0 - SEARCH), expected * (1.0 + SEARCH))

    def _limit(self, bus_v: float, bus: object) -> None:
        # Less power is on the far side of the power point, towards open circuit.
        expected = self.expected_v()
        high = self.p[BUS_HIGH]
        if bus_v > high:
            self.set_v += BACKOFF_V
        elif bus_v < high - BAND_V:
            self.set_v -= CREEP_V
        self.set_v = clamp(self.set_v, expected, expected * OPEN_CIRCUIT)
        if self.calm.update(self.set_v <= expected and bus_v < high - BAND_V):
            self.calm.run = 0
            self._go(MPPT, bus)
