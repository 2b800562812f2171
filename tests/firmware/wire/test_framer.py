"""The framer: cuts, rejects, counts, is in step again after every zero, whatever comes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_py.wire import packet
from firmware_py.wire.framer import Framer

PACKETS = [packet.build(0x0FE2, count, 0, 0, 0, bytes(count) + b"x") for count in range(60)]
FRAMES = [packet.seal(one) for one in PACKETS]


@given(st.lists(st.integers(1, 40), max_size=200))
def test_how_the_stream_is_chopped_makes_no_difference(cuts: list[int]) -> None:
    stream = b"".join(FRAMES)
    framer, got = Framer(), []
    for size in cuts:
        piece, stream = stream[:size], stream[size:]
        got += framer.feed(piece)
    got += framer.feed(stream)
    assert got == PACKETS
    assert framer.errors() == 0


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_after_any_garbage_and_a_zero_the_next_frame_is_whole(garbage: list[bytes]) -> None:
    framer = Framer()
    for piece in garbage:
        framer.feed(piece)
    framer.feed(b"\0")
    before = framer.errors()
    assert framer.feed(FRAMES[7]) == [PACKETS[7]]
    assert framer.errors() == before


def test_a_zero_that_comes_alone_is_no_frame() -> None:
    framer = Framer()
    assert framer.feed(b"\0") == framer.feed(b"") == framer.feed(b"\0") == []
    assert framer.feed(FRAMES[0]) == [PACKETS[0]]
    assert framer.errors() == 0


def test_zeros_between_frames_are_legal() -> None:
    framer = Framer()
    assert framer.feed(b"\0\0" + FRAMES[0] + b"\0" + FRAMES[1] + b"\0\0") == PACKETS[:2]
    assert framer.errors() == 0


@pytest.mark.parametrize("chunk", [1, 7, 251, 252, 253, 1000, 100_000])
def test_an_endless_frame_is_one_error_and_no_memory(chunk: int) -> None:
    framer = Framer()
    for _ in range(300_000 // chunk // 10 + 1):
        framer.feed(b"\x01" * chunk)
    assert sum(len(part) for part in framer.state() if isinstance(part, bytes)) <= 251
    framer.feed(b"\x01" * 300)
    assert framer.feed(b"\0" + FRAMES[3]) == [PACKETS[3]]
    assert (framer.bad_cobs, framer.errors()) == (1, 1)


def test_each_kind_of_error_has_its_count() -> None:
    framer = Framer()
    framer.feed(b"\x09abc\0")  # a run beyond the end
    assert (framer.bad_cobs, framer.bad_length, framer.bad_crc) == (1, 0, 0)
    short = PACKETS[5][:5] + bytes((PACKETS[5][5] - 1,)) + PACKETS[5][6:]
    framer.feed(packet.seal(short))  # a good CRC over a length that is not so
    assert (framer.bad_cobs, framer.bad_length, framer.bad_crc) == (1, 1, 0)
    wrong = bytearray(FRAMES[5])
    wrong[-2] ^= 0x10
    framer.feed(bytes(wrong))
    assert (framer.bad_cobs, framer.bad_length, framer.bad_crc) == (1, 1, 1)


def test_every_error_of_one_bit_is_found() -> None:
    for frame in FRAMES[::10]:
        for bit in range(8 * (len(frame) - 1)):
            wrong = bytearray(frame)
            wrong[bit >> 3] ^= 1 << (bit & 7)
            assert Framer().feed(bytes(wrong)) == []


def test_state_goes_on_in_the_middle_of_a_frame() -> None:
    first, second = Framer(), Framer()
    first.feed(b"\x09abc\0" + FRAMES[9][:10])
    second.restore(first.state())
    assert second.feed(FRAMES[9][10:]) == [PACKETS[9]]
    assert second.errors() == 1
