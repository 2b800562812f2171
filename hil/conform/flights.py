"""Flight software on the board: its mail, its events, its repeats, its parameters. Ticks here are not QUIET."""

from __future__ import annotations

import struct

from firmware_py.icd import boards, messages, packets, parameters
from firmware_py.wire import image
from hil.conform.check import Check, equal, require
from hil.conform.framing import NONSENSE, nothing
from hil.conform.heard import Packet
from hil.conform.subject import Subject

MAILED = "before SAMPLE k the board sends its own MAIL."
EVENT_IDS = 100  # ids a board has to itself; those below 100 are of any


def _fly(subject: Subject, number: int) -> tuple[bytes, list[Packet]]:
    frame = subject.tick(number, flags=0, stimulus=image.INVALID[subject.kind])
    return frame, subject.say(frame)


def _mailed(subject: Subject) -> None:
    fields = len(messages.FIELDS[subject.kind])
    for number in range(5):
        _, found = _fly(subject, number)
        mail = [packet for packet in found if packet.apid == packets.MAIL]
        equal([packet.service for packet in mail], [subject.kind], f"at tick {number}, MAIL of topic")
        equal(len(mail[0].body), 4 + 4 * fields, "a MAIL of bytes")
        equal(int.from_bytes(mail[0].body[:4], "big"), number, "published at tick")
        equal(found[-1].apid, packets.SAMPLE, "at the end of a tick, APID")


def _events(subject: Subject) -> None:
    own = range(EVENT_IDS * (subject.kind + 1), EVENT_IDS * (subject.kind + 2))
    for number in range(5):
        for packet in _fly(subject, number)[1]:
            if packet.apid == packets.EVENT:
                equal(len(packet.body), struct.calcsize(packets.EVENT_BODY), "an EVENT of bytes")
                tick, event, _, _ = struct.unpack(packets.EVENT_BODY, packet.body)
                equal(tick, number, "an EVENT of tick")
                require(event < EVENT_IDS or event in own, "an event id of docs/icd.md", event)


def _repeated(subject: Subject) -> None:
    for number in range(3):
        frame, first = _fly(subject, number)
        again = subject.say(frame)
        equal(
            [one.frames for one in again], [one.frames for one in first], "mail, events and SAMPLE again, to the byte,"
        )


def _quiet(subject: Subject) -> None:
    found = subject.say(subject.tick(0))
    equal([packet.apid for packet in found], [packets.SAMPLE], "to a QUIET TICK, APIDs")


def _in_force(subject: Subject) -> None:
    first = subject.parsed(_fly(subject, 0)[1][-1], 0)
    equal((first.actuators, first.flags), (subject.safe, packets.SAMPLE_SAFE), "at tick 0, in force and flags")
    equal(subject.parsed(_fly(subject, 1)[1][-1], 1).flags, 0, "from tick 1 on its own image is in force: flags")


def _mail_taken(subject: Subject) -> None:
    _fly(subject, 0)
    mail = [struct.pack(f">I{len(fields)}i", 0, *range(len(fields))) for fields in messages.FIELDS]
    for topic, body in enumerate(mail):
        nothing(subject, subject.talk.frames(packets.MAIL, topic, body), f"MAIL of topic {messages.TOPICS[topic]}")
    equal(subject.parsed(_fly(subject, 1)[1][-1], 1).errors, 0, "after a MAIL of every topic, errors of")
    nothing(subject, subject.talk.frames(packets.MAIL, 0, mail[0] + bytes(4)), "a MAIL with a field too many")
    nothing(subject, subject.talk.frames(packets.MAIL, 99, mail[0]), "a MAIL of topic 99")
    equal(subject.parsed(_fly(subject, 2)[1][-1], 2).errors, 2, "after two misshapen ones, errors of")


def _parameter(subject: Subject) -> None:
    code = packets.SET_PARAMETER
    rows = [row for row in parameters.TABLE if row[1] == boards.NAMES[subject.kind]]
    for row in rows[:3]:
        said = subject.command(code, struct.pack(packets.PARAMETER, row[0], row[4]))
        equal(said, bytes((code, packets.DONE)), f"to its default for parameter {row[0]},")
        said = subject.command(code, struct.pack(packets.PARAMETER, row[0], row[6] + abs(row[6]) + 1.0))
        equal(said, bytes((code, packets.BAD_ARGUMENT)), f"to a value beyond its range for parameter {row[0]},")
    equal(subject.command(code, bytes(3)), bytes((code, packets.BAD_ARGUMENT)), "to an argument of 3 bytes,")


CHECKS = tuple(
    Check(*row, needs=packets.FEATURE_FLIGHT, page=page)
    for page, row in (
        ("timing.md", ("CFM-FLIGHT-001", "flight", "each tick has one MAIL, before its SAMPLE", MAILED, _mailed)),
        (
            "wire.md",
            ("CFM-FLIGHT-002", "flight", "events are of its tick and its ids", "tick u32, event u16, p1 i32, p2 i32",
             _events),
        ),
        (
            "wire.md",
            ("CFM-FLIGHT-003", "flight", "a repeated TICK gets mail and events again",
             "The stored SAMPLE has its MAIL and EVENTs with it.", _repeated),
        ),
        (
            "wire.md",
            ("CFM-FLIGHT-004", "flight", "a QUIET TICK runs no flight software",
             "2 QUIET (no flight step, for conformance).", _quiet),
        ),
        (
            "timing.md",
            ("CFM-FLIGHT-005", "flight", "its image comes into force a tick later",
             "the board puts in force what its own flight software computed at k-1.", _in_force),
        ),
        ("wire.md", ("CFM-FLIGHT-006", "flight", "MAIL is taken, and counted when misshapen", NONSENSE, _mail_taken)),
        (
            "wire.md",
            ("CFM-FLIGHT-007", "flight", "parameters are set within their range",
             "3 SET_PARAMETER (id u16, float64),", _parameter),
        ),
    )
)  # fmt: skip
