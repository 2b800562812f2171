"""A tap on the wire of one board: every frame as it passed, both ways, with the simulated time of its tick."""

from __future__ import annotations

from collections.abc import Callable

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
        start = 0
        while (end := data.find(0, start) + 1) > 0:
            self._sink(t_ns, outbound, data[start:end])
            start = end
        return data[start:]
