"""Losses of a converter over its load: a fixed, a linear and a quadratic part, given as shares of the loss when rated.

loss(P) = (1 - eta) Pr (f min(P/(b Pr), 1) + (1 - f - q) P/Pr + q (P/Pr)^2), P at the converter's input: control and
gate drive, diode and IGBT drops, conduction (Erickson and Maksimovic, Fundamentals of Power Electronics, 2001, chapter
3). Below the share b of its rating it works in bursts, so its fixed loss falls with the load and is none at rest.
At rating the efficiency is eta whatever the shares; f = q = 0 is one flat efficiency. The ranges of the parameters are
such that up to twice its rating no converter loses more than it takes in.

A converter's four numbers follow one another in the parameters p of its part: rating, efficiency, f, q.
"""

import math

from sim.kernel import jit
from sim.parameters import Parameter
from sim.power.vector import Vector

BURST = 0.05  # share of the rating below which it works in bursts, ours; multiphase converters shed phases at 5-10 %
RATED, EFFICIENCY, FIXED, SQUARE = range(4)


def parameters(part: str, rated_w: float, efficiency: float, why: str) -> tuple[Parameter, ...]:
    """Return the four parameters of the converter `part`, rated at `rated_w` [W] at its input (docs/odc120.md)."""
    return (
        Parameter(
            f"{part}_rated", "W", rated_w, 1.0, 1e9, f"input power the efficiency of this converter holds at: {why}"
        ),
        Parameter(f"{part}_efficiency", "1", efficiency, 0.8, 1.0, f"at its rating, {why}"),
        Parameter(f"{part}_fixed_share", "1", 0.1, 0.0, 0.2, "of the rated loss: control and gate drive (assumed)"),
        Parameter(f"{part}_square_share", "1", 0.3, 0.0, 0.5, "of the rated loss: conduction (assumed)"),
    )


@jit
def loss_w(input_w: float, p: Vector, at: int) -> float:
    """Return the loss [W] at `input_w` of the converter whose numbers begin at p[at]; p is (len(PARAMETERS),)."""
    u = input_w / p[at + RATED]
    shape = p[at + FIXED] * min(u / BURST, 1.0) + (1.0 - p[at + FIXED] - p[at + SQUARE]) * u + p[at + SQUARE] * u * u
    return (1.0 - p[at + EFFICIENCY]) * p[at + RATED] * shape


@jit
def most_w(p: Vector, at: int) -> float:
    """Return the input power [W] beyond which losses grow faster than the input; p is (len(PARAMETERS),). Source: loss.

    4.6 times the rating with the worst parameters, 55 times with ours. Without a quadratic part there is no such power.
    """
    lost = 1.0 - p[at + EFFICIENCY]
    square = lost * p[at + SQUARE]
    if not square > 0.0:
        return math.inf
    return 0.5 * p[at + RATED] * (1.0 - lost * (1.0 - p[at + FIXED] - p[at + SQUARE])) / square


@jit
def input_w(output_w: float, p: Vector, at: int) -> float:
    """Return the input power [W] that gives `output_w`: the inverse of P - loss(P), a quadratic on each side of bursts.

    An output beyond the most it can give (losses growing faster than the input) has no answer; the input of the most is
    returned. p is (len(PARAMETERS),).
    """
    rated = p[at + RATED]
    lost = 1.0 - p[at + EFFICIENCY]
    straight = 1.0 - lost * (1.0 - p[at + FIXED] - p[at + SQUARE])
    square = lost * p[at + SQUARE]
    fixed = lost * p[at + FIXED]
    if output_w < rated * (BURST * (straight - square * BURST) - fixed):
        straight -= fixed / BURST
        fixed = 0.0
    wanted = output_w / rated + fixed
    inside = straight * straight - 4.0 * square * wanted
    if inside < 0.0:
        return most_w(p, at)
    return 2.0 * rated * wanted / (straight + math.sqrt(inside))
