"""Overload: more at once than anybody should send, and every request answered all the same."""

from __future__ import annotations

import random

from firmware_py.icd import packets
from hil.conform.check import Check, Skipped, equal
from hil.conform.commands import command_frame
from hil.conform.subject import Subject

AT_ONCE = 24  # requests; with the longest images some 6 kB each way, which every serial buffer holds
FLOOD = 4000  # [bytes] of garbage
ROOM = "A board that does not set CREDIT takes what comes, however much at once, and answers all of it in order."


def _no_credit(subject: Subject) -> None:
    if subject.hello.features & packets.FEATURE_CREDIT:
        raise Skipped("HELLO declares CREDIT: a host keeps to the room that the board tells")


def _ticks(subject: Subject) -> None:
    _no_credit(subject)
    found = subject.say(b"".join(subject.tick(number) for number in range(AT_ONCE)))
    equal([packet.apid for packet in found], [packets.SAMPLE] * AT_ONCE, f"to {AT_ONCE} TICKs at once, APIDs")
    gaps = [subject.parsed(packet, number).gap for number, packet in enumerate(found)]
    equal(sum(gaps), 0, "ticks missed")


def _commands(subject: Subject) -> None:
    _no_credit(subject)
    words = [number.to_bytes(2, "big") for number in range(AT_ONCE)]
    found = subject.say(b"".join(command_frame(subject, packets.NOOP, word) for word in words))
    equal([packet.body[2:] for packet in found], words, f"to {AT_ONCE} NOOPs at once, answers in order,")


def _repeats(subject: Subject) -> None:
    _no_credit(subject)
    found = subject.say(subject.tick(0) * AT_ONCE)
    equal(len(found), AT_ONCE, "to one TICK many times over, SAMPLEs")
    equal(len({packet.frames for packet in found}), 1, "different SAMPLEs among them")
    equal(subject.sample(1).silence, 0, "after it, ticks without a new kick")


def _flood(subject: Subject) -> None:
    _no_credit(subject)
    draw = random.Random("flood")
    subject.sample(0)
    noise = draw.randbytes(FLOOD)
    equal(subject.say(noise), [], "to a flood of garbage, answers")
    equal(subject.sample(1).gap, 0, "after it, a gap of")


CHECKS = (
    Check("CFM-LOAD-001", "overload", f"{AT_ONCE} TICKs at once are all answered", ROOM, _ticks),
    Check(
        "CFM-LOAD-002", "overload", f"{AT_ONCE} COMMANDs at once are all answered", ROOM, _commands,
        needs=packets.FEATURE_COMMAND,
    ),
    Check(
        "CFM-LOAD-003", "overload", f"one TICK sent {AT_ONCE} times is executed once",
        "A TICK repeated with the same k is answered from the store and executes nothing.", _repeats, page="timing.md",
    ),
    Check("CFM-LOAD-004", "overload", f"{FLOOD} bytes of garbage do not stun it", ROOM, _flood),
)  # fmt: skip
