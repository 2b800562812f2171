"""The laser module: four terminals, one mode step a tick in turn, pointing and safety gate every tick."""

from .modes import COMM
from .sensors import EPS, EPS_FRESH_TICKS, LASER_ALLOWED
from .terminal import Terminal

ALL = 15


class LaserModule:
    """FlightModule of the `laser` board."""

    GROUPS = ((4, 0, "first"), (4, 1, "second"), (4, 2, "third"), (4, 3, "fourth"), (1, 0, "point"))
    STATE = ("report",)
    PARTS = ("terminals",)

    def __init__(self, parameters: list) -> None:
        self.terminals = tuple([Terminal(number, parameters) for number in range(4)])
        self.report = [0, 0, 0, 0, 0, 0]  # message LASER less kicks and overruns

    def first(self, now_ms: int, inp: object, out: object, bus: object) -> None:
        """Mode step of terminal 1, 2.5 Hz."""
        self._step(0, now_ms, inp, bus)

    def second(self, now_ms: int, inp: object, out: object, bus: object) -> None:
        """Mode step of terminal 2."""
        self._step(1, now_ms, inp, bus)

    def third(self, now_ms: int, inp: object, out: object, bus: object) -> None:
        """Mode step of terminal 3."""
        self._step(2, now_ms, inp, bus)

    def fourth(self, now_ms: int, inp: object, out: object, bus: object) -> None:
        """Mode step of terminal 4."""
        self._step(3, now_ms, inp, bus)

    def _step(self, number: int, now_ms: int, inp: object, bus: object) -> None:
        terminal = self.terminals[number]
        # Power's word; when power is silent for long, nobody has allowed anything.
        mask = bus.eps[LASER_ALLOWED] & ALL if bus.ages[EPS] < EPS_FRESH_TICKS else 0
        terminal.step(now_ms, inp.values, inp.age, bool(mask & (1 << number)), bus)
        report = self.report
        report[number] = terminal.mode.mode
        shift = 8 * number
        # The fourth terminal's reasons would reach the sign bit of an i32 only with a reason of 128; there is none.
        report[4] = (report[4] & ~(0xFF << shift)) | (terminal.inhibits.mask << shift)
        report[5] = report[:4].count(COMM)

    def point(self, now_ms: int, inp: object, out: object, bus: object) -> None:
        """10 Hz: pointing and the safety gate, all terminals."""
        values = inp.values
        age = inp.age
        outputs = out.values
        for terminal in self.terminals:
            terminal.point(values, age, outputs, bus)
