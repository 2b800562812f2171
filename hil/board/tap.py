"""A tap on the wire of one board: every frame as it passed, both ways, with the simulated time of its tick."""

from __future__ import annotations

from collections.abc import Callable
from math import inf

from hil.clock import Deadline
from hil.transport.base import Transport

Sink = Callable[[int, bool, bytes], None]  # (t_ns [ns since the epoch], outbound, one frame with its 0x00)

_HOLD = 1024  # [bytes] without a 0x00 that are kept waiting for one


class Tap:
    """Cuts the bytes of either direction into frames for `sink`. It looks at nothing but the zeros."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._held = b""

    def sent(self, t_ns: int, data: bytes) -> None:
        """Take bytes to the board: whole frames."""
        self._cut(t_ns, True, data)

    def received(self, t_ns: int, data: bytes) -> None:
        """Take bytes from the board, cut wherever reading cut them."""
        self._held = self._cut(t_ns, False, self._held + data if self._held else data)[-_HOLD:]

    def _cut(self, t_ns: int, outbound: bool, data: bytes) -> bytes:
        if 0 <= data.find(0) == len(data) - 1:  # one frame, as nearly always
            self._sink(t_ns, outbound, data)
            return b""
        start = 0
        while (end := data.find(0, start) + 1) > 0:
            self._sink(t_ns, outbound, data[start:end])
            start = end
        return data[start:]


class TappedTransport(Transport):
    """Shows what passes over `inner` before the line does: the greeting, at simulated time 0."""

    def __init__(self, inner: Transport, tap: Tap) -> None:
        self.name = inner.name
        self._inner = inner
        self._tap = tap

    def write(self, data: bytes) -> None:
        """Send all of `data`."""
        self._tap.sent(0, data)
        self._inner.write(data)

    def read(self, deadline: Deadline, longest_s: float = inf) -> bytes:
        """Return what has come."""
        data = self._inner.read(deadline, longest_s)
        self._tap.received(0, data)
        return data

    def can_read(self) -> bool:
        """Whether there may be something to read."""
        return self._inner.can_read()

    def close(self) -> None:
        """Close the transport within."""
        self._inner.close()
