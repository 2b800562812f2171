"""The hash chains against BLAKE2b applied by hand."""

import hashlib
import struct

import pytest

from hil.record.chain import HashChain, record_hash


def blake(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=32).digest()


def test_two_rows_by_hand() -> None:
    chain = HashChain()
    chain.row(0, b"wire0", [(2, 302, 4, -5)], b"truth0")
    chain.row(1, b"wire1", [], b"truth1")
    event = bytes.fromhex("0000000002012e00000004fffffffb")  # big-endian, by hand
    assert chain.wire == blake(blake(bytes(32) + b"wire0" + event) + b"wire1")
    assert chain.truth == blake(blake(bytes(32) + b"truth0") + b"truth1")
    assert chain.rows == 2


def test_the_record_hash_by_hand() -> None:
    wire, truth = blake(b"w"), blake(b"t")
    expected = blake(blake(b"schema") + blake(b"seed: 7\n") + wire + truth + struct.pack(">Q", 9)).hex()
    assert record_hash(blake(b"schema").hex(), "seed: 7\n", wire, truth, 9) == expected


def test_a_chain_restored_in_the_middle_ends_the_same() -> None:
    whole, first, second = HashChain(), HashChain(), HashChain()
    for tick in range(10):
        for chain in (whole, first) if tick < 4 else (whole,):
            chain.row(tick, bytes([tick]), [(0, 1, tick, 0)], bytes([tick]) * 8)
    second.restore(first.state())
    for tick in range(4, 10):
        second.row(tick, bytes([tick]), [(0, 1, tick, 0)], bytes([tick]) * 8)
    assert second.state() == whole.state()


@pytest.mark.parametrize(
    "events", [[(0, 1, 0, 0), (1, 2, 0, 0)], [(1, 2, 0, 0), (0, 1, 0, 0)], [(0, 1, 0, 1), (1, 2, 0, 0)], []]
)
def test_order_and_content_of_events_are_in_the_wire_chain_only(events: list[tuple[int, int, int, int]]) -> None:
    base, other = HashChain(), HashChain()
    base.row(0, b"w", [(0, 1, 0, 0), (1, 2, 0, 0)], b"t")
    other.row(0, b"w", events, b"t")
    assert (base.wire == other.wire) == (events == [(0, 1, 0, 0), (1, 2, 0, 0)])
    assert base.truth == other.truth


def test_a_state_of_another_version_is_refused() -> None:
    with pytest.raises(ValueError, match="version"):
        HashChain().restore({"version": 2, "wire": "", "truth": "", "rows": 0})
