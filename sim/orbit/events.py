"""When a satellite enters and leaves the Earth's shadow, to a microsecond of the model's own time.

Source: the condition of `sim.orbit.eclipse`, its zeros by bisection; ours. GCRF.
"""

from collections.abc import Callable
from datetime import datetime
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.constants import EARTH_J2, EARTH_MU_M3_S2, EARTH_RADIUS_M, SUN_RADIUS_M
from sim.orbit.eclipse import Shape, disc_angles, stretch
from sim.orbit.propagate import propagate_j2, propagate_two_body
from sim.orbit.sun import sun_position_eci_m

SAMPLE_S = 20.0  # [s] between two looks; shorter dips are found by following each minimum down
ROOT_S = 1e-6  # [s] width of the bracket an edge is left in
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
    entry for it. `earth_radius_m` is that of the shadow; gravity keeps the equatorial radius.

    Args:
        r_eci_m, v_eci_m_s: (3,) state at the epoch, GCRF.
        epoch_utc: carries a time zone.
        shape: "wgs84" or "sphere".
        model: "j2", or "two_body" about a point mass.

    Raises ValueError for an epoch without a time zone, another shape or model, or a state that is none.
    """
    if model not in ("j2", "two_body"):
        raise ValueError(f'model is "j2" or "two_body", got {model!r}')
    z_stretch = stretch(shape)
    grid_s = np.linspace(0.0, duration_s, max(2, int(np.ceil(duration_s / SAMPLE_S)) + 1))

    def states(r: ArrayLike, v: ArrayLike, t_s: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        if model == "two_body":
            return propagate_two_body(r, v, t_s, mu_m3_s2=mu_m3_s2)
        return propagate_j2(r, v, t_s, mu_m3_s2=mu_m3_s2, j2=j2)

    nodes = states(r_eci_m, v_eci_m_s, grid_s)

    def margin(sign: float) -> Margin:
        """Return how far [rad] the two discs are from touching: from outside (+1) or from inside (-1)."""

        def at(t_s: float) -> float:
            node = min(int(np.searchsorted(grid_s, t_s, side="right")) - 1, grid_s.size - 1)
            rx, ry, rz = states(nodes[0][node], nodes[1][node], t_s - grid_s[node])[0]
            sx, sy, sz = sun_position_eci_m(epoch_utc, t_s)
            sun, earth, apart = disc_angles(rx, ry, rz, sx, sy, sz, earth_radius_m, sun_radius_m, z_stretch)
            return float(apart - earth - sign * sun)

        return at

    found = [(t_s, "penumbra_" + what) for t_s, what in _crossings(margin(1.0), grid_s)]
    found += [(t_s, "umbra_" + what) for t_s, what in _crossings(margin(-1.0), grid_s)]
    return sorted(found)


def _crossings(margin: Margin, grid_s: NDArray[np.float64]) -> list[tuple[float, str]]:
    """Return the zeros of `margin` as (time [s], "entry" when it falls below zero or "exit")."""
    times_s = [float(t_s) for t_s in grid_s]
    values = [margin(t_s) for t_s in times_s]
    dips_s = []
    for at in range(1, len(values) - 1):
        if 0.0 < values[at] <= min(values[at - 1], values[at + 1]):
            dips_s.append(_lowest(margin, times_s[at - 1], times_s[at + 1]))
    looks = sorted({*zip(times_s, values, strict=True), *((t_s, margin(t_s)) for t_s in dips_s)})
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
    """Return the time of the minimum of `margin` between two times [s], by golden section."""
    while high_s - low_s > ROOT_S:
        a_s, b_s = high_s - _GOLDEN * (high_s - low_s), low_s + _GOLDEN * (high_s - low_s)
        if margin(a_s) < margin(b_s):
            high_s = b_s
        else:
            low_s = a_s
    return 0.5 * (low_s + high_s)
