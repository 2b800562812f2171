"""Inside the simulator: what is clipped on a board while it works, faults and journal. Without either it is nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from firmware_py.icd import packets
from firmware_py.wire.framer import Framer
from hil.board.rtl.journal import Entry, Journal
from hil.board.rtl.order import Order
from hil.board.rtl.strike import Strikes

_TICK_IDENT = (packets.TO_BOARD | packets.TICK).to_bytes(2, "big")
_NUMBER = slice(packets.HEADER_BYTES, packets.HEADER_BYTES + 4)  # of a TICK packet
BITS = 10  # on the line for a byte
START, BETWEEN = 2, 1  # clocks of the host's sender before the first byte, and before each

Exchange = Callable[[Any, bytes], Awaitable[bytes]]


class Instrument:
    """Stands between whoever has bytes for a board and the bench."""

    def __init__(self, bench: Any, order: Order, exchange: Exchange) -> None:
        self._bench, self._exchange = bench, exchange
        self._framer = Framer()
        self._strikes = Strikes(bench, order.faults, order.receipts) if order.faults and order.receipts else None
        self._journal = Journal(order.journal) if order.journal else None

    async def exchange(self, data: bytes) -> bytes:
        """Return what the board answers to `data`, at most what the bench takes at a time."""
        if self._strikes is None and self._journal is None:
            return await self._exchange(self._bench, data)
        clock, ticks = self.cycles, self._ticks(data)
        if self._journal is not None:
            self._journal.add(Entry(clock, ticks[-1][0] if ticks else None, data))
        if self._strikes is None:
            return await self._exchange(self._bench, data)
        byte = BITS * int(self._bench.host_div.value) + BETWEEN
        for tick, size in ticks:
            self._strikes.ticked(tick, clock + START + size * byte)
        answer = await self._exchange(self._bench, data)
        self._strikes.settle()
        return answer

    @property
    def cycles(self) -> int:
        """Return how many clocks the board has had."""
        return int(self._bench.cycles.value)

    def close(self) -> None:
        """Close the books."""
        if self._journal is not None:
            self._journal.close()

    def _ticks(self, data: bytes) -> list[tuple[int, int]]:
        """Return number and end [bytes into `data`] of every TICK that ends in it."""
        ticks, at = [], 0
        while piece := data[at : data.find(b"\0", at) + 1] or data[at:]:
            at += len(piece)
            ticks += [
                (int.from_bytes(packet[_NUMBER], "big"), at)
                for packet in self._framer.feed(piece)
                if packet[:2] == _TICK_IDENT
            ]
        return ticks
