"""The credit gate alone: never more on its way than the board has room for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from firmware_py.icd import packets
from firmware_py.wire import segments
from hil.board.credit import CreditGate

TICK = 0x7E1


def frames(size: int, first: int = 1, mtu: int = 64) -> bytes:
    """Return the frames of a TICK body of `size` bytes, the first with count `first`."""
    return segments.frames(packets.TO_BOARD | TICK, first, 0, 0, 0, bytes(size), mtu)


def test_one_packet_goes_before_the_board_has_said_anything() -> None:
    gate = CreditGate(64)
    sent = gate.push(frames(150))
    assert sent.count(b"\0") == 1
    assert len(sent) == 66  # 64 of the MTU, COBS, zero


def test_the_next_go_as_the_board_takes_them() -> None:
    gate = CreditGate(64)
    whole = frames(150)
    sent = gate.push(whole)
    for count in (1, 2, 3):
        more = gate.granted(TICK, count, 66)
        assert more.count(b"\0") == 1
        sent += more
    assert sent == whole
    assert gate.granted(TICK, 4, 66) == b""


def test_a_larger_room_takes_more_at_once() -> None:
    gate = CreditGate(64)
    gate.push(frames(150))
    assert gate.granted(TICK, 1, 140).count(b"\0") == 2


def test_an_answer_frees_everything_before_it() -> None:
    gate = CreditGate(64)
    gate.push(frames(44) + frames(44, 2))
    assert gate.answered().count(b"\0") == 1


def test_credit_for_a_packet_of_before_frees_nothing() -> None:
    gate = CreditGate(64)
    gate.push(frames(100, 20))
    assert gate.granted(TICK, 3, 66) == b""
    assert gate.granted(0x7E8, 20, 66) == b""  # the same count, but of another APID


def test_what_was_given_up_is_not_sent_later() -> None:
    gate = CreditGate(64)
    gate.push(frames(150))
    gate.restart()
    assert gate.granted(TICK, 1, 250) == b""
    assert gate.push(frames(10, 9)) == frames(10, 9)


@given(st.lists(st.integers(0, 200), max_size=12), st.integers(66, 300))
def test_the_room_is_never_exceeded_and_nothing_is_lost(sizes: list[int], free: int) -> None:
    """A board that takes packets one by one, in order, whatever it was sent."""
    gate, count, whole, sent, held = CreditGate(64), 1, b"", b"", b""
    for size in sizes:
        told = frames(size, count)
        count += segments.pieces(size, 64)
        whole += told
        held += gate.push(told)
        while held:
            assert len(held) <= max(free, 66)
            taken, _, held = held.partition(b"\0")
            sent += taken + b"\0"
            place = sent.count(b"\0")
            held += gate.granted(TICK, place, free)
    assert sent == whole
