"""The STATE service from the host's side: a board's state out and back in, piece by piece."""

from __future__ import annotations

import struct
from typing import Protocol

from firmware_py.icd import packets
from hil.board.session import Answer
from hil.errors import BadAnswer

REFUSED = {
    packets.STATE_GET: "it has no memory for that: give it a larger heap",
    packets.STATE_PUT: "it has no memory for that: give it a larger heap",
    packets.STATE_COMMIT: "the state is of another board, version or placement",
}
_TELL = struct.Struct(packets.STATE_TELL)


class Requests(Protocol):
    """Whatever can ask a board."""

    kind: str

    def request(self, apid: int, service: int, body: bytes) -> Answer:
        """Send a request and return its answer."""


def fetch_state(board: Requests) -> bytes:
    """Return the state of `board` as tagged binary, in one snapshot. Raises BadAnswer."""
    data = b""
    total = 1
    while len(data) < total:
        total, piece = _ask(board, packets.STATE_GET, len(data), b"")
        if not piece:
            raise BadAnswer(f"STATE of board {board.kind}", f"{total} bytes", str(len(data)), "look at the firmware")
        data += piece
    return data


def put_state(board: Requests, data: bytes) -> None:
    """Put `data` into `board` and commit it. Raises BadAnswer when the board does not take it."""
    for offset in range(0, len(data), packets.STATE_CHUNK):
        _ask(board, packets.STATE_PUT, offset, data[offset : offset + packets.STATE_CHUNK])
    taken, _ = _ask(board, packets.STATE_COMMIT, len(data), b"")
    if taken != len(data):
        raise BadAnswer(f"STATE of board {board.kind}", f"{len(data)} bytes", str(taken), "look at the firmware")


def _ask(board: Requests, service: int, offset: int, piece: bytes) -> tuple[int, bytes]:
    answer = board.request(packets.STATE, service, struct.pack(packets.STATE_ASK, offset) + piece)
    if len(answer.body) < _TELL.size or answer.service != service:
        raise BadAnswer(f"STATE of board {board.kind}", "its answer", answer.body.hex(), "look at the firmware")
    total, where = _TELL.unpack_from(answer.body)
    if total == packets.STATE_REFUSED or where != offset:
        what = f"STATE of board {board.kind} at offset {offset}"
        raise BadAnswer(what, "acceptance", "refusal", REFUSED.get(service, "look at the firmware"))
    return total, answer.body[_TELL.size :]
