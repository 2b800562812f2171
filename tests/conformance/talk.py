"""Raw talk with a board: what is said, and every packet that answers, however many, without waiting on a clock."""

import struct
from binascii import crc32
from typing import NamedTuple

from cobs import cobs

from firmware_py.wire import image
from hil.board.base import Hello
from hil.board.session import Session
from hil.clock import Deadline
from hil.transport.base import Transport

DEADLINE_S = 5.0
NOOP = 0
HELLO = 0x7E0
CREDIT = 0x7E9
MIDDLE, FIRST, LAST, UNSEGMENTED = range(4)  # sequence flags, CCSDS 133.0-B-2


class Packet(NamedTuple):
    apid: int
    service: int
    link: int
    body: bytes


class SampleBody(NamedTuple):
    tick: int
    flags: int
    gap: int
    boot: int
    errors: int
    silence: int
    spare: int


class Talk:
    """A board behind `transport`. Answers are taken apart by the `cobs` package and zlib, not by our own codec."""

    def __init__(self, kind: str, transport: Transport, mtu: int) -> None:
        self.mtu = mtu  # [bytes] no packet of its kind is longer
        self.session = Session(kind)
        self.transport = transport
        self.said = self.heard = 0  # [frames] one by one: segments, CREDIT and what closes `say` included
        self._fences = 0
        self._held: Packet | tuple[()] = ()

    def say(self, data: bytes) -> list[Packet]:
        """Send `data` and return all that answers it: a NOOP sent after it is answered last."""
        self._fences += 1
        mark = struct.pack(">I", self._fences)
        _, fence = self.session.request(0x7E3, 0, bytes((NOOP,)) + mark)
        self.transport.write(data + b"\0" + fence)
        self.said += sum(map(bool, (data + b"\0" + fence).split(b"\0")))
        packets: list[Packet] = []
        rest = b""
        deadline = Deadline(DEADLINE_S)
        while not packets or packets[-1].body != b"\0\0" + mark:
            data = self.transport.read(deadline)
            assert data, "the board did not answer the NOOP"
            *blocks, rest = (rest + data).split(b"\0")
            pieces = [_packet(block, self.mtu) for block in blocks if block]
            self.heard += len(pieces)
            packets += self._whole(pieces)
        return packets[:-1]

    def hello(self) -> Hello:
        """Begin a session and return what the board says of itself; what is sent from here on keeps to its MTU."""
        _, frame = self.session.request(HELLO, 0, b"")
        (packet,) = self.say(b"\0" + frame)
        assert packet.apid == HELLO
        hello = Hello._make([*struct.unpack(">BBBBHHBBH8s8s16s", packet.body)])
        self.session.begin(hello)
        return hello

    def _whole(self, pieces: list[tuple[int, Packet]]) -> list[Packet]:
        """Join segments, in order; CREDIT is no answer to anything."""
        whole = []
        for flags, packet in pieces:
            if packet.apid == CREDIT:
                continue
            if flags in (FIRST, UNSEGMENTED):
                assert not self._held, "a body was begun before the one before it had ended"
            else:
                assert self._held[:3] == packet[:3], "segments of different packets"
                packet = packet._replace(body=self._held[3] + packet.body)
            self._held = () if flags in (LAST, UNSEGMENTED) else packet
            if not self._held:
                whole.append(packet)
        return whole

    def sample(self, data: bytes) -> SampleBody:
        """Send `data` and return the head of the one SAMPLE that answers it."""
        (packet,) = self.say(data)
        assert packet.apid == 0x7E2
        return head(packet)


def head(packet: Packet) -> SampleBody:
    """Return the head of a SAMPLE, laid out as docs/wire.md says."""
    return SampleBody(*struct.unpack(">IBBHHBB", packet.body[:12]))


def tick(talk: Talk, number: int, kick: int = 0, quiet: bool = False, with_image: bool = True) -> bytes:
    """Return a TICK frame for the eps board, all counts 0."""
    actuators = bytes(image.ACTUATOR_BYTES[0]) if with_image else None
    return talk.session.tick_frame(number, number * 100_000_000, kick, bytes(image.SENSOR_BYTES[0]), actuators, quiet)


def in_session(talk: Talk) -> Talk:
    """Begin a session and return `talk`."""
    talk.hello()
    return talk


def _packet(block: bytes, mtu: int) -> tuple[int, Packet]:
    """Return sequence flags and packet."""
    whole = cobs.decode(block)
    assert len(whole) <= mtu
    packet, crc = whole[:-4], whole[-4:]
    assert int.from_bytes(crc, "big") == crc32(packet)
    ident, control, length, service, link, _ = struct.unpack(">HHHBBQ", packet[:16])
    assert length == len(whole) - 7
    assert ident & 0xF800 == 0x0800  # version 0, from the board, secondary header
    return control >> 14, Packet(ident & 0x7FF, service, link, packet[16:])
