"""Frames held back until the board has room for them: the host's side of CREDIT (docs/wire.md)."""

from __future__ import annotations

from collections import deque
from struct import unpack_from

from firmware_py.icd import packets
from firmware_py.wire import cobs

Name = tuple[int, int]  # APID and sequence count


class CreditGate:
    """Keeps count of what a board has been sent and has not yet said to have taken.

    It knows no transport: each method returns the bytes that may go now. Until the board says otherwise there is room
    for one packet of its MTU.
    """

    def __init__(self, mtu: int) -> None:
        """`mtu` [bytes]: the board's, from HELLO."""
        self._free = mtu + cobs.OVERHEAD + 1  # [bytes] as last told
        self._out: deque[tuple[Name | None, int]] = deque()  # (name, size on the wire) sent, not yet taken
        self._waiting: deque[bytes] = deque()

    def push(self, frames: bytes) -> bytes:
        """Take whole frames to send."""
        self._waiting.extend(frame + b"\0" for frame in frames.split(b"\0") if frame)
        return self._due()

    def granted(self, apid: int, count: int, free: int) -> bytes:
        """Take a CREDIT: this packet was taken, and `free` bytes are free after it."""
        self._free = free
        if any(sent == (apid, count) for sent, _ in self._out):
            while self._out.popleft()[0] != (apid, count):
                pass
        return self._due()

    def answered(self) -> bytes:
        """Take note of an answer: all that went before it has been taken."""
        self._out.clear()
        return self._due()

    def restart(self) -> None:
        """Forget what was sent and what waits: the board is taken to have lost it, and all will be sent again."""
        self._out.clear()
        self._waiting.clear()

    def _due(self) -> bytes:
        out = b""
        held = sum(size for _, size in self._out)
        while self._waiting and (not self._out or held + len(self._waiting[0]) <= self._free):
            frame = self._waiting.popleft()
            self._out.append((_name(frame), len(frame)))
            held += len(frame)
            out += frame
        return out


def _name(frame: bytes) -> Name | None:
    """Return what CREDIT will call the packet in `frame`, None for one that was damaged on purpose."""
    packet = cobs.decode(frame[:-1])
    if packet is None or len(packet) < packets.HEADER_BYTES:
        return None
    ident, control = unpack_from(">HH", packet)
    return ident & packets.APID_MASK, control & packets.COUNT_MASK
