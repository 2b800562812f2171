"""Which pin of a dev board carries which actuator: from the names of the hardware map to what the board is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from firmware_py.icd import boards, channel
from hil.errors import ConfigError

WHOLE = -1  # in place of a bit: firmware_py/board/pins.py
MASK = "mask"  # unit of a channel whose bits are switches


class Wire(NamedTuple):
    """One pin. `low` and `high` are the counts of the channel at no duty and at full duty."""

    gpio: int
    position: int  # of the actuator in the dictionary
    bit: int
    low: int
    high: int

    def name(self, kind: str) -> str:
        """Return what the map calls it."""
        row = boards.ACTUATORS[boards.kind_index(kind)][self.position]
        return str(row[channel.NAME]) if self.bit == WHOLE else f"{row[channel.NAME]}.{self.bit}"


def wires(kind: str | None, pins: Mapping[str, int], where: str) -> tuple[Wire, ...]:
    """Return the wires of `pins`: CHANNEL, or CHANNEL.BIT of a mask, to GPIO. Raises ConfigError about `where`."""
    if kind is None:
        if not pins:
            return ()
        raise ConfigError(where, "a board with a `kind`", "none", "write `kind:`")
    table = boards.ACTUATORS[boards.kind_index(kind)]
    found = tuple(_wire(table, name, gpio, where) for name, gpio in pins.items())
    numbers = [wire.gpio for wire in found]
    if len(set(numbers)) < len(numbers) or min(numbers, default=0) < 0:
        raise ConfigError(where, "each GPIO once, from 0 on", ", ".join(map(str, numbers)), "mend them")
    return found


def _wire(table: tuple[tuple[Any, ...], ...], name: str, gpio: int, where: str) -> Wire:
    bare, dot, bit = name.partition(".")
    rows = {str(row[channel.NAME]): (place, row) for place, row in enumerate(table)}
    if bare not in rows:
        raise ConfigError(where, f"an actuator ({', '.join(rows)})", f"`{name}`", "name one of them")
    place, row = rows[bare]
    low, high = channel.to_raw(row, row[channel.LOW]), channel.to_raw(row, row[channel.HIGH])
    if row[channel.UNIT] != MASK and not dot:
        return Wire(gpio, place, WHOLE, low, high)
    most = high.bit_length() - 1
    if row[channel.UNIT] != MASK or not bit.isdecimal() or int(bit) > most:
        expected = f"`{bare}.0` to `{bare}.{most}`" if row[channel.UNIT] == MASK else f"`{bare}`, which has no bits"
        raise ConfigError(where, expected, f"`{name}`", "mend it")
    return Wire(gpio, place, int(bit), low, high)
