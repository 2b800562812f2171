"""COMMAND: answers and their status, exactly once, and the store that makes it so."""

from __future__ import annotations

from firmware_py.icd import packets
from hil.conform.check import Check, equal, require
from hil.conform.framing import NONSENSE, nothing
from hil.conform.subject import Subject

NOOP, SAFE = packets.NOOP, packets.SAFE
STATUS = "Status: 0 done, 1 unknown code, 2 bad argument."
STORED = "A repeated link sequence gets the stored answer;"
ONCE = "exactly once by link sequence"


def command_frame(subject: Subject, code: int, argument: bytes = b"") -> bytes:
    """Return the frame of a new COMMAND."""
    return subject.talk.frames(packets.COMMAND, packets.COMMAND_ASK, bytes((code,)) + argument)


def _echo(subject: Subject) -> None:
    for argument in (b"", b"\0", b"ping", bytes(range(32))):
        equal(subject.command(NOOP, argument), bytes((NOOP, packets.DONE)) + argument, "to NOOP, an answer of")


def _unknown(subject: Subject) -> None:
    equal(subject.command(200), bytes((200, packets.UNKNOWN_CODE)), "to code 200, an answer of")


def _bad_argument(subject: Subject) -> None:
    for code in (packets.RESET, SAFE, packets.COUNTERS):
        equal(subject.command(code, b"\1"), bytes((code, packets.BAD_ARGUMENT)), f"to code {code} with an argument,")


def _no_code(subject: Subject) -> None:
    nothing(subject, subject.talk.frames(packets.COMMAND, packets.COMMAND_ASK, b""), "a COMMAND without a code")
    equal(subject.sample(0).errors, 1, "after it, errors of")


def _stored(subject: Subject) -> None:
    frame = command_frame(subject, NOOP, b"once")
    first = subject.await_answer(frame, packets.COMMAND, "an answer to NOOP")
    again = subject.await_answer(frame, packets.COMMAND, "the stored answer to a NOOP sent again")
    equal(again.frames, first.frames, "the stored answer to the byte,")


def _safe(subject: Subject) -> None:
    image = subject.image(1)
    subject.sample(0, actuators=image)
    equal(subject.command(SAFE), bytes((SAFE, packets.DONE)), "to SAFE, an answer of")
    sample = subject.sample(1)
    equal(sample.actuators, subject.safe, "after SAFE, in force the safe values,")
    equal(sample.flags, packets.SAMPLE_SAFE, "after SAFE, SAMPLE flags")
    sample = subject.sample(2, actuators=image)
    equal((sample.actuators, sample.flags), (image, 0), "with the next image, in force and flags")


def _tick_with(subject: Subject, number: int, image: bytes | None) -> int:
    """Return the SAFE flag of TICK `number`, with nothing sent after it that could push an answer out of the store."""
    frame = subject.tick(number, actuators=image)
    packet = subject.await_answer(frame, packets.SAMPLE, f"SAMPLE {number}")
    return subject.parsed(packet, number).flags & packets.SAMPLE_SAFE


def _once_after(subject: Subject, others: int) -> None:
    """SAFE tells whether it is carried out again: an image clears its flag, and SAFE would set it."""
    frame = command_frame(subject, SAFE)
    subject.await_answer(frame, packets.COMMAND, "an answer to SAFE")
    _tick_with(subject, 0, subject.image(1))
    for _ in range(others):
        subject.await_answer(command_frame(subject, NOOP), packets.COMMAND, "an answer to NOOP")
    subject.talk.write(frame)
    again = _tick_with(subject, 1, None)
    require(not again, f"SAFE carried out once, {others} commands before its repeat", "carried out again")


def _once(subject: Subject) -> None:
    _once_after(subject, 0)


def _depth(subject: Subject) -> None:
    _once_after(subject, subject.hello.answer_depth - 1)


def _anew(subject: Subject) -> None:
    for number in range(3):
        image = subject.image(number)
        equal(_tick_with(subject, 2 * number, image), 0, "with an image, flag SAFE")
        subject.await_answer(command_frame(subject, SAFE), packets.COMMAND, "an answer to SAFE")
        equal(_tick_with(subject, 2 * number + 1, None), packets.SAMPLE_SAFE, "after each SAFE, flag SAFE")


def _ticks_age_nothing(subject: Subject) -> None:
    frame = command_frame(subject, NOOP, b"kept")
    first = subject.await_answer(frame, packets.COMMAND, "an answer to NOOP")
    for number in range(min(40, subject.hello.answer_depth + 4)):
        _tick_with(subject, number, None)
    again = subject.await_answer(frame, packets.COMMAND, "the stored answer")
    equal(again.frames, first.frames, "after as many TICKs as the store is deep, the stored answer,")


def _memory(subject: Subject) -> None:
    body = subject.command(packets.MEMORY)
    known = len(body) == 14 and body[:2] == bytes((packets.MEMORY, packets.DONE))
    unknown = body == bytes((packets.MEMORY, packets.UNKNOWN_CODE))
    require(known or unknown, "to MEMORY, three u32 or unknown code", body.hex())


def _parameter(subject: Subject) -> None:
    flight = subject.hello.features & packets.FEATURE_FLIGHT
    status = packets.BAD_ARGUMENT if flight else packets.UNKNOWN_CODE
    said = subject.command(packets.SET_PARAMETER, b"\xff\xff" + bytes(8))
    equal(said, bytes((packets.SET_PARAMETER, status)), "to SET_PARAMETER of id 65535,")


CHECKS = tuple(
    Check(*row, needs=packets.FEATURE_COMMAND)
    for row in (
        ("CFM-CMD-001", "command", "NOOP gives its argument back", "0 NOOP (result: the argument),", _echo),
        ("CFM-CMD-002", "command", "an unknown code is said to be unknown", STATUS, _unknown),
        ("CFM-CMD-003", "command", "an argument where none belongs is refused", STATUS, _bad_argument),
        ("CFM-CMD-004", "command", "a COMMAND without a code is dropped and counted", NONSENSE, _no_code),
        ("CFM-CMD-005", "command", "a repeated COMMAND gets the stored answer", STORED, _stored),
        ("CFM-CMD-006", "command", "a repeated COMMAND is not carried out again", ONCE, _once),
        ("CFM-CMD-007", "command", "the store is as deep as HELLO says", "answer-store depth u8,", _depth),
        ("CFM-CMD-008", "command", "a new link sequence is a new COMMAND", ONCE, _anew),
        (
            "CFM-CMD-009", "command", "TICKs push no answer out of the store",
            "Each APID has a link sequence of its own,", _ticks_age_nothing,
        ),
        (
            "CFM-CMD-010", "command", "SAFE holds until the next image",
            "2 SAFE (safe image in force until the next image),", _safe,
        ),
        (
            "CFM-CMD-011", "command", "MEMORY tells three figures, or that there is none",
            "a board without a heap of its own answers unknown code).", _memory,
        ),
        (
            "CFM-CMD-012", "command", "SET_PARAMETER of an unknown id is refused",
            "SET_PARAMETER is an unknown code on a board without FLIGHT, and a bad argument for an id that it has not.",
            _parameter,
        ),
    )
)  # fmt: skip
