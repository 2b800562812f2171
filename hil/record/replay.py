"""The hash chain of a record, computed again from its rows and its events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .chain import HashChain
from .eventlog import Event, by_tick
from .layout import RowLayout, Rows


def replay(layout: RowLayout, rows: Rows, found: Sequence[Event], start: dict[str, Any]) -> HashChain:
    """Return the chain that packed big-endian `rows`, shape (rows,), give with their events, from state `start` on."""
    events = {tick: [event.plain() for event in own] for tick, own in by_tick(found).items()}
    data = rows.tobytes()
    chain = HashChain()
    chain.restore(start)
    size, wire_size = layout.row_size, layout.wire_size
    for position, tick in enumerate(rows["tick"].tolist()):
        begin = position * size
        split = begin + wire_size
        chain.row(tick, data[begin:split], events.get(tick, ()), data[split : begin + size])
    return chain
