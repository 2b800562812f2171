"""The columns of a row: what each is called, how it is stored and what one count means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from firmware_py.icd import boards, channel, messages, raw

#: numpy's big-endian code of each raw type of the dictionary (firmware_py/icd/raw.py).
RAW_DTYPES = {"u8": "u1", "u16": ">u2", "i16": ">i2", "u32": ">u4", "i32": ">i4"}

#: Health fields of a SAMPLE body (docs/wire.md), before its images: name, raw type, text.
HEALTH = (
    ("tick", "u32", "tick that the SAMPLE says; INVALID when no SAMPLE came"),
    ("flags", "u8", "1 SAFE, 2 RESETTING, 4 GAP"),
    ("gap", "u8", "ticks missed before this one, saturating"),
    ("boot", "u16", "boot counter"),
    ("errors", "u16", "frames rejected since boot or since the session began, the later"),
    ("silence", "u8", "ticks without a new watchdog kick"),
    ("spare", "u8", "not used"),
)

#: Unit of a truth by the end of its name: the plant names its truths so (house rule 3).
SUFFIX_UNITS = (
    ("_rad", "rad"), ("_k", "K"), ("_c", "degC"), ("_w", "W"), ("_v", "V"),
    ("_mask", "mask"), ("_j", "J"), ("_m", "m"), ("_km", "km"), ("_s", "s"), ("gigabits", "Gbit"),
)  # fmt: skip


class Column(NamedTuple):
    """One column: value [unit] = count * scale + offset; `invalid` is the count that means no value."""

    name: str
    dtype: str  # numpy code, big-endian
    unit: str
    scale: float
    offset: float
    invalid: int | None
    text: str

    def plain(self) -> list[Any]:
        """Return the column as plain data for a manifest."""
        return list(self)


def wire_columns() -> tuple[Column, ...]:
    """Return the columns of the wire part of a row, in wire order, from the dictionary."""
    return tuple(_wire_columns())


def truth_columns(names: Sequence[str]) -> tuple[Column, ...]:
    """Return the columns of the truth part: one float64 per name of the plant."""
    return tuple(Column(f"truth.{name}", ">f8", truth_unit(name), 1.0, 0.0, None, "") for name in names)


def truth_unit(name: str) -> str:
    """Return the unit that the end of a truth's name says; "1" when it says none."""
    return next((unit for suffix, unit in SUFFIX_UNITS if name.endswith(suffix)), "1")


def _wire_columns() -> Iterator[Column]:
    yield Column("tick", ">u4", "count", 1.0, 0.0, None, "control tick")
    yield Column("t_ns", ">i8", "ns", 1.0, 0.0, None, "simulated time since the scenario's epoch")
    for name, sensors, actuators in zip(boards.NAMES, boards.SENSORS, boards.ACTUATORS, strict=True):
        yield Column(f"{name}.link.outcome", "u1", "state", 1.0, 0.0, None, "what the link did to this tick")
        for field, kind, text in HEALTH:
            invalid = raw.TYPES[kind][4] if field == "tick" else None
            yield Column(f"{name}.link.{field}", RAW_DTYPES[kind], "count", 1.0, 0.0, invalid, text)
        yield from (_channel_column(f"{name}.{row[channel.NAME]}", row) for row in sensors)
        yield from (_channel_column(f"{name}.set.{row[channel.NAME]}", row) for row in actuators)
    for topic, fields in zip(messages.TOPICS, messages.FIELDS, strict=True):
        for field, unit, scale, text in fields:
            yield Column(f"msg.{topic}.{field}", ">i4", unit, scale, 0.0, None, text)


def _channel_column(name: str, row: tuple[Any, ...]) -> Column:
    kind = row[channel.RAW]
    return Column(
        name,
        RAW_DTYPES[kind],
        row[channel.UNIT],
        row[channel.SCALE],
        row[channel.OFFSET],
        raw.TYPES[kind][4],
        row[channel.TEXT],
    )
