"""All checks, in the order in which they are made: first who the board is, last what every packet was judged by."""

from __future__ import annotations

from hil.conform import (
    channels,
    clocks,
    commands,
    counted,
    flights,
    framing,
    greeted,
    load,
    pieces,
    resets,
    standing,
    states,
    ticks,
)  # fmt: skip
from hil.conform.check import Check


def checks(kind: int) -> tuple[Check, ...]:
    """Return every check for board `kind` (position in the dictionary)."""
    rooms = (greeted, framing, ticks)
    others = (commands, resets, load, pieces, clocks, states, flights, counted, standing)
    before = [check for room in rooms for check in room.CHECKS]
    return (*before, *channels.checks(kind), *(check for room in others for check in room.CHECKS))
