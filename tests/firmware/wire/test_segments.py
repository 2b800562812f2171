"""Segments against the CCSDS rules (133.0-B-2, 4.1.3.4.2), read back with spacepackets and the cobs package."""

from __future__ import annotations

from cobs import cobs
from hypothesis import given
from hypothesis import strategies as st
from spacepackets.ccsds.spacepacket import SequenceFlags, SpacePacketHeader

from firmware_py.icd import packets
from firmware_py.wire import segments
from firmware_py.wire.framer import Framer

IDENT = packets.TO_BOARD | packets.TICK
HEAD = 16  # [bytes] primary and secondary header, docs/wire.md


def cut(body: bytes, mtu: int, count: int = 1) -> list[bytes]:
    """Return the packets of `body`, with their CRC."""
    frames = segments.frames(IDENT, count, 5, 9, 1234, body, mtu)
    return [cobs.decode(block) for block in frames.split(b"\0") if block]


def put_together(pieces: list[bytes]) -> list[bytes]:
    """Return what an assembler makes of packets with their CRC."""
    assembler = segments.Assembler()
    wholes = [assembler.take(piece[:-4]) for piece in pieces]
    return [whole for whole in wholes if whole is not None]


@given(st.binary(max_size=300), st.integers(64, 250), st.integers(0, 0x3FFF))
def test_segments_are_within_the_mtu_flagged_and_counted(body: bytes, mtu: int, count: int) -> None:
    pieces = cut(body, mtu, count)
    heads = [SpacePacketHeader.unpack(piece) for piece in pieces]
    assert all(len(piece) <= mtu for piece in pieces)
    assert [head.seq_count for head in heads] == [(count + n) % 0x4000 for n in range(len(heads))]
    assert b"".join(piece[HEAD:-4] for piece in pieces) == body
    assert {piece[6:HEAD] for piece in pieces} == {bytes((5, 9)) + (1234).to_bytes(8, "big")}
    flags = [head.seq_flags for head in heads]
    if len(pieces) == 1:
        assert flags == [SequenceFlags.UNSEGMENTED]
    else:
        middle = [SequenceFlags.CONTINUATION_SEGMENT] * (len(pieces) - 2)
        assert flags == [SequenceFlags.FIRST_SEGMENT, *middle, SequenceFlags.LAST_SEGMENT]
    assert len(pieces) == segments.pieces(len(body), mtu)


@given(st.binary(max_size=300), st.integers(64, 250))
def test_what_was_cut_is_put_together(body: bytes, mtu: int) -> None:
    (whole,) = put_together(cut(body, mtu))
    assert whole[HEAD:] == body
    assert whole[2] & 0xC0 == 0xC0  # unsegmented again


@given(st.binary(min_size=100, max_size=200), st.data())
def test_a_body_without_one_of_its_segments_is_no_body(body: bytes, data: st.DataObject) -> None:
    first, second = cut(body, 64, 7), cut(body, 64, 50)
    lost = data.draw(st.integers(0, len(first) - 1))
    wholes = put_together([*(piece for n, piece in enumerate(first) if n != lost), *second])
    assert [whole[HEAD:] for whole in wholes] == [body]


def test_what_is_missing_is_counted() -> None:
    assembler = segments.Assembler()
    packets_ = [cut(b"", 250, count)[0][:-4] for count in (5, 6, 9, 9, 10, 0x3FFF)]
    gaps = []
    for one in packets_:
        assert assembler.take(one) == one
        gaps.append(assembler.gaps)
    # 7 and 8 are missing; 9 again misses nothing; 0x3FFF is one of long before, sent again
    assert gaps == [0, 0, 2, 2, 2, 2]


def test_a_segment_that_comes_twice_does_no_harm() -> None:
    first, second, *rest = cut(bytes(range(200)), 64)
    (whole,) = put_together([first, second, second, *rest])
    assert whole[HEAD:] == bytes(range(200))


def test_a_body_sent_again_whole_after_a_loss_is_taken() -> None:
    pieces = cut(bytes(range(200)), 64)
    (whole,) = put_together([*pieces[:2], *pieces[3:], *pieces])
    assert whole[HEAD:] == bytes(range(200))


def test_another_packet_between_two_segments_ends_the_body() -> None:
    assembler = segments.Assembler()
    first, second, *_ = cut(bytes(100), 64)
    stranger = cut(b"", 64, 70)[0][:-4]
    assert assembler.take(first[:-4]) is None
    assert assembler.take(stranger) == stranger
    assert assembler.take(second[:-4]) is None
    assert assembler.broken == 1


def test_a_body_without_end_is_given_up() -> None:
    """Memory is bounded: what goes on for more than twice the longest body is dropped."""
    assembler = segments.Assembler()
    endless = segments.frames(IDENT, 1, 0, 0, 0, bytes(5000), 64)
    assert [assembler.take(one) for one in Framer().feed(endless)] == [None] * segments.pieces(5000, 64)
    assert len(assembler.state()[3]) <= 512 + HEAD
    assert assembler.broken >= 1


def test_state_goes_on_in_the_middle_of_a_body() -> None:
    pieces = [piece[:-4] for piece in cut(bytes(range(150)), 64)]
    one, other = segments.Assembler(), segments.Assembler()
    one.take(pieces[0])
    other.restore(one.state())
    wholes = [other.take(piece) for piece in pieces[1:]]
    assert wholes[-1][HEAD:] == bytes(range(150))
