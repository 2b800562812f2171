"""COBS against the `cobs` package, and the strictness of the decoders: Python's, and the host's in machine code."""

from collections.abc import Callable

import pytest
from cobs import cobs as oracle
from hypothesis import given
from hypothesis import strategies as st

from firmware_py.wire import cobs
from hil.board import stuffing

ZERO_HEAVY = st.lists(st.sampled_from([0, 0, 0, 1, 255]) | st.integers(0, 255), max_size=250).map(bytes)


EACH = pytest.mark.parametrize("framed", [cobs.framed_by_splitting, cobs.framed_by_walking, stuffing.frame])
BOTH = pytest.mark.parametrize("decode", [cobs.unframed_by_walking, stuffing.decode])
Framed = Callable[[bytes], bytearray]
Decode = Callable[[bytes], bytearray | None]


@EACH
@given(packet=ZERO_HEAVY)
def test_a_frame_is_what_the_cobs_package_makes(framed: Framed, packet: bytes) -> None:
    assert bytes(framed(packet)) == oracle.encode(packet) + b"\0"


@EACH
@pytest.mark.parametrize("packet", [b"", b"\0", bytes(250), b"\xff" * 250, b"a" * 249 + b"\0", b"\0" + b"a" * 249])
def test_the_edges_agree_too(framed: Framed, packet: bytes) -> None:
    frame = bytes(framed(packet))
    assert frame == oracle.encode(packet) + b"\0"
    assert cobs.unframed_by_walking(frame[:-1]) == stuffing.decode(frame[:-1]) == packet
    assert len(frame) == len(packet) + 2  # one byte of COBS and the delimiter: docs/wire.md


@EACH
def test_longer_than_a_block_is_refused(framed: Framed) -> None:
    with pytest.raises(ValueError, match="251"):
        framed(bytes(251))


@BOTH
@given(block=st.binary(max_size=251) | st.lists(st.integers(1, 6), max_size=251).map(bytes))
def test_decoding_agrees_with_the_cobs_package_on_anything(decode: Decode, block: bytes) -> None:
    try:
        expected = oracle.decode(block) if block else None  # the package takes nothing for an empty packet
    except oracle.DecodeError:
        expected = None
    if expected is not None and 0xFF in block[:1]:
        expected = None  # a code of 0xFF says more than one block can hold
    assert decode(block) == expected


@BOTH
@pytest.mark.parametrize("block", [b"", b"\x00", b"\x01\x00", b"\x02", b"\x05abc", b"\x01" * 252])
def test_what_is_not_one_block_is_not_decoded(decode: Decode, block: bytes) -> None:
    assert decode(block) is None
