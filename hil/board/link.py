"""The link model: which frames are lost or corrupted, decided in virtual time, the same for every kind of board."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hil.board.base import DELIVERED, SAMPLE_LOST, TICK_CORRUPTED, TICK_LOST
from hil.board.wiretime import WireTime

#: Tick -> four numbers uniform in (0, 1), a function of the tick alone: outcome, bit, jitter out and back. Two will do
#: where nothing takes time.
Draw = Callable[[int], Sequence[float]]


class LinkModel:
    """Draws the outcome of each tick of one board. It has no state: `draw` is indexed by tick. `wire` has some.

    Probabilities are per tick and exclude each other, so their sum is at most 1.
    """

    def __init__(
        self,
        draw: Draw,
        tick_lost: float = 0.0,
        sample_lost: float = 0.0,
        tick_corrupted: float = 0.0,
        wire: WireTime | None = None,
    ) -> None:
        """`wire` says how long frames take; None: no time. Raises ValueError when a probability is outside [0, 1] or
        their sum is above 1.
        """
        total = tick_lost + sample_lost + tick_corrupted
        if min(tick_lost, sample_lost, tick_corrupted) < 0.0 or total > 1.0:
            raise ValueError(f"loss probabilities {tick_lost}, {sample_lost}, {tick_corrupted}")
        self.wire = wire
        self._draw = draw
        self._edges = (
            (tick_lost, TICK_LOST),
            (tick_lost + sample_lost, SAMPLE_LOST),
            (total, TICK_CORRUPTED),
        )

    def outcome(self, tick: int) -> int:
        """Return DELIVERED, TICK_LOST, SAMPLE_LOST or TICK_CORRUPTED for `tick`."""
        drawn = self._draw(tick)[0]
        for edge, outcome in self._edges:
            if drawn < edge:
                return outcome
        return DELIVERED

    def corrupt(self, tick: int, frame: bytes) -> bytes:
        """Return `frame` with one bit of its first packet flipped, and nothing more lost than that packet.

        Its closing 0x00 is spared, and no byte becomes 0x00: one damaged frame must not become two, whatever the MTU.
        """
        bits = 8 * frame.index(0)
        bit = min(int(self._draw(tick)[1] * bits), bits - 1)
        out = bytearray(frame)
        flipped = 0x80 >> (bit & 7)
        out[bit >> 3] ^= flipped if out[bit >> 3] != flipped else flipped >> 1 or 0x80
        return bytes(out)
