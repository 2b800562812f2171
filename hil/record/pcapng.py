"""wire.pcapng: the frames on the wire, for Wireshark and its kin.

Source: draft-ietf-opsawg-pcapng. One interface a board, link type 147 (LINKTYPE_USER0), time stamps of simulated time
in nanoseconds, direction in the packet flags (1 inbound: from the board; 2 outbound: to it).
"""

from __future__ import annotations

import struct
from collections import deque
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol

from firmware_py.icd import boards

from .disk import guarded

LINKTYPE_USER0 = 147
RING_FRAMES = 1200  # the frames kept by default: 15 s of four boards at 10 Hz, there and back
INBOUND = 1
OUTBOUND = 2

_SECTION = 0x0A0D0D0A
_INTERFACE = 1
_ENHANCED_PACKET = 6
_OPTION_END = 0
_OPTION_NAME = 2  # of an interface
_OPTION_RESOLUTION = 9  # of an interface; 9 is 10^-9 s
_OPTION_FLAGS = 2  # of a packet


class Frame(NamedTuple):
    """One frame as it was on the wire, at the simulated time of its tick."""

    t_ns: int
    board: int  # index in the dictionary
    outbound: bool
    data: bytes


class Capture(Protocol):
    """Where frames go. `close` writes what is still held and is idempotent; both raise RecordError on a full disk."""

    def frame(self, t_ns: int, board: int, outbound: bool, data: bytes) -> None:
        """Take one frame."""

    def close(self) -> None:
        """Finish the file."""


class RingCapture:
    """Keeps the last frames in memory and writes them at close."""

    def __init__(self, path: Path, frames: int = RING_FRAMES) -> None:
        self._path = path
        self._ring: deque[tuple[int, int, bool, bytes]] = deque(maxlen=frames)  # as Frame, which takes longer to make
        self._closed = False

    def frame(self, t_ns: int, board: int, outbound: bool, data: bytes) -> None:
        """Take one frame; the oldest one goes."""
        self._ring.append((t_ns, board, outbound, data))

    def close(self) -> None:
        """Write the frames held. Raises RecordError."""
        if self._closed:
            return
        self._closed = True
        with guarded(self._path), self._path.open("wb") as stream:
            stream.write(_head())
            stream.writelines(_packet(Frame._make(frame)) for frame in self._ring)


class FullCapture:
    """Writes every frame as it comes."""

    def __init__(self, path: Path) -> None:
        """Create `path`. Raises RecordError."""
        self._path = path
        with guarded(path):
            self._stream: BinaryIO = path.open("wb")
            self._stream.write(_head())

    def frame(self, t_ns: int, board: int, outbound: bool, data: bytes) -> None:
        """Write one frame. Raises RecordError."""
        with guarded(self._path):
            self._stream.write(_packet(Frame(t_ns, board, outbound, data)))

    def close(self) -> None:
        """Flush and close the file. Raises RecordError."""
        with guarded(self._path):
            self._stream.close()


def _head() -> bytes:
    section = struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1)  # byte-order magic, version 1.0, length not known
    return _block(_SECTION, section) + b"".join(_interface(name) for name in boards.NAMES)


def _interface(name: str) -> bytes:
    options = _option(_OPTION_NAME, name.encode()) + _option(_OPTION_RESOLUTION, b"\x09") + _option(_OPTION_END, b"")
    return _block(_INTERFACE, struct.pack("<HHI", LINKTYPE_USER0, 0, 0) + options)


def _packet(frame: Frame) -> bytes:
    direction = OUTBOUND if frame.outbound else INBOUND
    size = len(frame.data)
    head = struct.pack("<IIIII", frame.board, frame.t_ns >> 32, frame.t_ns & 0xFFFFFFFF, size, size)
    options = _option(_OPTION_FLAGS, struct.pack("<I", direction)) + _option(_OPTION_END, b"")
    return _block(_ENHANCED_PACKET, head + _padded(frame.data) + options)


def _option(code: int, value: bytes) -> bytes:
    return struct.pack("<HH", code, len(value)) + _padded(value)


def _block(kind: int, body: bytes) -> bytes:
    length = struct.pack("<I", 12 + len(body))
    return struct.pack("<I", kind) + length + body + length


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 4)
