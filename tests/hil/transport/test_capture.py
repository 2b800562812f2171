"""Captures read back: block by block as draft-ietf-opsawg-pcapng lays them out, in either byte order."""

import struct
from pathlib import Path

import pytest

from hil.errors import ConfigError
from hil.record.pcapng import FullCapture, RingCapture
from hil.transport.capture import Passed, frames


def block(order: str, kind: int, body: bytes) -> bytes:
    """Return a block by hand."""
    return struct.pack(order + "II", kind, 12 + len(body)) + body + struct.pack(order + "I", 12 + len(body))


def by_hand(order: str) -> bytes:
    """Return a file with two interfaces, a block nobody knows, and three packets."""
    section = block(order, 0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1))
    named = [struct.pack(order + "HHI", 147, 0, 0) + struct.pack(order + "HH", 2, 3) + name + bytes(5)
             for name in (b"eps", b"abc")]  # fmt: skip
    unknown = block(order, 0x0BAD, b"whatever")
    flags = [struct.pack(order + "HHI", 2, 4, way) + bytes(4) for way in (2, 1)]

    def packet(interface: int, data: bytes, way: int) -> bytes:
        head = struct.pack(order + "5I", interface, 0, 0, len(data), len(data))
        return block(order, 6, head + data + bytes(-len(data) % 4) + flags[way])

    interfaces = b"".join(block(order, 1, body) for body in named)
    return section + interfaces + unknown + packet(0, b"ab\0", 0) + packet(1, b"other\0", 1) + packet(0, b"cdefg\0", 1)


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_file_by_hand(tmp_path: Path, order: str) -> None:
    path = tmp_path / "wire.pcapng"
    path.write_bytes(by_hand(order))
    assert list(frames(path, "eps")) == [Passed(True, b"ab\0"), Passed(False, b"cdefg\0")]
    assert list(frames(path, "abc")) == [Passed(False, b"other\0")]
    assert list(frames(path, "nobody")) == []


def test_two_files_one_after_the_other(tmp_path: Path) -> None:
    """The format lets sections follow each other, each in a byte order of its own."""
    path = tmp_path / "wire.pcapng"
    path.write_bytes(by_hand("<") + by_hand(">"))
    assert [one.data for one in frames(path, "eps")] == [b"ab\0", b"cdefg\0"] * 2


def test_what_was_written_is_read(tmp_path: Path) -> None:
    passed = [(number % 4, number % 3 == 0, bytes(range(1, number)) + b"\0") for number in range(1, 200)]
    for capture in (FullCapture(tmp_path / "full"), RingCapture(tmp_path / "ring", frames=1000)):
        for board, outbound, data in passed:
            capture.frame(5, board, outbound, data)
        capture.close()
    for name in ("full", "ring"):
        found = list(frames(tmp_path / name, "laser"))
        assert found == [Passed(outbound, data) for board, outbound, data in passed if board == 2]


def test_a_cut_file_gives_what_is_whole(tmp_path: Path) -> None:
    whole = by_hand("<")
    path = tmp_path / "wire.pcapng"
    for size in range(12, len(whole)):
        path.write_bytes(whole[:size])
        assert len(list(frames(path, "eps"))) <= 1
    path.write_bytes(whole)
    assert len(list(frames(path, "eps"))) == 2


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 a zip", bytes(64)])
def test_something_else_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "wire.pcapng"
    path.write_bytes(data)
    with pytest.raises(ConfigError, match="wire capture"):
        list(frames(path, "eps"))
    with pytest.raises(ConfigError, match="no such file"):
        list(frames(tmp_path / "none", "eps"))
