"""Limits on a number: range, slew, validity and hysteresis."""


def clamp(value: float, low: float, high: float) -> float:
    """Return `value` held inside [low, high]; NaN gives low, so that a bad number can never pass a limit."""
    if value >= low:
        return value if value <= high else high
    return low


def slew(value: float, target: float, step: float) -> float:
    """Return `value` moved towards `target` by at most `step` >= 0, same unit."""
    if target > value + step:
        return value + step
    if target < value - step:
        return value - step
    return target


def below(value: float, enter: float, leave: float, was: bool) -> bool:
    """Return whether `value` is low: below `enter`, or below `leave` (>= enter) when it already was. NaN holds."""
    if value != value:
        return was
    return value < (leave if was else enter)


def above(value: float, enter: float, leave: float, was: bool) -> bool:
    """Return whether `value` is high: above `enter`, or above `leave` (<= enter) when it already was. NaN holds."""
    if value != value:
        return was
    return value > (leave if was else enter)
