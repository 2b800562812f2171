"""Strings with part of their cells in shade: bypass diodes, and a power curve with more than one maximum.

A share s of a string's cells gets only the share f of the light. In series they carry one current, so
V(I) = (1 - s) a ln(1 + (IL - I)/I0) + s max(a ln(1 + (f IL - I)/I0), -Vd): each shaded cell follows the explicit diode
law of sim/power/array.py until its bypass diode (drop Vd) takes over (Quaschning and Hanitsch, Solar Energy 56 (1996)
513, with their resistances left out). V falls with I and is the larger of two falling curves, so I(V) is the larger of
their two inverses: one explicit, one by Newton.

Assumes: one bypass diode a cell with a constant drop, every string of a group shaded alike, shade leaves the cells'
temperature alone. Parameters p are those of sim/power/array.py, (len(PARAMETERS),).
"""

import math

from sim.kernel import jit
from sim.power.array import (
    BYPASS,
    CELLS,
    SHADE_1,
    SHADE_LIGHT,
    STRING_GROUPS,
    group_strings,
    maximum_power_v,
    string_a,
)
from sim.power.vector import Vector

NEWTON = 12  # steps; the curve is convex and its slope stays between s and 1, so they come down on the root
GRID = 48  # voltages at which hills are looked for
GOLDEN = 18  # cuts of the interval about it: 2 Voc / 48 x 0.618^18 is 7e-6 Voc
RATIO = 0.6180339887498949  # golden section


@jit
def shaded(p: Vector) -> bool:
    """Return whether any group has cells in shade: the guard that spares all of this otherwise (ours)."""
    cells = 0.0
    for group in range(STRING_GROUPS):
        cells += p[SHADE_1 + group]
    return cells > 0.0


@jit
def in_series_a(string_v: float, photo_a: float, log_i0: float, scale_v: float, share: float, light: float) -> float:
    """Return the current [A] at which lit and shaded cells together stand at `string_v`, no bypass diode conducting.

    With u = ln(f IL + I0 - I): (1 - s) ln(d + e^u) + s u = V/a + ln I0, d = (1 - f) IL. Left side convex, rising.
    """
    most_a = light * photo_a + math.exp(log_i0)
    u = math.log(most_a)
    wanted = string_v / scale_v + log_i0
    darker_a = (1.0 - light) * photo_a
    for _ in range(NEWTON):
        e = math.exp(u)
        off = (1.0 - share) * math.log(darker_a + e) + share * u - wanted
        if off <= 0.0:
            if e >= most_a * (1.0 - 1e-12):
                return 0.0  # at the first step: beyond open circuit
            break
        u = max(u - off / ((1.0 - share) * e / (darker_a + e) + share), -700.0)
    return max(most_a - math.exp(u), 0.0)


@jit
def group_a(group: int, string_v: float, photo_a: float, log_i0: float, scale_v: float, p: Vector) -> float:
    """Return the current [A] of one string of `group` (0 to 7) at `string_v`, shaded or not."""
    share = min(p[SHADE_1 + group], 1.0)
    if not share > 0.0 or not photo_a > 0.0:
        return string_a(string_v, photo_a, log_i0, scale_v)
    if share == 1.0:
        return string_a(string_v, p[SHADE_LIGHT] * photo_a, log_i0, scale_v)
    bypassed_v = string_v + share * p[CELLS] * p[BYPASS]
    bypassed_a = string_a(bypassed_v / (1.0 - share), photo_a, log_i0, scale_v)
    return max(bypassed_a, in_series_a(string_v, photo_a, log_i0, scale_v, share, p[SHADE_LIGHT]))


@jit
def total_a(string_v: float, mask: int, photo_a: float, log_i0: float, scale_v: float, p: Vector) -> float:
    """Return the current [A] of all groups that `mask` switches on, at one voltage `string_v`."""
    total = 0.0
    for group in range(STRING_GROUPS):
        on = group_strings(group, mask, p)
        if on > 0.0:
            total += on * group_a(group, string_v, photo_a, log_i0, scale_v, p)
    return total


@jit
def best_v(open_v: float, mask: int, photo_a: float, log_i0: float, scale_v: float, p: Vector) -> float:
    """Return the voltage [V] of the highest of all maxima of power: every hill of a grid is climbed.

    `open_v` is open circuit in full light, above which nothing flows; the lit strings' own maximum is tried too. Two
    hills between two points of the grid may hide one another: in 6000 drawn shades the power was 0.13 % short at worst.
    """
    best = maximum_power_v(open_v, scale_v)
    most_w = best * total_a(best, mask, photo_a, log_i0, scale_v, p)
    step_v = open_v / GRID
    before_w, here_w = 0.0, step_v * total_a(step_v, mask, photo_a, log_i0, scale_v, p)
    for k in range(1, GRID + 1):
        next_v = (k + 1) * step_v
        next_w = next_v * total_a(next_v, mask, photo_a, log_i0, scale_v, p)
        if here_w > before_w and here_w >= next_w:
            top_v = _top_v(next_v - 2.0 * step_v, next_v, mask, photo_a, log_i0, scale_v, p)
            top_w = top_v * total_a(top_v, mask, photo_a, log_i0, scale_v, p)
            if top_w > most_w:
                best, most_w = top_v, top_w
        before_w, here_w = here_w, next_w
    return best


@jit
def _top_v(low_v: float, high_v: float, mask: int, photo_a: float, log_i0: float, scale_v: float, p: Vector) -> float:
    """Return the voltage [V] of the hill between two, by golden section."""
    for _ in range(GOLDEN):
        left_v, right_v = high_v - RATIO * (high_v - low_v), low_v + RATIO * (high_v - low_v)
        left_w = left_v * total_a(left_v, mask, photo_a, log_i0, scale_v, p)
        if left_w < right_v * total_a(right_v, mask, photo_a, log_i0, scale_v, p):
            low_v = left_v
        else:
            high_v = right_v
    return 0.5 * (low_v + high_v)
