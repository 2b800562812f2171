"""A transport that disturbs another one, by plan and seed, and keeps a receipt of everything it really did.

It works on whole frames, in the order in which they pass, and counts time in frames: what it does to the n-th frame of
a way depends on seed, board, way and n alone, so that the same traffic is disturbed in the same way again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import inf
from typing import NamedTuple

from hil.clock import Deadline
from hil.errors import PortLost
from hil.transport.base import Transport
from hil.transport.disturbance import Disturbance
from sim.streams import stream_key, uniform

WORDS = {"disconnect": "disconnection", "re-enumerate": "re-enumeration"}
LOSING = tuple(WORDS)  # kinds of disturbance that lose the port


class Receipt(NamedTuple):
    """A disturbance that happened."""

    kind: str
    way: str
    frame: int  # its number on that way, from 0
    offset: int  # [bytes] passed on that way before it
    detail: str


class _Gone(Exception):
    """The port is to be lost now; `args[0]` is the disturbance's kind."""


class _Way:
    """One direction: cuts what passes into frames and disturbs them."""

    def __init__(self, way: str, plan: Sequence[Disturbance], seed: int, name: str, receipts: list[Receipt]) -> None:
        self._way = way
        self._plan = [one for one in plan if way in one.ways]
        self._keys = [stream_key(seed, f"proxy.{name}.{way}.{n}.{one.kind}") for n, one in enumerate(self._plan)]
        self._noise_key = stream_key(seed, f"proxy.{name}.{way}.garbage")
        uniform(*self._noise_key, 0, 0, 0)  # compiles the draw now, not while a board is awaited
        self._receipts = receipts
        self._frame = 0
        self._offset = 0
        self._cut = b""
        self._held: list[tuple[int, bytes]] = []  # (frame number after which it goes, bytes)
        self._stalled_until = -1
        self._dead = False

    def passed(self, data: bytes) -> bytes:
        """Take bytes as sent; return what arrives now. Raises _Gone."""
        *frames, self._cut = (self._cut + data).split(b"\0")
        return b"".join([self._one(frame + b"\0") for frame in frames])

    def cut_off(self) -> None:
        """Lose what is half passed, and what is held back."""
        self._cut, self._held, self._stalled_until, self._dead = b"", [], -1, False

    def _one(self, frame: bytes) -> bytes:
        number, size = self._frame, len(frame)
        self._frame += 1
        try:
            out = self._disturbed(frame, number)
        finally:
            self._offset += size  # also past a frame at which the port is lost: it may be opened again
        if self._dead:
            return b""
        if number < self._stalled_until:
            self._held.append((self._stalled_until, out))
            return b""
        due = b"".join(held for after, held in self._held if after <= number)
        self._held = [(after, held) for after, held in self._held if after > number]
        return due + out if self._stalled_until == number else out + due

    def _disturbed(self, frame: bytes, number: int) -> bytes:
        for one, key in zip(self._plan, self._keys, strict=True):
            hit, draw, _, _ = uniform(*key, number, 0, 0)
            if number == one.frame if one.frame is not None else hit < one.share:
                frame = self._apply(one, frame, number, draw)
        return frame

    def _apply(self, one: Disturbance, frame: bytes, number: int, draw: float) -> bytes:
        """Do `one` to `frame`, note it, and return what is to arrive now. Raises _Gone after noting a loss."""
        if not frame:
            return frame  # dropped or held by another disturbance of the same frame
        detail, out = "", frame
        if one.kind in ("truncate", "flip", "garbage"):
            detail, out = self._damaged(one, frame, number, draw)
        elif one.kind == "duplicate":
            out = frame + frame
        elif one.kind == "stall":
            self._stalled_until = max(self._stalled_until, number + one.depth)
        elif one.kind in ("drop", "reorder"):
            out = b""
        if one.kind == "reorder":
            self._held.append((number + one.depth, frame))
        if one.kind in ("stall", "reorder"):
            detail = f"{one.depth} frames"
        self._dead = self._dead or one.kind == "half-open"
        self._receipts.append(Receipt(one.kind, self._way, number, self._offset, detail))
        if one.kind in LOSING:
            raise _Gone(one.kind)
        return out

    def _damaged(self, one: Disturbance, frame: bytes, number: int, draw: float) -> tuple[str, bytes]:
        """Return what was done to the bytes of `frame`, and the bytes."""
        if one.kind == "truncate":
            left = int(draw * len(frame))
            return f"to {left} of {len(frame)} bytes", frame[:left]
        if one.kind == "flip":
            bit = int(draw * 8 * len(frame))
            out = bytearray(frame)
            out[bit >> 3] ^= 0x80 >> (bit & 7)
            return f"bit {bit}", bytes(out)
        noise = bytes(int(256 * uniform(*self._noise_key, number, place, 0)[0]) for place in range(one.depth))
        return noise[:8].hex(), noise + frame


class FaultProxy(Transport):
    """Disturbs the frames of `inner`. `receipts` is what has happened so far, in order.

    Nothing to read is no end here: where `inner` would know that nothing can come any more, the frame may just have
    been dropped, so b"" is returned and the reader asks again.
    """

    def __init__(
        self,
        inner: Transport,
        plan: Sequence[Disturbance],
        seed: int,
        name: str,
        replug: Callable[[], None] | None = None,
    ) -> None:
        """`seed` and `name`, of the board and not of the port, decide every draw; `replug` lets it re-enumerate."""
        self.name = inner.name
        self.receipts: list[Receipt] = []
        self.lost = False  # by its own doing
        self._inner = inner
        self._replug = replug
        self._out = _Way("out", plan, seed, name, self.receipts)
        self._in = _Way("in", plan, seed, name, self.receipts)

    def write(self, data: bytes) -> None:
        """Send what the plan leaves of `data`."""
        self._check()
        try:
            left = self._out.passed(data)
        except _Gone as gone:
            raise self._gone(gone.args[0]) from None
        if left:
            self._inner.write(left)

    def read(self, deadline: Deadline, longest_s: float = inf) -> bytes:
        """Return what the plan leaves of what has come."""
        self._check()
        if not self._inner.can_read():
            return b""
        data = self._inner.read(deadline, longest_s)
        try:
            return self._in.passed(data)
        except _Gone as gone:
            raise self._gone(gone.args[0]) from None

    def descriptor(self) -> int | None:
        """Return that of the transport within."""
        return None if self.lost else self._inner.descriptor()

    def close(self) -> None:
        """Close the transport within."""
        self._inner.close()

    def reopened(self, inner: Transport) -> None:
        """Go on over `inner`, once the port was lost: frames count on, what was half passed or held back is gone."""
        self.name, self._inner, self.lost = inner.name, inner, False
        self._out.cut_off()
        self._in.cut_off()

    def _check(self) -> None:
        if self.lost:
            raise self._gone("disconnect")

    def _gone(self, kind: str) -> PortLost:
        again = self.lost
        self.lost = True
        self._inner.close()
        if kind == "re-enumerate" and not again and self._replug is not None:
            self._replug()
        return PortLost(f"port {self.name}", "an open port", f"a {WORDS[kind]} by the fault proxy", "it was asked for")
