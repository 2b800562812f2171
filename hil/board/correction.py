"""Bench calibration: what a board's own converters say, put right before anybody on the host reads it."""

from __future__ import annotations

import struct
from collections.abc import Mapping

from firmware_py.icd import boards, channel, raw
from firmware_py.icd.packets import SAMPLE_HEAD_BYTES
from firmware_py.wire import image
from hil.board.base import Sample


class Correction:
    """Corrects the sensors of board `kind`: value = gain x value of the board + offset, INVALID left as it is.

    Flight software on the host and the record get the corrected counts; flight software on the board cannot.
    """

    def __init__(self, kind: str, rows: Mapping[str, tuple[float, float]]) -> None:
        """`rows` gives gain and offset [unit of the channel] by channel. Raises KeyError for one that is no sensor."""
        index = boards.kind_index(kind)
        table = boards.SENSORS[index]
        self._layout = struct.Struct(image.SENSOR_FORMATS[index])
        self._rows = [(channel.index_of(table, name), *rows[name]) for name in sorted(rows)]
        self._table = table

    def apply(self, sample: Sample) -> None:
        """Correct `sample` in place."""
        counts = list(self._layout.unpack(sample.sensors))
        for position, gain, offset in self._rows:
            row = self._table[position]
            _, _, low, high, invalid = raw.TYPES[row[channel.RAW]]
            if counts[position] != invalid:
                value = gain * (counts[position] * row[channel.SCALE] + row[channel.OFFSET]) + offset
                counts[position] = min(max(round((value - row[channel.OFFSET]) / row[channel.SCALE]), low), high)
        sample.sensors = self._layout.pack(*counts)
        end = SAMPLE_HEAD_BYTES + len(sample.sensors)
        sample.body = sample.body[:SAMPLE_HEAD_BYTES] + sample.sensors + sample.body[end:]
