"""What a board tells of itself, on every kind: COUNTERS, held to what was said and heard, and MEMORY."""

import struct
from binascii import crc32
from collections.abc import Callable
from typing import NamedTuple

import pytest
from cobs import cobs

from tests.conformance.talk import Talk, in_session, tick

MakeTalk = Callable[..., Talk]

COMMAND, FAULT = 0x7E3, 0x7E7
RESET, COUNTERS, MEMORY = 1, 4, 5
DONE, UNKNOWN_CODE, BAD_ARGUMENT = 0, 1, 2


class Counters(NamedTuple):
    """The answer, laid out as docs/wire.md says."""

    taken: int
    bad_cobs: int
    bad_length: int
    bad_crc: int
    rejected: int
    gaps: int
    sent: int


#: The first request after HELLO or a boot. Taken: what closes that exchange, and the request. Sent: HELLO, one answer.
FRESH = Counters(2, 0, 0, 0, 0, 0, 2)


def ask(talk: Talk, code: int, argument: bytes = b"") -> bytes:
    """Return status and result of one COMMAND."""
    (answer,) = talk.say(talk.session.request(COMMAND, 0, bytes((code,)) + argument)[1])
    assert answer.body[0] == code
    return answer.body[1:]


def counters(talk: Talk) -> Counters:
    answer = ask(talk, COUNTERS)
    assert answer[0] == DONE
    return Counters(*struct.unpack(">7I", answer[1:]))


def test_packets_are_counted_one_by_one_in_both_directions(open_talk: MakeTalk) -> None:
    talk = in_session(open_talk("eps"))
    before = counters(talk)
    assert before == FRESH
    said, heard = talk.said, talk.heard
    for number in range(5):
        talk.sample(tick(talk, number, number))
    after = counters(talk)
    assert after.taken - before.taken == talk.said - said >= 11
    assert after.sent - before.sent == talk.heard - heard >= 11
    assert after[1:6] == (0, 0, 0, 0, 0)


def test_damaged_frames_are_counted_by_what_is_wrong_with_them(open_talk: MakeTalk) -> None:
    talk = in_session(open_talk("eps"))
    _, good = talk.session.request(COMMAND, 0, b"\0good")
    packet = cobs.decode(good[:-1])[:-4]
    longer = packet[:4] + (len(packet) - 2).to_bytes(2, "big") + packet[6:]  # with CRC it is size - 3
    damaged = [
        b"\x05\x01",  # four bytes are promised, one comes
        b"\x01" * 600,  # longer than any packet
        cobs.encode(longer + crc32(longer).to_bytes(4, "big")),
        cobs.encode(packet + (crc32(packet) ^ 1).to_bytes(4, "big")),
        cobs.encode(packet + (crc32(packet) ^ 1 << 31).to_bytes(4, "big")),
    ]
    (answer,) = talk.say(b"\0".join([*damaged, good]))
    assert answer.body == b"\0\0good"
    taken = FRESH.taken + 2  # the good one, and what closes the exchange
    assert counters(talk) == Counters(taken, 2, 1, 2, 0, 0, FRESH.sent + 2)
    assert talk.sample(tick(talk, 0)).errors == 5


def test_packets_that_make_no_sense_are_taken_and_counted(open_talk: MakeTalk) -> None:
    talk = in_session(open_talk("eps"))
    assert talk.say(talk.session.request(FAULT, 0, b"what")[1]) == []
    assert talk.say(talk.session.request(COMMAND, 0, b"")[1]) == []
    found = counters(talk)
    assert (found.taken, found.rejected, found.gaps) == (FRESH.taken + 4, 2, 0)
    assert talk.sample(tick(talk, 0)).errors == 2


def test_missing_packets_are_gaps_and_repeated_ones_are_not(open_talk: MakeTalk) -> None:
    talk = in_session(open_talk("eps"))
    for _ in range(3):
        talk.session.request(COMMAND, 0, b"\0lost")  # never sent
    _, frame = talk.session.request(COMMAND, 0, b"\0kept")
    assert talk.say(frame) == talk.say(frame)
    found = counters(talk)
    assert (found.taken, found.gaps, found.rejected) == (FRESH.taken + 4, 3, 0)


def test_a_new_session_counts_anew(open_talk: MakeTalk) -> None:
    talk = in_session(open_talk("eps"))
    talk.say(b"\x05\x01\0" + talk.session.request(FAULT, 0, b"what")[1])
    assert counters(talk) != FRESH
    talk.hello()
    assert counters(talk) == FRESH


@pytest.mark.parametrize("cause", ["command", "watchdog"])
def test_a_reset_counts_anew_whoever_asked_for_it(open_talk: MakeTalk, cause: str) -> None:
    talk = in_session(open_talk("eps"))
    talk.say(b"\x05\x01\0" + talk.session.request(FAULT, 0, b"what")[1])
    if cause == "command":
        _, hello = talk.say(talk.session.request(COMMAND, 0, bytes((RESET,)))[1])
    else:
        for number in range(20):
            talk.sample(tick(talk, number, 7))
        _, hello = talk.say(tick(talk, 20, 7))
    assert hello.apid == 0x7E0
    assert counters(talk) == FRESH


@pytest.mark.parametrize("kind", ["eps", "radiator", "laser", "payload"])
def test_counters_and_memory_take_no_argument(open_talk: MakeTalk, name: str, kind: str) -> None:
    talk = in_session(open_talk(kind))
    assert ask(talk, COUNTERS, b"x") == bytes((BAD_ARGUMENT,))
    assert ask(talk, MEMORY, b"x") == bytes((BAD_ARGUMENT if name == "mpy" else UNKNOWN_CODE,))


def test_memory_is_told_by_a_board_with_a_heap_of_its_own_and_by_no_other(open_talk: MakeTalk, name: str) -> None:
    talk = in_session(open_talk("eps"))
    answer = ask(talk, MEMORY)
    if name != "mpy":
        assert answer == bytes((UNKNOWN_CODE,))
        return
    assert answer[0] == DONE
    before, after, free = struct.unpack(">III", answer[1:])
    assert 0 < after <= before
    assert free > 0
    assert after + free <= 96 * 1024  # [bytes] the heap it is started with
    talk.sample(tick(talk, 0))
    again = struct.unpack(">III", ask(talk, MEMORY)[1:])
    assert again[1] + again[2] == after + free  # what is not in use is free
