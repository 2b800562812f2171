"""An orbit as round as J2 lets it be.

The circular speed of a point mass, given to a satellite over an oblate Earth, makes an ellipse whose height
swings by some 10 km, and a size that depends on where in the orbit it was given. Here the state is corrected until
the distance from the centre, over two orbits, has the wanted mean and no part that varies once an orbit. What is left
varies twice an orbit, by +-J2 Re^2 sin^2(i) / (4 a): 1.5 km at 600 km (Kozai, Astron. J. 64, 1959, 367).
"""

import math

import numpy as np
from numpy.typing import NDArray

from sim.arguments import positive, within
from sim.constants import EARTH_MU_M3_S2
from sim.errors import InputError
from sim.orbit.elements import Elements, elements_from_state, state_from_elements
from sim.orbit.propagate import propagate_j2

MOST_RAD = 1e6  # an angle beyond has lost its digits
_PASSES = 6
_REVOLUTIONS = 2
_SAMPLES = 128
_STEP_S = 10.0  # [s]: 0.1 m over two orbits
_CLOSE_M = 0.5  # [m] of mean distance, and of what varies once an orbit

State = tuple[NDArray[np.float64], NDArray[np.float64]]


def near_circular_state(
    radius_m: float, inclination_rad: float, raan_rad: float, argument_of_latitude_rad: float
) -> State:
    """Return r (3,) [m] and v (3,) [m/s], GCRF, of the roundest orbit of mean distance `radius_m` under J2.

    The angles are osculating at the epoch. Raises InputError when no such orbit is found (close to the
    Earth's centre), for a radius that is not above zero, and for what is no angle or beyond 1e6 rad.
    """
    positive("radius_m", radius_m)
    for name, angle in (("inclination_rad", inclination_rad), ("raan_rad", raan_rad),
                        ("argument_of_latitude_rad", argument_of_latitude_rad)):  # fmt: skip
        within(name, angle, -MOST_RAD, MOST_RAD)
    lean_cos, lean_sin, a_m = 0.0, 0.0, radius_m
    for _ in range(_PASSES):
        state = _lean_state(a_m, lean_cos, lean_sin, inclination_rad, raan_rad, argument_of_latitude_rad)
        mean_m, cos_m, sin_m = _harmonics(*state, argument_of_latitude_rad)
        if max(abs(mean_m - radius_m), abs(cos_m), abs(sin_m)) < _CLOSE_M:
            return state
        a_m += radius_m - mean_m
        lean_cos += cos_m / radius_m  # r = a (1 - e cos(u - w)): the harmonic is -a e
        lean_sin += sin_m / radius_m
    raise InputError("radius_m", "the radius [m] of a near-circular orbit", radius_m)


def _lean_state(
    a_m: float, lean_cos: float, lean_sin: float, inclination_rad: float, raan_rad: float, latitude_rad: float
) -> State:
    """Return the state at argument of latitude `latitude_rad` on the ellipse that leans (e cos w, e sin w)."""
    e = math.sqrt(lean_cos * lean_cos + lean_sin * lean_sin)
    argp = math.atan2(lean_sin, lean_cos)
    return state_from_elements(Elements(a_m, e, inclination_rad, raan_rad, argp, latitude_rad - argp))


def _harmonics(r: NDArray[np.float64], v: NDArray[np.float64], latitude_rad: float) -> tuple[float, float, float]:
    """Return the mean distance and its parts that vary as cos u and sin u [m], u the argument of latitude.

    It is `latitude_rad` at the start, from the node that was asked for: an equatorial orbit has none of its own.
    """
    t_s = np.linspace(0.0, _REVOLUTIONS * revolution_s(r, v), _SAMPLES, endpoint=False)
    positions, _ = propagate_j2(r, v, t_s, step_s=_STEP_S)
    u = latitude_rad + _swept_rad(positions, r, v)
    basis = np.stack([np.ones_like(u), np.cos(u), np.sin(u), np.cos(2.0 * u), np.sin(2.0 * u)], axis=1)
    distance_m = np.sqrt(np.sum(positions * positions, axis=1))
    fit = np.linalg.lstsq(basis, distance_m, rcond=None)[0]
    return float(fit[0]), float(fit[1]), float(fit[2])


def revolution_s(r_eci_m: NDArray[np.float64], v_eci_m_s: NDArray[np.float64]) -> float:
    """Return the time [s] in which a satellite at r, v (3,), GCRF, comes round to the same latitude under J2.

    The Keplerian period of the state, corrected by the angle by which the integrated motion misses a full turn.
    """
    a_m = elements_from_state(r_eci_m, v_eci_m_s).a_m
    period_s = math.tau * a_m * math.sqrt(a_m / EARTH_MU_M3_S2)
    positions, _ = propagate_j2(r_eci_m, v_eci_m_s, [period_s], step_s=_STEP_S)
    beyond_rad = math.remainder(float(_swept_rad(positions, r_eci_m, v_eci_m_s)[0]), math.tau)
    return period_s * math.tau / (math.tau + beyond_rad)


def _swept_rad(positions: NDArray[np.float64], r: NDArray[np.float64], v: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the angle (n,) [rad] from `r` to `positions` (n, 3), right-handed about the orbit normal at the start."""
    ahead = np.cross(np.cross(r, v), r)
    reach = math.sqrt(float(r @ r)) / math.sqrt(float(ahead @ ahead))
    return np.asarray(np.arctan2(positions @ ahead * reach, positions @ r))
