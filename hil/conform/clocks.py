"""CLOCK: the board's own clock, told when asked."""

from __future__ import annotations

import struct

from firmware_py.icd import packets
from hil.conform.check import Check, equal, require
from hil.conform.framing import NONSENSE, nothing
from hil.conform.subject import Subject

ASKED = 16
TELLS = "t1 u64 as asked, t2 u64, t3 u64: the board's clock at reception and at transmission [ns]"
OWN = "answers CLOCK with its own clock, read when the packet came and when the answer goes."


def _told(subject: Subject, t1_ns: int) -> tuple[int, int, int]:
    packet = subject.ask(packets.CLOCK, packets.CLOCK_ASK, t1_ns.to_bytes(8, "big"), "CLOCK")
    equal((packet.service, len(packet.body)), (packets.CLOCK_TELL, 24), "CLOCK of service and length")
    t1, t2, t3 = struct.unpack(packets.CLOCK_TELL_BODY, packet.body)
    return t1, t2, t3


def _echo(subject: Subject) -> None:
    for t1_ns in (0, 1, 0x0123456789ABCDEF, (1 << 64) - 1):
        equal(_told(subject, t1_ns)[0], t1_ns, "t1 as asked,")


def _forward(subject: Subject) -> None:
    last = 0
    for number in range(ASKED):
        _, t2, t3 = _told(subject, number)
        require(last <= t2 <= t3, f"t2 and t3 in order, {last} ns or later", f"t2 {t2} and t3 {t3}")
        last = t3


def _misshapen(subject: Subject) -> None:
    nothing(subject, subject.talk.frames(packets.CLOCK, packets.CLOCK_ASK, bytes(7)), "a CLOCK of 7 bytes")
    equal(subject.sample(0).errors, 1, "after it, errors of")


CHECKS = tuple(
    Check(*row, needs=packets.FEATURE_CLOCK)
    for row in (
        ("CFM-CLOCK-001", "clock", "CLOCK gives t1 back", TELLS, _echo),
        ("CFM-CLOCK-002", "clock", "its clock never steps back", OWN, _forward),
        ("CFM-CLOCK-003", "clock", "a misshapen CLOCK is dropped and counted", NONSENSE, _misshapen),
    )
)
