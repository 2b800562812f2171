"""Analogue-to-digital converter: gain and offset error, quantisation, clipping at both rails.

An ideal quantiser behind a linear error (IEEE 1241's gain and offset); no differential or integral nonlinearity.
Ratiometric: the input is given as a share of the reference, as thermometers and bridges are measured against the
source that feeds them, so drift of the reference cancels.
"""

import math

import numpy as np

from sim.kernel import jit


@jit
def levels(bits: float) -> float:
    """Return the number of codes [1] of a converter of `bits` (1 to 32, else the nearer end). Source: definition."""
    return float(1 << int(min(max(bits, 1.0), 32.0)))


@jit
def code(share: float, count: float, gain_error: float, offset_error: float) -> float:
    """Return the code [1], 0 to `count` - 1, of an input of `share` of the reference; NaN reads as code 0.

    `count` from `levels`; `gain_error` is relative, `offset_error` a share of the reference. Source: ideal quantiser
    with codes at whole multiples of reference / count, clipped at the rails (IEEE 1241).
    """
    if share != share:
        return 0.0
    value = (share * (1.0 + gain_error) + offset_error) * count
    return float(np.rint(min(max(value, 0.0), count - 1.0)))


@jit
def share(code: float, count: float) -> float:
    """Return the share [1] of the reference that `code` stands for; NaN for a code at either rail.

    A code at a rail is how a broken or a shorted sensor reads: the board reports it INVALID. Source: ours (the house
    rule that a bad sensor never reads as a number).
    """
    if code <= 0.0 or code >= count - 1.0:
        return math.nan
    return code / count
