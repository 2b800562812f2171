"""Two Poisson counts compared: the sums behind Marcum's Q of first order, with no term negative, so no digits go.

Q1(a, b) is the chance that a Poisson count of mean a2/2 is at least one of mean b2/2 (D. A. Shnidman, IEEE Trans. Inf.
Theory 35, 1989). Means up to 700; beyond, exp(-mean) is no number any more and the smaller mean counts as the smaller.
"""

import math

from sim.kernel import jit

LARGEST = 700.0
_WIDTHS = 12.0  # standard deviations past the mean at which a sum ends


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
        return 1.0 if mean > other else 0.0
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
