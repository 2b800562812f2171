"""STATE: out in pieces, back in, refused when it cannot be, and the board goes on from there."""

from __future__ import annotations

import struct

from firmware_py.icd import packets
from hil.conform.check import Check, CheckFailed, equal, require
from hil.conform.framing import NONSENSE, nothing
from hil.conform.subject import Subject

GET, PUT, COMMIT = packets.STATE_GET, packets.STATE_PUT, packets.STATE_COMMIT
REFUSED = packets.STATE_REFUSED
GETS = "STATE: get returns up to 216 bytes from `offset`, of a snapshot taken at the get with offset 0."
GOES_ON = "commit names the whole length as its offset, and the board then goes on from that state."
REFUSES = "or 0xFFFFFFFF when a put or a commit is refused."


def _ask(subject: Subject, service: int, offset: int, piece: bytes = b"") -> tuple[int, bytes]:
    """Return (total, piece) of the answer."""
    packet = subject.ask(packets.STATE, service, struct.pack(packets.STATE_ASK, offset) + piece, "STATE")
    require(packet.service == service and len(packet.body) >= 8, "an answer of the same service", packet.body.hex())
    total, told = struct.unpack_from(packets.STATE_TELL, packet.body)
    equal(told, offset, "an offset of")
    return total, packet.body[8:]


def fetched(subject: Subject) -> bytes:
    """Return the whole state of the board. Raises CheckFailed."""
    state, total = b"", 1
    while len(state) < total:
        total, piece = _ask(subject, GET, len(state))
        if not 0 < len(piece) <= packets.STATE_CHUNK or total > packets.STATE_LIMIT:
            raise CheckFailed(f"1 to {packets.STATE_CHUNK} bytes of up to 65536", f"{len(piece)} bytes of {total}")
        state += piece
    equal(len(state), total, "in all, bytes of state")
    return state


def put(subject: Subject, state: bytes, twice: bool = False) -> int:
    """Bring `state` to the board and commit it; return the total of the answer. Raises CheckFailed."""
    for at in range(0, len(state), packets.STATE_CHUNK):
        piece = state[at : at + packets.STATE_CHUNK]
        for _ in range(1 + twice):
            equal(_ask(subject, PUT, at, piece)[0], at + len(piece), "after a put, a total of")
    return _ask(subject, COMMIT, len(state))[0]


def _got(subject: Subject) -> None:
    subject.sample(0)
    state = fetched(subject)
    end = max(0, len(state) - 50)
    equal(_ask(subject, GET, end)[1], state[end : end + packets.STATE_CHUNK], "asked again, the same bytes,")


def _restored(subject: Subject, twice: bool) -> None:
    held = min(3, subject.hello.watchdog_ticks)  # ticks that a kick serves

    def flown(first: int, last: int) -> list[bytes]:
        return [
            subject.sample(
                number, kick=number // held, actuators=subject.image(number) if number % 4 else None
            ).packet.body
            for number in range(first, last)
        ]

    flown(0, 6)
    state = fetched(subject)
    expected = flown(6, 12)
    equal(put(subject, state, twice), len(state), "to a commit, a total of")
    equal(flown(6, 12), expected, "from a state taken back, the same SAMPLEs,")


def _goes_on(subject: Subject) -> None:
    _restored(subject, twice=False)


def _repeated(subject: Subject) -> None:
    _restored(subject, twice=True)


def _refused(subject: Subject) -> None:
    subject.sample(0)
    equal(_ask(subject, PUT, 0, bytes(10))[0], 10, "to a put, a total of")
    equal(_ask(subject, PUT, 99, bytes(10))[0], REFUSED, "to a put beyond what has come, a total of")
    equal(_ask(subject, COMMIT, 11)[0], REFUSED, "to a commit of another length, a total of")
    equal(_ask(subject, COMMIT, 10)[0], REFUSED, "to a commit of what is no state, a total of")
    equal(subject.sample(1).gap, 0, "after it the board lives on: a gap of")


def _misshapen(subject: Subject) -> None:
    nothing(subject, subject.talk.frames(packets.STATE, GET, bytes(3)), "a STATE of 3 bytes")
    nothing(subject, subject.talk.frames(packets.STATE, 9, bytes(4)), "a STATE of service 9")
    equal(subject.sample(0).errors, 2, "after them, errors of")


CHECKS = tuple(
    Check(*row, needs=packets.FEATURE_STATE)
    for row in (
        ("CFM-STATE-001", "state", "the state comes in pieces", GETS, _got),
        ("CFM-STATE-002", "state", "a state put back is gone on from", GOES_ON, _goes_on),
        ("CFM-STATE-003", "state", "puts may be repeated", "Every request may be repeated.", _repeated),
        ("CFM-STATE-004", "state", "what is no state is refused, and the board lives on", REFUSES, _refused),
        ("CFM-STATE-005", "state", "a misshapen STATE is dropped and counted", NONSENSE, _misshapen),
    )
)
