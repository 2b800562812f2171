"""The hashes of a record: two chains over its rows, and the one that says whether two runs are equal.

wire(k) = BLAKE2b(wire(k-1) + wire part of row k + its events); truth(k) = BLAKE2b(truth(k-1) + truth part of row k).
A chain is 32 bytes of state, so a run restored at tick k ends with the hash of the run that was never interrupted.
Source: BLAKE2b, RFC 7693, digest of 32 bytes.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence
from typing import Any

TickEvent = tuple[int, int, int, int]  # board index, event id, first and second parameter

EVENT = struct.Struct(">IBHii")  # tick, board index, event id, first and second parameter
START = bytes(32)


class HashChain:
    """Both chains of one record."""

    def __init__(self) -> None:
        self.wire = START
        self.truth = START
        self.rows = 0

    def row(self, tick: int, wire: bytes, events: Sequence[TickEvent], truth: bytes) -> None:
        """Take one row with the events of its tick."""
        head = self.wire + wire
        for event in events:
            head += EVENT.pack(tick, *event)
        self.wire = hashlib.blake2b(head, digest_size=32).digest()
        self.truth = hashlib.blake2b(self.truth + truth, digest_size=32).digest()
        self.rows += 1

    def state(self) -> dict[str, Any]:
        """Return plain data that `restore` takes back."""
        return {"version": 1, "wire": self.wire.hex(), "truth": self.truth.hex(), "rows": self.rows}

    def restore(self, state: dict[str, Any]) -> None:
        """Take back what `state` gave. Raises ValueError on another version."""
        if state["version"] != 1:
            raise ValueError(f"hash chain state version {state['version']}, expected 1")
        self.wire = bytes.fromhex(state["wire"])
        self.truth = bytes.fromhex(state["truth"])
        self.rows = state["rows"]

    def record_hash(self, schema_hash: str, scenario_text: str) -> str:
        """Return the record hash of the rows taken so far."""
        return record_hash(schema_hash, scenario_text, self.wire, self.truth, self.rows)


def record_hash(schema_hash: str, scenario_text: str, wire: bytes, truth: bytes, rows: int) -> str:
    """Return H(schema, resolved scenario, wire hash, truth hash, number of rows) in hex."""
    scenario = hashlib.blake2b(scenario_text.encode(), digest_size=32).digest()
    head = bytes.fromhex(schema_hash) + scenario + wire + truth + struct.pack(">Q", rows)
    return hashlib.blake2b(head, digest_size=32).hexdigest()
