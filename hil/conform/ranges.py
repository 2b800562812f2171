"""Counts to try channels with: images within every range, and the patterns that find a wrong bit."""

from __future__ import annotations

from typing import Any

from firmware_py.icd import boards, channel, raw
from firmware_py.wire import image
from firmware_py.wire.image import pack_actuators

STEP = 37  # of a count from one image to the next; coprime with the powers of two


def bounds(row: tuple[Any, ...]) -> tuple[int, int]:
    """Return the lowest and highest raw count within the range of a channel."""
    ends = sorted((channel.to_raw(row, row[channel.LOW]), channel.to_raw(row, row[channel.HIGH])))
    return ends[0], ends[1]


def spread(kind: int, number: int) -> bytes:
    """Return actuator image `number` of board `kind`: every count in its range, no two neighbours alike, none safe."""
    counts = []
    for place, row in enumerate(boards.ACTUATORS[kind]):
        low, high = bounds(row)
        safe = channel.to_raw(row, row[channel.SAFE])
        counts.append(_other(low, high, safe, STEP * number + 5 * place))
    return bytes(pack_actuators(kind, counts))


def _other(low: int, high: int, safe: int, draw: int) -> int:
    """Return one of the counts from `low` to `high` but for `safe`, chosen by `draw`."""
    count = low + draw % (high - low) if high > low else low
    return count + 1 if low <= safe <= count and high > low else count


def sensor_patterns(name: str) -> list[int]:
    """Return counts of raw type `name`: its extremes, INVALID, a walking one and the two chequers."""
    _, size, low, high, invalid = raw.TYPES[name]
    bits = 8 * size
    words = [1 << bit for bit in range(bits)] + [sum(1 << bit for bit in range(0, bits, 2)), 0]
    words += [word ^ ((1 << bits) - 1) for word in words[-2:]]
    signed = low < 0
    walked = [word - (1 << bits) if signed and word >> (bits - 1) else word for word in words]
    return list(dict.fromkeys([low, high, invalid, *walked]))


def actuator_patterns(row: tuple[Any, ...]) -> list[int]:
    """Return counts within the range of an actuator: its ends, its safe value, a walking one, and the middle."""
    low, high = bounds(row)
    safe = channel.to_raw(row, row[channel.SAFE])
    words = [low, high, safe, (low + high) // 2, *(1 << bit for bit in range(32))]
    return list(dict.fromkeys(word for word in words if low <= word <= high))


def slices(types: list[str]) -> list[slice]:
    """Return where each channel of these raw types stands in an image."""
    out, at = [], 0
    for name in types:
        size = raw.TYPES[name][1]
        out.append(slice(at, at + size))
        at += size
    return out


def sensor_slices(kind: int) -> list[slice]:
    """Return where each sensor of board `kind` stands in the sensor image."""
    return slices(channel.raw_types(boards.SENSORS[kind]))


def actuator_slices(kind: int) -> list[slice]:
    """Return where each actuator of board `kind` stands in the actuator image."""
    found = slices(channel.raw_types(boards.ACTUATORS[kind]))
    assert found[-1].stop == image.ACTUATOR_BYTES[kind]
    return found
