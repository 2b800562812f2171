"""What a board says, taken apart without trust: a flaw is noted and the packet used all the same, so that one flaw of
a board fails one check and not all of them."""

from __future__ import annotations

import struct
from binascii import crc32
from collections import deque
from typing import NamedTuple

from firmware_py.icd import packets
from firmware_py.wire import cobs

SHORTEST = packets.HEADER_BYTES + packets.CRC_BYTES
_HEADER = struct.Struct(packets.HEADER)
_RECENT = 512  # frames remembered, to know a stored answer sent again

FRAME = "frame"
HEADER = "header"
COUNT = "count"
MTU = "mtu"
SEGMENT = "segment"
TIME = "time"
LINK = "link"


class Packet(NamedTuple):
    """A body from the board with its header; `frames` are the blocks it came in, without their 0x00."""

    apid: int
    service: int
    link: int
    sequence: int  # sequence count
    time_ns: int
    body: bytes
    frames: tuple[bytes, ...]


class Flaw(NamedTuple):
    """A breach of a rule that holds for every packet, whichever check was under way."""

    rule: str
    expected: str
    got: str
    block: bytes


class Ear:
    """Takes bytes from a board; gives bodies and CREDITs, and keeps the flaws and every block heard."""

    def __init__(self) -> None:
        self.mtu = packets.MTU  # [bytes] that HELLO names
        self.flaws: list[Flaw] = []
        self.blocks: list[bytes] = []  # heard since the check began
        self.credits: list[Packet] = []
        self.asked: set[tuple[int, int]] = set()  # APID of the answer and link sequence of what was asked
        self._rest = b""
        self._counts: dict[int, int] = {}
        self._recent: deque[bytes] = deque(maxlen=_RECENT)
        self._time_ns = -1  # of the packet last heard, -1 before the first SAMPLE of a session
        self._held: Packet | None = None

    def forget(self) -> None:
        """Begin a session or come out of a restored state: counts and time may start anywhere."""
        self._counts = {}
        self._time_ns = -1

    def feed(self, data: bytes) -> list[Packet]:
        """Take `data`; return the bodies completed by it, but for CREDITs."""
        *blocks, self._rest = (self._rest + data).split(b"\0")
        found = [packet for block in blocks if block and (packet := self._block(block)) is not None]
        self.credits += [packet for packet in found if packet.apid == packets.CREDIT]
        return [packet for packet in found if packet.apid != packets.CREDIT]

    def _note(self, rule: str, expected: str, got: object, block: bytes) -> None:
        self.flaws.append(Flaw(rule, expected, str(got), block))

    def _block(self, block: bytes) -> Packet | None:
        self.blocks.append(block)
        whole = cobs.decode(block)
        if whole is None or len(whole) < SHORTEST:
            self._note(FRAME, "COBS of a packet with both headers and a CRC", f"{len(block)} bytes that are not", block)
            return None
        body, crc = bytes(whole[:-4]), bytes(whole[-4:])
        if crc32(body) != int.from_bytes(crc, "big"):
            self._note(FRAME, f"CRC-32 {crc32(body):08x}", crc.hex(), block)
        if len(whole) > self.mtu:
            self._note(MTU, f"at most {self.mtu} bytes, as its HELLO says", f"{len(whole)}", block)
        ident, control, length, service, link, time_ns = _HEADER.unpack_from(body)
        apid = ident & packets.APID_MASK
        self._judge_header(ident, length, len(whole), block)
        packet = Packet(
            apid, service, link, control & packets.COUNT_MASK, time_ns, body[packets.HEADER_BYTES :], (block,)
        )
        if block not in self._recent:  # else a stored answer, which is the same to the byte
            self._judge_fresh(packet, block)
        self._recent.append(block)
        return self._join(packet, control & ~packets.COUNT_MASK & 0xFFFF, block)

    def _judge_header(self, ident: int, length: int, size: int, block: bytes) -> None:
        apid = ident & packets.APID_MASK
        if ident & ~packets.APID_MASK != packets.FROM_BOARD:
            self._note(HEADER, "version 0, type 0, secondary header", f"first two bytes {ident:04x}", block)
        if length != size - 7:
            self._note(HEADER, f"data length {size - 7}", length, block)
        if not packets.HELLO <= apid <= packets.CREDIT or apid in (packets.TICK, packets.FAULT):
            self._note(HEADER, "an APID that a board sends", f"0x{apid:03x}", block)

    def _judge_fresh(self, packet: Packet, block: bytes) -> None:
        if packet.apid == packets.HELLO or (packet.apid, packet.service) == (packets.STATE, packets.STATE_COMMIT):
            self.forget()
        due = (self._counts.get(packet.apid, packet.sequence - 1) + 1) & packets.COUNT_MASK
        if packet.sequence != due:
            self._note(COUNT, f"sequence count {due}", packet.sequence, block)
        self._counts[packet.apid] = packet.sequence
        if packet.time_ns < self._time_ns:
            self._note(TIME, f"{self._time_ns} ns or later", f"{packet.time_ns} ns", block)
        if packet.apid == packets.SAMPLE or self._time_ns >= 0:
            self._time_ns = packet.time_ns
        unasked = packet.apid in (packets.MAIL, packets.EVENT, packets.CREDIT, packets.HELLO) and packet.link == 0
        if not unasked and (packet.apid, packet.link) not in self.asked:
            self._note(LINK, "the link sequence of a request, 0 when nobody asked", packet.link, block)

    def _join(self, packet: Packet, flags: int, block: bytes) -> Packet | None:
        held, self._held = self._held, None
        begins = flags in (packets.FIRST, packets.UNSEGMENTED)
        if begins == (held is not None):
            state = "the next segment" if held is not None else "a first segment or a whole body"
            self._note(SEGMENT, state, "another packet", block)
            held = None
            if not begins:
                return None
        if held is not None:
            due = (held.sequence + 1) & packets.COUNT_MASK
            if packet[:3] != held[:3] or packet.sequence != due:
                self._note(SEGMENT, f"segment {due} of the same body", f"segment {packet.sequence}", block)
                return None
            packet = packet._replace(body=held.body + packet.body, frames=(*held.frames, block))
        if flags in (packets.FIRST, packets.MIDDLE):
            self._held = packet
            return None
        return packet
