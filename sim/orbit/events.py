"""When a satellite enters and leaves the Earth's shadow, to a microsecond of the model's own time, GCRF.

An edge is a zero of a margin: how far the discs of Sun and Earth are from touching, from outside (penumbra) or from
inside (umbra); geometry of `sim.orbit.eclipse` (Montenbruck and Gill 2000). The motion is laid down at nodes, one
compiled step of at most 5 s carries it from the nearest to any time between, and the Sun is its table's cubic: a root
costs a millisecond and a day some tens.
"""

import math
from collections.abc import Callable
from datetime import datetime
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.arguments import LARGEST_M, closed_orbit, numbers, one_of, positive, within
from sim.constants import EARTH_FLATTENING, EARTH_J2, EARTH_MU_M3_S2, EARTH_RADIUS_M, SUN_RADIUS_M
from sim.errors import InputError
from sim.kernel import jit, jit_making
from sim.orbit.eclipse import Shape, disc_angles, stretch
from sim.orbit.gravity import step_j2
from sim.orbit.propagate import propagate_j2, propagate_two_body
from sim.orbit.sun import sun_at, sun_table

SAMPLE_S = 20.0  # [s] between two looks; shorter dips are found by following each minimum down
ROOT_S = 1e-6  # [s] width of the bracket an edge is left in
LONGEST_S = 1000.0 * 86400.0  # [s] some 300 MB of nodes
_BETWEEN_S = 5.0  # [s] longest step from a node: 1e-6 m
_FAR = 1e9  # times the Sun's distance: rays of a cylinder are parallel
_GOLDEN = 0.6180339887498949  # (sqrt(5) - 1) / 2

Model = Literal["j2", "two_body"]
Margin = Callable[[float], float]


def eclipse_events(
    r_eci_m: ArrayLike,
    v_eci_m_s: ArrayLike,
    epoch_utc: datetime,
    duration_s: float,
    *,
    shape: Shape = "wgs84",
    model: Model = "j2",
    mu_m3_s2: float = EARTH_MU_M3_S2,
    j2: float = EARTH_J2,
    earth_radius_m: float = EARTH_RADIUS_M,
    sun_radius_m: float = SUN_RADIUS_M,
) -> list[tuple[float, str]]:
    """Return the edges of shadow in [0, duration_s] as (seconds after the epoch, name), in order of time.

    Names: "penumbra_entry", "umbra_entry", "umbra_exit", "penumbra_exit". A run that starts in shadow has no
    entry for it. `earth_radius_m` [m] is that of the shadow; gravity keeps the equatorial radius.

    Args:
        r_eci_m, v_eci_m_s: (3,) state at the epoch, GCRF: an ellipse clear of the Earth.
        epoch_utc: carries a time zone.
        duration_s: zero to 1000 days.
        shape: "wgs84", "sphere" or "cylinder"; a cylinder has no penumbra, so only edges of umbra.
        model: "j2", or "two_body" about a point mass.

    Raises InputError (a ValueError) for an epoch without a time zone, another shape or model, a duration that is none,
    and a state that is none (see `propagate_j2`).
    """
    one_of("model", model, ("j2", "two_body"))
    one_of("shape", shape, ("wgs84", "sphere", "cylinder"))
    length = numbers("duration_s", duration_s)
    if length.shape != () or not 0.0 <= float(length) <= LONGEST_S:
        raise InputError("duration_s", f"0 to {LONGEST_S:g} s", duration_s)
    mu_m3_s2, j2 = positive("mu_m3_s2", mu_m3_s2), within("j2", j2, -1.0, 1.0)
    earth_radius_m = within("earth_radius_m", earth_radius_m, 1.0, LARGEST_M)
    radius_m = max(earth_radius_m, EARTH_RADIUS_M)
    closed_orbit(r_eci_m, v_eci_m_s, mu_m3_s2=mu_m3_s2, lowest_m=radius_m * (1.0 - EARTH_FLATTENING))
    duration_s = float(length)
    grid_s = np.linspace(0.0, duration_s, max(2, math.ceil(duration_s / SAMPLE_S) + 1))
    if model == "j2":
        nodes = propagate_j2(r_eci_m, v_eci_m_s, grid_s, mu_m3_s2=mu_m3_s2, j2=j2)
    else:
        nodes = propagate_two_body(r_eci_m, v_eci_m_s, grid_s, mu_m3_s2=mu_m3_s2)
    states = np.ascontiguousarray(np.concatenate(nodes, axis=1))
    table = sun_table(epoch_utc, duration_s)
    round_sun_m, far, z_stretch = positive("sun_radius_m", sun_radius_m), 1.0, 1.0
    if shape == "cylinder":
        round_sun_m, far = 0.0, _FAR
    else:
        z_stretch = stretch(shape)
    world = np.array(
        [
            mu_m3_s2,
            j2 if model == "j2" else 0.0,
            earth_radius_m,
            round_sun_m,
            z_stretch,
            far,
        ]
    )
    values = np.empty((2, grid_s.size))
    _look(states, grid_s, table, world, values)

    def margin(sign: float) -> Margin:
        def at(t_s: float) -> float:
            node = min(max(int(np.searchsorted(grid_s, t_s, side="right")) - 1, 0), grid_s.size - 1)
            return float(_margin(states[node], t_s, t_s - grid_s[node], table, world, sign))

        return at

    found = [(t_s, "umbra_" + what) for t_s, what in _crossings(margin(-1.0), grid_s, values[1])]
    if shape != "cylinder":
        found += [(t_s, "penumbra_" + what) for t_s, what in _crossings(margin(1.0), grid_s, values[0])]
    return sorted(found)


