"""The capture, block by block as draft-ietf-opsawg-pcapng lays them out."""

import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from hil.record.pcapng import FullCapture, RingCapture


def blocks(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Walk a pcapng file by its own lengths; both length fields of a block must agree."""
    at = 0
    while at < len(data):
        kind, length = struct.unpack_from("<II", data, at)
        assert length % 4 == 0
        assert struct.unpack_from("<I", data, at + length - 4) == (length,)
        yield kind, data[at + 8 : at + length - 4]
        at += length


def packets(path: Path) -> list[tuple[int, int, bytes]]:
    """Return (interface, time in ns, data) of each packet."""
    found = []
    for kind, body in blocks(path.read_bytes()):
        if kind == 6:
            interface, high, low, captured, length = struct.unpack_from("<5I", body)
            assert captured == length
            found.append((interface, high << 32 | low, body[20 : 20 + captured]))
    return found


def test_the_file_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "wire.pcapng"
    capture = FullCapture(path)
    capture.frame(0x1_0000_0002, 2, True, b"\x05abc\x00")
    capture.close()
    found = list(blocks(path.read_bytes()))
    assert [kind for kind, _ in found] == [0x0A0D0D0A, 1, 1, 1, 1, 6]
    assert found[0][1] == bytes.fromhex("4d3c2b1a01000000ffffffffffffffff")
    # link type 147, no snap limit; if_name "eps"; if_tsresol 9; end of options
    assert found[1][1] == bytes.fromhex("93000000000000000200030065707300090001000900000000000000")
    # interface 2, time stamp high and low, lengths, data padded to 8, epb_flags outbound, end of options
    expected = "02000000010000000200000005000000050000000561626300000000020004000200000000000000"
    assert found[5][1] == bytes.fromhex(expected)


def test_the_ring_keeps_the_last_frames(tmp_path: Path) -> None:
    path = tmp_path / "wire.pcapng"
    capture = RingCapture(path, frames=3)
    for number in range(10):
        capture.frame(number * 100_000_000, number % 4, False, bytes([number]) * number)
    assert not path.exists()
    capture.close()
    capture.close()
    assert packets(path) == [(number % 4, number * 100_000_000, bytes([number]) * number) for number in (7, 8, 9)]


@pytest.mark.parametrize("size", [0, 1, 2, 3, 4, 255])
def test_every_length_of_frame(tmp_path: Path, size: int) -> None:
    capture = FullCapture(tmp_path / "wire.pcapng")
    capture.frame(0, 0, False, bytes(range(size)))
    capture.close()
    assert packets(tmp_path / "wire.pcapng") == [(0, 0, bytes(range(size)))]
