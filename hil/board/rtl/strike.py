"""Inside the simulator: makes the faults of a run happen, each in its clock, and keeps a receipt of each.

The bench wakes us after the clock that we name, half-way between two edges: what is written then stands as if it had
always been there, and no race with the design is possible. Until then nothing is asked of Python.
"""

from __future__ import annotations

import heapq
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cocotb
from cocotb.handle import Immediate
from cocotb.triggers import ValueChange

from hil.board.rtl.effect import Effect, effect
from hil.board.rtl.handles import configure, found
from hil.board.rtl.signal import SignalFault


class Strikes:
    """The faults of one board, and what became of them."""

    def __init__(self, bench: Any, faults: Sequence[SignalFault], file: Path) -> None:
        """Arm `faults`, every flip at one bit (`hil.board.rtl.resolve`); receipts go to `file`, in the same order."""
        registers = dict(found(bench.dut))
        configure(registers.values())
        self._bench, self._file, self._written = bench, file, ""
        self._effects = [effect(bench, fault, registers) for fault in faults]
        self._tick: int | None = None  # last sent to the board
        self._waiting = list(enumerate(self._effects))  # for their TICK
        self._due: list[tuple[int, int, bool]] = []  # clock, number of the effect, whether it ends
        self._begun: list[Effect] = []  # and not yet over
        self._arm(None, 0)
        self._write()
        cocotb.start_soon(self._watch())

    def ticked(self, tick: int, end: int) -> None:
        """TICK `tick` goes out, its frame ends in clock `end`. A TICK that is sent again arms nothing again."""
        self._tick = tick
        self._arm(tick, end)

    def settle(self) -> None:
        """Bring the receipts up to date once an exchange is over."""
        for one in self._begun:
            one.observe()
        ending = {number for _, number, ends in self._due if ends}
        self._begun = [one for one in self._begun if not one.fault.clocks or self._effects.index(one) in ending]
        self._write()

    def _arm(self, tick: int | None, end: int) -> None:
        for number, one in self._waiting:
            if one.fault.tick == tick:
                heapq.heappush(self._due, (max(0, end + one.fault.clock), number, False))
        self._waiting = [(number, one) for number, one in self._waiting if one.fault.tick != tick]
        self._wake()

    async def _watch(self) -> None:
        while True:
            await ValueChange(self._bench.struck)
            self._strike(int(self._bench.cycles.value))
            self._wake()

    def _strike(self, now: int) -> None:
        """Begin and end what is due."""
        while self._due and self._due[0][0] <= now:
            _, number, ends = heapq.heappop(self._due)
            one = self._effects[number]
            if ends:
                one.over()
                if not self._goes_on(one):
                    one.end()
                one.observe()
                continue
            one.begin()
            one.receipt |= {"clock": now, "tick": self._tick}
            self._begun.append(one)
            if one.fault.clocks:
                heapq.heappush(self._due, (now + one.fault.clocks, number, True))
        self._write()  # now: the board may never end this exchange

    def _goes_on(self, over: Effect) -> bool:
        """Whether another fault does the same to the same line, and its clocks are not over."""
        lasting = [self._effects[number].fault for _, number, ends in self._due if ends]
        return any((one.kind, one.target) == (over.fault.kind, over.fault.target) for one in lasting)

    def _wake(self) -> None:
        if self._due:
            self._bench.strike_at.value = Immediate(self._due[0][0])
        self._bench.armed.value = Immediate(bool(self._due))

    def _write(self) -> None:
        """Write all receipts, when one says something new; whoever reads sees a whole file."""
        text = json.dumps([one.receipt for one in self._effects])
        if text != self._written:
            fresh = self._file.with_suffix(".new")
            fresh.write_text(text, encoding="utf-8")
            fresh.replace(self._file)
            self._written = text
