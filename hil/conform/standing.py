"""Checks that judge every packet of the whole conversation: frames, headers, counts, links, time."""

from __future__ import annotations

from collections.abc import Callable

from hil.conform import heard
from hil.conform.check import Check, CheckFailed, require
from hil.conform.subject import Subject
from hil.conform.words import said

SHOWN = 4  # flaws given as evidence


def _judged(rule: str) -> Callable[[Subject], None]:
    """Return a check that fails when a packet has broken `rule`."""

    def run(subject: Subject) -> None:
        flaws = [flaw for flaw in subject.talk.ear.flaws if flaw.rule == rule]
        if flaws:
            more = f" ({len(flaws)} times)" if len(flaws) > 1 else ""
            evidence = [said("from", flaw.block) for flaw in flaws[:SHOWN]]
            raise CheckFailed(flaws[0].expected, flaws[0].got + more, evidence)

    return run


def _never_deaf(subject: Subject) -> None:
    require(subject.deaf == 0, "a HELLO each time it is asked for", f"none {subject.deaf} times, until it was reopened")


CHECKS = (
    Check(
        "CFM-FRAME-001", "framing", "every frame of the board is whole",
        "A frame is COBS(packet + CRC-32) + 0x00.", _judged(heard.FRAME), watches=True,
    ),
    Check(
        "CFM-FRAME-002", "framing", "every header of the board is right",
        "Primary header, 6 bytes: version 0, type (1 towards the board, 0 from it), secondary header flag 1, APID;",
        _judged(heard.HEADER), watches=True,
    ),
    Check(
        "CFM-FRAME-003", "framing", "sequence counts go up by one for each APID",
        "14-bit sequence count per APID and direction;", _judged(heard.COUNT), watches=True,
    ),
    Check(
        "CFM-FRAME-004", "framing", "answers carry the link sequence of their request",
        "An answer carries the link sequence of its request;", _judged(heard.LINK), watches=True,
    ),
    Check(
        "CFM-TIME-001", "time", "board time never runs backwards",
        "from the first TICK of a session on it never runs backwards.", _judged(heard.TIME), watches=True,
    ),
    Check(
        "CFM-HELLO-001", "session", "HELLO is said whenever it is asked for, whatever came before",
        "A HELLO asked for begins a session:", _never_deaf, watches=True,
    ),
    Check(
        "CFM-MTU-001", "segments", "no packet is longer than the MTU that HELLO names",
        "HELLO names the longest packet, CRC included, that a board takes and sends: 64 to 250 bytes.",
        _judged(heard.MTU), watches=True,
    ),
    Check(
        "CFM-MTU-002", "segments", "segments of a body follow each other, in order",
        "A body that does not fit is cut into segments, in order:", _judged(heard.SEGMENT), watches=True,
    ),
)  # fmt: skip
