"""Two Poisson counts compared: the sums behind Marcum's Q of first order, with no term negative, so no digits go.

Q1(a, b) is the chance that a Poisson count of mean a2/2 is at least one of mean b2/2 (D. A. Shnidman, IEEE Trans. Inf.
Theory 35, 1989). Beyond a mean of 700, where exp(-mean) is no number any more, the same Q1 is taken as what it is: how
often a point of the plane, normal about a place at distance a, is farther than b from the origin.
"""

import math

from sim.kernel import jit

LARGEST = 700.0
_WIDTHS = 12.0  # standard deviations past the mean at which a sum ends
_SIDE, _SPACING = 9.0, 0.25  # standard deviations: trapezoids of a normal density this close are exact to 1e-15


@jit
def at_least(mean: float, other: float) -> float:
    """Return the chance [1] that a count of `mean` [1] is at least one of mean `other` [1]; Shnidman 1989."""
    return _exceeds(mean, other, True)


@jit
def more(mean: float, other: float) -> float:
    """Return the chance [1] that a count of `mean` [1] is more than one of mean `other` [1]; Shnidman 1989."""
    return _exceeds(mean, other, False)


@jit
def _exceeds(mean: float, other: float, or_equal: bool) -> float:
    if mean > LARGEST or other > LARGEST:
        a, b = math.sqrt(2.0 * mean), math.sqrt(2.0 * other)
        return _farther(a, b) if or_equal else 1.0 - _farther(b, a)
    term, other_term = math.exp(-mean), math.exp(-other)
    below, total = 0.0, 0.0
    last = int(max(mean, other) + _WIDTHS * math.sqrt(max(mean, other)) + 60.0)
    for count in range(last):
        up_to = below + other_term
        total += term * (up_to if or_equal else below)
        below = up_to
        term *= mean / (count + 1.0)
        other_term *= other / (count + 1.0)
    return min(total, 1.0)


@jit
def _farther(a: float, b: float) -> float:
    """Return Q1(a, b) by the integral over the sideways part y of a point: its other part must pass the circle at b.

    For a or b from 37 on: the circle's far side, some 2 b away, is left out.
    """
    total = 0.0
    for k in range(int(2.0 * _SIDE / _SPACING) + 1):
        y = k * _SPACING - _SIDE
        share = 1.0
        if abs(y) < b:
            beyond = (b - a) - y * y / (b + math.sqrt(b * b - y * y))
            share = 0.5 * math.erfc(beyond / math.sqrt(2.0))
        total += share * math.exp(-0.5 * y * y)
    return min(total * _SPACING / math.sqrt(2.0 * math.pi), 1.0)
