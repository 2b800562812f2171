"""Numbers to the integers that messages and events carry."""

_LOW = -0x7FFFFFFF
_HIGH = 0x7FFFFFFF
UNKNOWN = -0x80000000  # the INVALID code of i32


def to_i32(value: float) -> int:
    """Return `value` rounded to an i32 count, clamped; NaN gives UNKNOWN."""
    if value != value:
        return UNKNOWN
    if value <= _LOW:
        return _LOW
    if value >= _HIGH:
        return _HIGH
    return round(value)
