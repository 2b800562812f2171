"""A line to a board that keeps 63 bytes and says, by an empty frame, when it has taken 16 more of them."""

from __future__ import annotations

from math import inf

from hil.clock import Deadline
from hil.transport.base import Transport

QUANTUM = 16  # [bytes] for each 0x00 of the board: fixtures/microbit/agent.py
AHEAD = 48  # [bytes] written and not told taken: with the 15 that may be taken untold, the ring of 63
PATIENCE_S = 1.0  # [s] after which a 0x00 will not come: far above any healthy pause


class RingTransport(Transport):
    """Writes to `inner` no faster than the board takes it; what the board says meanwhile is kept for `read`."""

    def __init__(self, inner: Transport) -> None:
        self.name = inner.name
        self._inner = inner
        self._out = 0  # [bytes] written, not told taken
        self._heard = b""
        self._after_zero = True  # the byte last read ended a frame: a 0x00 now is an empty one

    def write(self, data: bytes) -> None:
        """Send all of `data`, in pieces that the ring has room for; all the rest once the board takes nothing more."""
        at = 0
        while at < len(data):
            size = AHEAD - self._out if self._out < AHEAD or self._wait() else len(data)
            self._inner.write(data[at : at + size])
            self._out += len(data[at : at + size])
            at += size

    def read(self, deadline: Deadline, longest_s: float = inf) -> bytes:
        """Return what has come: the empty frames too, which mean nothing to a framer."""
        if not self._heard:
            self._take(self._inner.read(deadline, longest_s))
        heard, self._heard = self._heard, b""
        return heard

    def descriptor(self) -> int | None:
        """Return the descriptor of `inner`."""
        return self._inner.descriptor()

    def close(self) -> None:
        """Close `inner`."""
        self._inner.close()

    def _wait(self) -> bool:
        """Wait until there is room; False when the board says nothing for PATIENCE_S."""
        while self._out >= AHEAD:
            data = self._inner.read(Deadline(PATIENCE_S))
            self._take(data)
            if not data:
                self._out = 0
                return False
        return True

    def _take(self, data: bytes) -> None:
        self._heard += data
        for byte in data:
            if byte == 0 and self._after_zero:
                self._out = max(0, self._out - QUANTUM)
            self._after_zero = byte == 0
