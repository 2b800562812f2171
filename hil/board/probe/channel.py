"""A channel as a person names it: found in the dictionary, its values checked and told."""

from __future__ import annotations

import difflib
import math
from struct import unpack
from typing import Any, NamedTuple

from firmware_py.icd import boards, channel, raw
from firmware_py.wire import image
from hil.errors import ConfigError

INVALID_WORD = "invalid"


class Channel(NamedTuple):
    """One row of the dictionary, and where it stands: `position` in the sensor or actuator image of board `kind`."""

    kind: int
    sensor: bool
    position: int
    row: tuple[Any, ...]  # as in firmware_py/icd

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.row[channel.NAME])

    def count_in(self, picture: bytes) -> int:
        """Return its raw count in an image of its direction."""
        layout = (image.SENSOR_FORMATS if self.sensor else image.ACTUATOR_FORMATS)[self.kind]
        return int(unpack(layout, picture)[self.position])

    def told(self, count: int) -> str:
        """Return a raw count as a person reads it: value and unit, or that it is INVALID."""
        if count == raw.TYPES[self.row[channel.RAW]][4]:
            return "INVALID"
        return self.quantity(count * self.row[channel.SCALE] + self.row[channel.OFFSET])

    def quantity(self, value: float) -> str:
        """Return a value with its unit."""
        unit = self.row[channel.UNIT]
        if unit == "mask":
            return f"0b{round(value):b}"
        return f"{value:.10g}" + ("" if unit == "1" else f" {unit}")

    def range(self) -> str:
        """Return the range, with the size of one count."""
        within = f"{self.row[channel.LOW]:g} to {self.quantity(self.row[channel.HIGH])}"
        bits = self.row[channel.UNIT] == "mask"
        return within + ("" if bits else f", one count is {self.quantity(self.row[channel.SCALE])}")

    def parsed(self, text: str) -> int:
        """Return the raw count of a value written by a person. Raises ConfigError outside the range."""
        expected = f"a value from {self.row[channel.LOW]:g} to {self.quantity(self.row[channel.HIGH])}"
        if self.sensor and text.lower() == INVALID_WORD:
            return raw.TYPES[self.row[channel.RAW]][4]
        try:
            value = float(int(text, 0)) if text.lower().startswith(("0x", "0b")) else float(text)
        except ValueError:
            value = math.nan
        if not self.row[channel.LOW] <= value <= self.row[channel.HIGH]:
            advice = f"write a number, or `{INVALID_WORD}`" if self.sensor else "write a number in the unit named"
            raise ConfigError(f"channel {self.name}", expected, f"`{text}`", advice)
        return channel.to_raw(self.row, value)


def find(kind: int, name: str) -> Channel:
    """Return channel `name` of board `kind`. Raises ConfigError with the nearest name."""
    tables = ((True, boards.SENSORS[kind]), (False, boards.ACTUATORS[kind]))
    for sensor, table in tables:
        for position, row in enumerate(table):
            if row[channel.NAME] == name:
                return Channel(kind, sensor, position, row)
    known = [row[channel.NAME] for _, table in tables for row in table]
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.4)
    elsewhere = [board for board in range(len(boards.NAMES)) if board != kind and name in _names(board)]
    advice = f"did you mean `{near[0]}`?" if near else f"the channels are {', '.join(known)}"
    if elsewhere:
        advice = f"board {boards.NAMES[elsewhere[0]]} has one of that name"
    raise ConfigError(f"board {boards.NAMES[kind]}", "the name of one of its channels", f"`{name}`", advice)


def _names(kind: int) -> list[str]:
    return [row[channel.NAME] for table in (boards.SENSORS[kind], boards.ACTUATORS[kind]) for row in table]