@jit_making
def _margin(
    node: NDArray[np.float64], t_s: float, past_s: float, table: NDArray[np.float64], world: NDArray[np.float64],
    sign: float,
) -> float:  # fmt: skip
    """Return how far [rad] the discs are from touching at `t_s`, `past_s` after `node`: outside (+1), inside (-1)."""
    x = node.copy()
    steps = math.ceil(abs(past_s) / _BETWEEN_S)
    for _ in range(steps):
        step_j2(x, world[0], EARTH_RADIUS_M, world[1], past_s / steps)
    sx, sy, sz = sun_at(table, t_s)
    far = world[5]
    sun, earth, apart = disc_angles(x[0], x[1], x[2], far * sx, far * sy, far * sz, world[2], world[3], world[4])
    return apart - earth - sign * sun


@jit
def _look(
    states: NDArray[np.float64], grid_s: NDArray[np.float64], table: NDArray[np.float64], world: NDArray[np.float64],
    out: NDArray[np.float64],
) -> None:  # fmt: skip
    """Write both margins [rad] at every node into `out` (2, n): penumbra, umbra."""
    for n in range(grid_s.size):
        out[0, n] = _margin(states[n], grid_s[n], 0.0, table, world, 1.0)
        out[1, n] = _margin(states[n], grid_s[n], 0.0, table, world, -1.0)


def _crossings(margin: Margin, grid_s: NDArray[np.float64], values: NDArray[np.float64]) -> list[tuple[float, str]]:
    """Return the zeros of `margin` as (time [s], "entry" when it falls or "exit"); `values` are at the grid."""
    beside = np.concatenate([[math.inf], values, [math.inf]])
    dip = (values > 0.0) & (values <= beside[:-2]) & (values <= beside[2:])
    dips: list[int] = np.flatnonzero(dip).tolist()
    extra = []
    for at in dips:
        low_s, high_s = grid_s[max(at - 1, 0)], grid_s[min(at + 1, grid_s.size - 1)]
        t_s = _lowest(margin, float(low_s), float(high_s))
        extra.append((t_s, margin(t_s)))
    signs = values > 0.0
    turns: list[int] = np.flatnonzero(signs[:-1] != signs[1:]).tolist()
    near = {n for at in turns for n in (at, at + 1)}
    near |= {n for at in dips for n in (max(at - 1, 0), at, min(at + 1, grid_s.size - 1))}
    looks = sorted({*((float(grid_s[n]), float(values[n])) for n in near), *extra})
    return [
        (_zero(margin, t0_s, t1_s, m0 > 0.0), "entry" if m0 > 0.0 else "exit")
        for (t0_s, m0), (t1_s, m1) in pairwise(looks)
        if (m0 > 0.0) != (m1 > 0.0)
    ]


def _zero(margin: Margin, low_s: float, high_s: float, falls: bool) -> float:
    """Return the time at which `margin` changes sign between two times [s], by halving."""
    while high_s - low_s > ROOT_S:
        middle_s = 0.5 * (low_s + high_s)
        if (margin(middle_s) > 0.0) == falls:
            low_s = middle_s
        else:
            high_s = middle_s
    return 0.5 * (low_s + high_s)


def _lowest(margin: Margin, low_s: float, high_s: float) -> float:
    """Return the time of the minimum of `margin` between two times [s], by golden section, or of a place below zero."""
    while high_s - low_s > ROOT_S:
        a_s, b_s = high_s - _GOLDEN * (high_s - low_s), low_s + _GOLDEN * (high_s - low_s)
        at_a, at_b = margin(a_s), margin(b_s)
        if min(at_a, at_b) < 0.0:
            return a_s if at_a < at_b else b_s
        if at_a < at_b:
            high_s = b_s
        else:
            low_s = a_s
    return 0.5 * (low_s + high_s)
