"""MTU, segments and CREDIT: boards with little memory."""

from __future__ import annotations

from firmware_py.icd import packets
from firmware_py.wire import cobs
from hil.conform.check import Check, Skipped, equal, require
from hil.conform.framing import nothing
from hil.conform.subject import Subject

MISSED = (
    "A receiver that misses one drops the body and is in step again at the next first segment or unsegmented packet;"
)
CREDIT = (
    "It answers every packet that has no answer of its own (a segment that is not the last, a MAIL) with a CREDIT "
    "naming it and the bytes free in the buffer once it is taken."
)


def _cut(subject: Subject, number: int) -> list[bytes]:
    """Return the segments of TICK `number`. Raises Skipped when it is not cut."""
    frames = subject.tick(number, actuators=subject.image(number)).split(b"\0")[:-1]
    if len(frames) < 2:
        raise Skipped(f"at its MTU of {subject.hello.mtu} bytes no request is cut")
    return [frame + b"\0" for frame in frames]


def _full(subject: Subject) -> None:
    room = subject.talk.ear.mtu - packets.HEADER_BYTES - packets.CRC_BYTES - 1
    argument = bytes(place & 0xFF for place in range(room))
    body = subject.command(packets.NOOP, argument)
    whole = bytes((packets.NOOP, packets.DONE)) + argument
    refused = bytes((packets.NOOP, packets.BAD_ARGUMENT))
    require(body in (whole, refused), f"a NOOP of {subject.talk.ear.mtu} bytes given back or refused", body.hex())


def _longest(subject: Subject) -> None:
    room = subject.talk.ear.mtu - packets.HEADER_BYTES - packets.CRC_BYTES - 2
    argument = bytes(255 - (place & 0xFF) for place in range(room))
    equal(subject.command(packets.NOOP, argument), bytes(2) + argument, "an answer of MTU bytes:")


def _joined(subject: Subject) -> None:
    for number in range(3):
        segments = _cut(subject, number)
        packet = subject.one(b"".join(segments), packets.SAMPLE, f"SAMPLE {number}")
        sample = subject.parsed(packet, number)
        equal(sample.actuators, subject.image(number), "from a TICK in segments, in force")
    equal(sample.errors, 0, "after them, errors of")


def _missing(subject: Subject) -> None:
    for number in range(len(_cut(subject, 0))):
        segments = _cut(subject, number)
        del segments[number]
        nothing(subject, b"".join(segments), f"a TICK without its segment {number + 1}")
    equal(subject.sample(9).gap, 0, "after bodies with a segment missing, a gap of")


def _twice(subject: Subject) -> None:
    for number in range(2):
        segments = [segment * 2 for segment in _cut(subject, number)]
        packet = subject.one(b"".join(segments), packets.SAMPLE, f"SAMPLE {number}")
        subject.parsed(packet, number)


def _between(subject: Subject) -> None:
    first, *others = _cut(subject, 0)
    noop = subject.talk.frames(packets.COMMAND, packets.COMMAND_ASK, b"\0between")
    found = subject.say(first + noop + b"".join(others))
    equal([packet.body for packet in found], [b"\0\0between"], "to a NOOP between segments, its answer only,")
    subject.sample(0)


def _credited(subject: Subject, frames: bytes, expected: list[tuple[int, int]], what: str) -> None:
    subject.talk.ear.credits.clear()
    subject.say(frames)
    told = [
        (int.from_bytes(packet.body[:2], "big"), int.from_bytes(packet.body[2:4], "big"))
        for packet in subject.talk.ear.credits
    ]
    equal(told, expected, f"CREDITs for {what}, APID and count")


def _count(frame: bytes) -> int:
    packet = cobs.decode(frame[:-1])
    assert packet is not None
    return int.from_bytes(packet[2:4], "big") & packets.COUNT_MASK


def _segment_credit(subject: Subject) -> None:
    segments = _cut(subject, 0)
    expected = [(packets.TICK, _count(segment)) for segment in segments[:-1]]
    _credited(subject, b"".join(segments), expected, "a TICK in segments")


def _mail_credit(subject: Subject) -> None:
    mail = subject.talk.frames(packets.MAIL, 0, bytes(8))
    _credited(subject, mail, [(packets.MAIL, _count(mail))], "a MAIL")


def _room(subject: Subject) -> None:
    subject.talk.ear.credits.clear()
    subject.say(subject.talk.frames(packets.MAIL, 0, bytes(8)))
    least = subject.hello.mtu + 2
    free = [int.from_bytes(packet.body[4:6], "big") for packet in subject.talk.ear.credits]
    require(bool(free) and min(free) >= least, f"room for one packet of its MTU ({least} bytes on the wire)", free)


_COMMAND, _CREDIT = packets.FEATURE_COMMAND, packets.FEATURE_CREDIT
CHECKS = (
    Check(
        "CFM-MTU-003", "segments", "a request as long as the MTU is taken",
        "HELLO names the longest packet, CRC included, that a board takes and sends: 64 to 250 bytes.", _full, _COMMAND,
    ),
    Check(
        "CFM-MTU-004", "segments", "an answer as long as the MTU comes whole",
        "HELLO names the longest packet, CRC included, that a board takes and sends: 64 to 250 bytes.", _longest,
        _COMMAND,
    ),
    Check(
        "CFM-MTU-005", "segments", "a TICK in segments is one TICK",
        "A body that does not fit is cut into segments, in order:", _joined,
    ),
    Check("CFM-MTU-006", "segments", "a body with a segment missing is dropped", MISSED, _missing),
    Check(
        "CFM-MTU-007", "segments", "a segment that comes twice is taken once",
        "a segment that comes twice does no harm.",
        _twice,
    ),
    Check("CFM-MTU-008", "segments", "another packet between segments drops the body", MISSED, _between, _COMMAND),
    Check("CFM-CREDIT-001", "credit", "segments that are not the last get a CREDIT", CREDIT, _segment_credit, _CREDIT),
    Check("CFM-CREDIT-002", "credit", "a MAIL gets a CREDIT", CREDIT, _mail_credit, _CREDIT),
    Check(
        "CFM-CREDIT-003", "credit", "the room told is that of a packet at least",
        "The room told is never less than one packet of its MTU.", _room, _CREDIT,
    ),
)  # fmt: skip
