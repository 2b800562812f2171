"""COUNTERS: every count goes up by what happened, and by nothing else."""

from __future__ import annotations

import struct
from binascii import crc32

from firmware_py.icd import packets
from firmware_py.wire import packet as wire
from hil.conform.check import Check, equal
from hil.conform.framing import nothing, stuffed
from hil.conform.subject import Subject

TAKEN, COBS, LENGTH, CRC, NONSENSE, MISSING, SENT = range(7)
NAMES = ("packets taken", "bad COBS", "bad length", "bad CRC", "without sense", "missing", "packets sent")
COUNTERS = (
    "4 COUNTERS (result: seven u32 since boot or since the session began, the later: packets taken, frames rejected "
    "for COBS, length and CRC, packets that made no sense, packets missing by their sequence counts, packets sent),"
)


def read(subject: Subject) -> list[int]:
    """Return the seven counts. Raises CheckFailed."""
    body = subject.command(packets.COUNTERS)
    equal((body[:2], len(body)), (bytes((packets.COUNTERS, packets.DONE)), 30), "to COUNTERS, status and bytes")
    return list(struct.unpack(packets.COUNTERS_BODY, body[2:]))


def _risen(before: list[int], after: list[int]) -> dict[str, int]:
    """Return what rose between two readings, but for what the readings themselves and their NOOPs cost."""
    own = {TAKEN: 2, SENT: 2}  # the NOOP after the first reading, and the second one
    return {name: n for place, name in enumerate(NAMES) if (n := after[place] - before[place] - own.get(place, 0))}


def _one(subject: Subject, frame: bytes, place: int, what: str, taken: int = 0) -> None:
    before = read(subject)
    nothing(subject, frame, what)
    expected = {NAMES[TAKEN]: 1 + taken, NAMES[place]: 1, NAMES[SENT]: 1}  # with the NOOP after it
    equal(_risen(before, read(subject)), expected, f"after {what}, counts up by")


def _traffic(subject: Subject) -> None:
    before = read(subject)
    for number in range(3):
        subject.command(packets.NOOP, bytes((number,)))  # with a NOOP of its own after it
    equal(_risen(before, read(subject)), {NAMES[TAKEN]: 6, NAMES[SENT]: 6}, "after three NOOPs, counts up by")


def _cobs(subject: Subject) -> None:
    _one(subject, b"\x05\x01\x01\0", COBS, "a run that ends beyond its block")


def _crc(subject: Subject) -> None:
    packet = wire.build(packets.TO_BOARD | packets.COMMAND, 1, 0, 1, 0, b"\0crc")
    _one(subject, stuffed(packet + (crc32(packet) ^ 0x01010101).to_bytes(4, "big")), CRC, "a wrong CRC")


def _length(subject: Subject) -> None:
    good = wire.build(packets.TO_BOARD | packets.COMMAND, 1, 0, 1, 0, b"\0len")
    packet = good[:4] + b"\x01\x01" + good[6:]
    _one(subject, stuffed(packet + crc32(packet).to_bytes(4, "big")), LENGTH, "a wrong data length")


def _sense(subject: Subject) -> None:
    _one(subject, wire.seal(wire.build(packets.TO_BOARD | 0x7EF, 1, 0, 1, 0, b"?")), NONSENSE, "an unknown APID", 1)


def _missing(subject: Subject) -> None:
    before = read(subject)
    frame = subject.talk.frames(packets.COMMAND, packets.COMMAND_ASK, bytes((packets.NOOP,)), skip=5)
    subject.one(frame, packets.COMMAND, "answer to NOOP")
    expected = {NAMES[TAKEN]: 2, NAMES[MISSING]: 5, NAMES[SENT]: 2}
    equal(_risen(before, read(subject)), expected, "after five sequence counts left out, counts up by")


CHECKS = tuple(
    Check(name, "counters", title, COUNTERS, run, needs=packets.FEATURE_COMMAND)
    for name, title, run in (
        ("CFM-COUNT-001", "packets taken and sent", _traffic),
        ("CFM-COUNT-002", "frames rejected for COBS", _cobs),
        ("CFM-COUNT-003", "frames rejected for CRC", _crc),
        ("CFM-COUNT-004", "frames rejected for length", _length),
        ("CFM-COUNT-005", "packets that made no sense", _sense),
        ("CFM-COUNT-006", "packets missing by their sequence counts", _missing),
    )
)
