"""Framing: what is damaged is dropped and counted, and the board is in step again at the next zero."""

from __future__ import annotations

import random
from binascii import crc32

from firmware_py.icd import packets
from firmware_py.wire import packet as wire
from hil.conform.check import Check, CheckFailed, equal, require
from hil.conform.subject import Subject

FLIPS = 64  # bits flipped, one a frame, spread over the frame
FLIPS_WAITED = 24  # of a board with CREDIT, which gets a quarter of a second of silence after each (docs/wire.md)
RESYNC = "A receiver drops a frame that fails length, CRC or COBS, counts it, and is in step again at the next 0x00."
NONSENSE = "A whole packet that makes no sense is dropped and counted too:"


def stuffed(packet: bytes) -> bytes:
    """Return `packet` in COBS with its 0x00, as short as it may be or as long as it must not be (up to 254 bytes)."""
    return b"".join(bytes((len(run) + 1,)) + run for run in packet.split(b"\0")) + b"\0"


def nothing(subject: Subject, data: bytes, what: str) -> None:
    """Send `data`, which must get no answer. Raises CheckFailed."""
    found = subject.say(data)
    if found:
        raise CheckFailed(f"no answer to {what}", f"{len(found)} packets, the first of APID 0x{found[0].apid:03x}")


def _bits(subject: Subject) -> None:
    subject.sample(0)
    frame = subject.tick(1)
    places = [place for place, byte in enumerate(frame) if byte]
    flips = FLIPS_WAITED if subject.talk.credit else FLIPS
    chosen = places[:: max(1, len(places) // flips)]
    wrong = b""
    for turn, place in enumerate(chosen):
        damaged = bytearray(frame)
        damaged[place] ^= 1 << (turn & 7)
        wrong += bytes(damaged)
    nothing(subject, wrong, f"a TICK with one bit wrong ({len(chosen)} of them)")
    errors = subject.sample(1).errors
    require(errors >= len(chosen), f"at least {len(chosen)} errors in SAMPLE", errors)


def _garbage(data: bytes) -> bytes:
    return data.replace(b"\0", b"\1")


def _resync(subject: Subject) -> None:
    draw = random.Random("garbage")
    limit = subject.hello.mtu // 2 if subject.talk.credit else 250
    noise = [b"\1", b"\1\1\1", b"hello\r\n", _garbage(draw.randbytes(limit)), subject.tick(0)[:-2]]
    for number, piece in enumerate(noise):
        nothing(subject, piece[:limit], f"garbage ({piece[:8].hex(' ')} ...)")
        equal(subject.sample(number).gap, 0, "after garbage, a gap of")


def _overlong(subject: Subject) -> None:
    subject.sample(0)
    size = subject.hello.mtu // 2 if subject.talk.credit else 1000
    nothing(subject, b"\xff" * size, f"{size} bytes without a zero")
    require(subject.sample(1).errors >= 1, "1 error or more in SAMPLE after an overlong frame", 0)
    equal(subject.sample(2).gap, 0, "after an overlong frame, a gap of")


def _zeros(subject: Subject) -> None:
    subject.sample(0)
    for _ in range(3):
        subject.talk.write(b"\0")
    nothing(subject, bytes(16), "zeros")
    frame = subject.one(b"\0" + subject.tick(1) + bytes(3), packets.SAMPLE, "SAMPLE 1")
    equal(subject.parsed(frame, 1).errors, 0, "after empty frames, errors of")


def _pieces(subject: Subject) -> None:
    subject.sample(0)
    frame = subject.tick(1)
    for place in range(len(frame)):
        subject.talk.write(frame[place : place + 1])
    equal(subject.parsed(subject.one(b"", packets.SAMPLE, "SAMPLE 1"), 1).errors, 0, "byte by byte, errors of")


def _length(subject: Subject) -> None:
    good = wire.build(packets.TO_BOARD | packets.COMMAND, 1, 0, subject.talk.link(packets.COMMAND), 0, b"\0ping")
    wrong = good[:4] + (len(good) + 40).to_bytes(2, "big") + good[6:]
    nothing(subject, stuffed(wrong + crc32(wrong).to_bytes(4, "big")), "a packet whose data length is wrong")
    equal(subject.sample(0).errors, 1, "after it, errors of")


def _nonsense(subject: Subject) -> None:
    odd = wire.build(packets.TO_BOARD | 0x7EF, 1, 0, 1, 0, b"?")
    back = wire.build(packets.FROM_BOARD | packets.COMMAND, 1, 0, 1, 0, b"\0?")
    nothing(subject, wire.seal(odd), "APID 0x7EF, which nobody has")
    nothing(subject, wire.seal(back), "a packet of type 0, which only a board sends")
    nothing(subject, subject.talk.frames(packets.HELLO, 7, b""), "a HELLO of service 7")
    equal(subject.sample(0).errors, 3, "after three of them, errors of")


CHECKS = (
    Check("CFM-FRAME-005", "framing", "a frame with one bit wrong is dropped and counted", RESYNC, _bits),
    Check("CFM-FRAME-006", "framing", "garbage costs no frame after the next zero", RESYNC, _resync),
    Check(
        "CFM-FRAME-007", "framing", "an overlong run is dropped and counted",
        "A packet with its CRC is at most 250 bytes: one COBS block.", _overlong,
    ),
    Check("CFM-FRAME-008", "framing", "zeros between frames cost nothing", "A leading 0x00 is legal anywhere.", _zeros),
    Check(
        "CFM-FRAME-009", "framing", "a frame that comes byte by byte is a frame",
        "A frame may come in any number of pieces, and many frames in one.", _pieces,
    ),
    Check("CFM-FRAME-010", "framing", "a wrong data length is dropped and counted", RESYNC, _length),
    Check("CFM-FRAME-011", "framing", "a packet that makes no sense is dropped and counted", NONSENSE, _nonsense),
)  # fmt: skip
