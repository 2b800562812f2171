"""Inside the simulator: what each kind of fault does to the signals, and what its receipt says of it.

A receipt is plain data: `changed` says whether what was struck took another value than it had, or would have had.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any

from cocotb.handle import Immediate

from hil.board.rtl.handles import logic
from hil.board.rtl.signal import SignalFault, drift_divisors

Receipt = dict[str, Any]


class Effect(ABC):
    """One fault at the signals of `bench`. Begun once, ended once when it has an end, looked at after each exchange."""

    def __init__(self, bench: Any, fault: SignalFault) -> None:
        self.fault = fault
        self.receipt: Receipt = {"fault": fault.text, "clock": None, "tick": None, "changed": False}
        self._bench = bench

    @abstractmethod
    def begin(self) -> None:
        """Make it happen."""

    def over(self) -> None:  # noqa: B027
        """Its clocks are over."""

    def end(self) -> None:  # noqa: B027
        """Take it away, no other of its kind being there that lasts longer; a flip stays."""

    @abstractmethod
    def observe(self) -> None:
        """Bring the receipt up to what has come of it."""


class Flip(Effect):
    """One bit of a register."""

    def __init__(self, bench: Any, fault: SignalFault, registers: Mapping[str, Any]) -> None:
        super().__init__(bench, fault)
        handle = registers[fault.target]
        *word, self._bit = fault.places
        self._handle = handle[word[0]] if word else handle
        places = "".join(f"[{place}]" for place in fault.places)
        self.receipt["register"] = fault.target + places

    def begin(self) -> None:
        """Flip it; a bit that an upset has made x stays x."""
        before = str(self._handle.value)
        at = len(before) - 1 - self._bit
        turned = {"0": "1", "1": "0"}.get(before[at], before[at])
        value = before[:at] + turned + before[at + 1 :]
        self._handle.value = Immediate(logic(value))
        after = str(self._handle.value)
        self.receipt |= {"before": before, "after": after, "changed": after != before}

    def observe(self) -> None:
        """Nothing more comes of it that belongs to the register alone."""


class Bend(Effect):
    """A line that is held or inverted."""

    _until: int | None  # the line's count when our clocks were over

    def begin(self) -> None:
        """Bend it."""
        self._line = getattr(self._bench, f"{self.fault.target}_line")
        self._bent, self._until = self._counted(), None
        if self.fault.kind == "hold":
            self._line.level.value = Immediate(self.fault.level)
            self._line.held.value = Immediate(1)
        else:
            self._line.inverted.value = Immediate(1)

    def over(self) -> None:
        """Count no further: what bends the line from here on is not ours."""
        self._until = self._counted()

    def end(self) -> None:
        """Let go of it."""
        (self._line.held if self.fault.kind == "hold" else self._line.inverted).value = Immediate(0)

    def observe(self) -> None:
        """Say in how many clocks the line was not what was sent on it."""
        bent = (self._counted() if self._until is None else self._until) - self._bent
        self.receipt |= {"line": self.fault.target, "clocks_bent": bent, "changed": bent > 0}

    def _counted(self) -> int:
        return int(self._line.bent.value)


class Drift(Effect):
    """The host's bits become longer or shorter than the board's."""

    def begin(self) -> None:
        """Let the clocks drift apart."""
        bench = self._bench
        self._stops = self._bad_stops()
        before = int(bench.host_div.value)
        bench.host_div.value = Immediate(drift_divisors(self.fault.percent)[1])
        after = int(bench.host_div.value)
        self.receipt |= {"clocks_a_bit": int(bench.div.value), "before": before, "after": after}
        self.receipt["changed"] = after != before

    def observe(self) -> None:
        """Say how many bytes came without their stop bit on either side."""
        to_board, from_board = (now - was for now, was in zip(self._bad_stops(), self._stops, strict=True))
        self.receipt |= {"framing_errors_to_board": to_board, "framing_errors_from_board": from_board}

    def _bad_stops(self) -> tuple[int, int]:
        return int(self._bench.bad_stops_to_board.value), int(self._bench.bad_stops_from_board.value)


class Brownout(Effect):
    """The board's supply goes and comes back."""

    def begin(self) -> None:
        """Take the supply away."""
        self.receipt["boot_before"] = int(self._bench.dut.loop.boot.value)
        self._bench.brownout.value = Immediate(1)

    def end(self) -> None:
        """Bring it back."""
        self._bench.brownout.value = Immediate(0)

    def observe(self) -> None:
        """Say which start the board has come to."""
        boot = int(self._bench.dut.loop.boot.value)
        self.receipt |= {"boot_after": boot, "changed": boot != self.receipt["boot_before"]}


def effect(bench: Any, fault: SignalFault, registers: Mapping[str, Any]) -> Effect:
    """Return the effect of `fault`, not begun."""
    if fault.kind == "flip":
        return Flip(bench, fault, registers)
    others: dict[str, Callable[[Any, SignalFault], Effect]] = {
        "hold": Bend, "glitch": Bend, "drift": Drift, "brownout": Brownout
    }  # fmt: skip
    return others[fault.kind](bench, fault)
