"""Reading a wire capture (pcapng) back, frame by frame, as `hil run --wire full` writes it.

Source: draft-ietf-opsawg-pcapng. Blocks of other kinds are passed over; a block cut by the death of its writer ends the
capture.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from hil.errors import ConfigError

SECTION = 0x0A0D0D0A
INTERFACE = 1
ENHANCED_PACKET = 6
OPTION_NAME = 2  # of an interface
OPTION_FLAGS = 2  # of a packet; its lower two bits are the direction
OUTBOUND = 2
MAGIC = {b"\x1a\x2b\x3c\x4d": ">", b"\x4d\x3c\x2b\x1a": "<"}  # byte-order magic as it stands in the file
_LONGEST = 1 << 24  # [bytes] of a block; ours are below 400


class Passed(NamedTuple):
    """One frame that passed."""

    outbound: bool  # to the board
    data: bytes  # with its 0x00


def frames(path: Path, interface: str) -> Iterator[Passed]:
    """Yield the frames of the board called `interface`, in order. Raises ConfigError when `path` is no capture."""
    try:
        with path.open("rb") as stream:
            yield from _of(stream, path, interface)
    except OSError as error:
        raise ConfigError(
            f"recording {path}", "a readable file", str(error.strerror).lower(), "check name and rights"
        ) from error


def _of(stream: BinaryIO, path: Path, interface: str) -> Iterator[Passed]:
    names: list[str] = []
    order = _order(stream.read(12)[8:], path)
    stream.seek(0)
    while (block := _block(stream, order)) is not None:
        kind, body = block
        if kind == SECTION:
            order = _order(body[:4], path)
            names = []
        elif kind == INTERFACE:
            names.append(_options(body[8:], order).get(OPTION_NAME, b"").decode("utf-8", "replace"))
        elif kind == ENHANCED_PACKET:
            number, _, _, size, _ = struct.unpack_from(order + "5I", body)
            if number < len(names) and names[number] == interface:
                options = _options(body[20 + size + -size % 4 :], order)
                flags = int.from_bytes(options.get(OPTION_FLAGS, b""), "big" if order == ">" else "little")
                yield Passed(flags & 3 == OUTBOUND, body[20 : 20 + size])


def _order(magic: bytes, path: Path) -> str:
    if magic not in MAGIC:
        raise ConfigError(
            f"recording {path}", "a wire capture (pcapng)", "something else", "name the wire.pcapng of a run"
        )
    return MAGIC[magic]


def _block(stream: BinaryIO, order: str) -> tuple[int, bytes] | None:
    """Return kind and body of the next block, None at the end or where the rest is cut."""
    head = stream.read(8)
    if len(head) < 8:
        return None
    kind, length = struct.unpack(order + "II", head)
    if kind == SECTION:  # reads the same either way round; a section of another order says its length in its own
        magic = stream.read(4)
        stream.seek(-4, 1)
        length = struct.unpack(MAGIC.get(magic, order) + "I", head[4:])[0]
    if not 12 <= length <= _LONGEST:
        return None
    rest = stream.read(length - 8)
    return (kind, rest[:-4]) if len(rest) == length - 8 else None


def _options(data: bytes, order: str) -> dict[int, bytes]:
    """Return the options at the end of a block, by code; the first of each."""
    found: dict[int, bytes] = {}
    at = 0
    while at + 4 <= len(data):
        code, length = struct.unpack_from(order + "HH", data, at)
        if code == 0:
            break
        found.setdefault(code, data[at + 4 : at + 4 + length])
        at += 4 + length + -length % 4
    return found
