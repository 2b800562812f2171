"""What a test expects of a value: a number, pytest.approx, a range or a condition."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Expected = Any  # a number, pytest.approx(...), (low, high), or a function of the value


def holds(expected: Expected, value: float, resolution: float = 0.0) -> bool:
    """Return whether `value` is as expected; a plain number is met within half a count, `resolution` / 2."""
    if callable(expected):
        condition: Callable[[float], object] = expected
        return bool(condition(value))
    if isinstance(expected, tuple):
        low, high = expected
        return bool(low <= value <= high)
    if isinstance(expected, (int, float)):
        if expected != expected:  # NaN: no value
            return value != value
        return abs(value - expected) <= resolution / 2.0 * (1.0 + 1e-9)
    return bool(value == expected)


def words(expected: Expected) -> str:
    """Return what is expected, for a message."""
    if callable(expected):
        return f"a value for which {getattr(expected, '__name__', 'the condition')} holds"
    if isinstance(expected, tuple):
        return f"{expected[0]:g} to {expected[1]:g}"
    return str(expected)
