"""Flight time: milliseconds since the scenario's epoch, modulo 2**32 (49.7 days)."""

MASK = 0xFFFFFFFF
_HALF = 0x80000000


def elapsed_ms(now_ms: int, since_ms: int) -> int:
    """Return now - since [ms], right across the wrap of either, for spans below 24.8 days. The one time comparison."""
    return ((now_ms - since_ms + _HALF) & MASK) - _HALF
