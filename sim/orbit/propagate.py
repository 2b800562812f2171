"""Where a satellite will be: numerically under J2, or in closed form about a point mass.

Source: J2 as in `sim.orbit.gravity` (Vallado, 4th ed., 2013, eq. 8-30).
"""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.constants import EARTH_J2, EARTH_MU_M3_S2, EARTH_RADIUS_M
from sim.orbit.gravity import march

STEP_S = 2.0  # [s] longest step: a day at 600 km ends within 0.1 m
_KEPLER_TOLERANCE_RAD = 1e-14
_KEPLER_ITERATIONS = 50

States = tuple[NDArray[np.float64], NDArray[np.float64]]


def propagate_j2(
    r_eci_m: ArrayLike,
    v_eci_m_s: ArrayLike,
    t_s: ArrayLike,
    *,
    mu_m3_s2: float = EARTH_MU_M3_S2,
    radius_m: float = EARTH_RADIUS_M,
    j2: float = EARTH_J2,
    step_s: float = STEP_S,
) -> States:
    """Return position [m] and velocity [m/s] at `t_s`, each of shape t_s.shape + (3,), GCRF.

    Args:
        r_eci_m, v_eci_m_s: (3,) state at t = 0, GCRF.
        t_s: seconds after it, any order and sign.
        step_s: longest step of the Runge-Kutta integration; between two times asked for the steps are equal.

    Raises ValueError for a state that is not of shape (3,) and finite, for times that are not finite, and for a
    step not above zero.
    """
    start = _state(r_eci_m, v_eci_m_s)
    times_s = np.asarray(t_s, dtype=np.float64)
    if not (np.all(np.isfinite(times_s)) and step_s > 0.0):
        raise ValueError(f"times must be finite and the step above zero, got a step of {step_s} s")
    flat_s = times_s.ravel()
    out = np.empty((flat_s.size, 6))
    outward = np.argsort(np.abs(flat_s), kind="stable")
    for rows in (outward[flat_s[outward] >= 0.0], outward[flat_s[outward] < 0.0]):
        leg = np.empty((rows.size, 6))
        march(start.copy(), flat_s[rows], mu_m3_s2, radius_m, j2, step_s, leg)
        out[rows] = leg
    return _split(out, times_s.shape)


def propagate_two_body(
    r_eci_m: ArrayLike, v_eci_m_s: ArrayLike, t_s: ArrayLike, *, mu_m3_s2: float = EARTH_MU_M3_S2
) -> States:
    """Return position [m] and velocity [m/s] at `t_s`, each of shape t_s.shape + (3,), GCRF; elliptic orbits only.

    f and g functions of the change in eccentric anomaly: Battin, An Introduction to the Mathematics and
    Methods of Astrodynamics (1999), eq. 4.41-4.43. Raises ValueError for a state that is none or not closed.
    """
    start = _state(r_eci_m, v_eci_m_s)
    r0, v0 = start[:3], start[3:]
    radius_m = math.sqrt(float(r0 @ r0))
    a_m = 1.0 / (2.0 / radius_m - float(v0 @ v0) / mu_m3_s2)
    if not a_m > 0.0:
        raise ValueError(f"the orbit is not an ellipse: semi-major axis {a_m} m")
    times_s = np.asarray(t_s, dtype=np.float64)
    sigma = float(r0 @ v0) / math.sqrt(mu_m3_s2 * a_m)
    rate_rad_s = math.sqrt(mu_m3_s2 / a_m) / a_m
    change = _eccentric_change(rate_rad_s * times_s, 1.0 - radius_m / a_m, sigma)
    cosine, sine = np.cos(change), np.sin(change)
    now_m = a_m * (1.0 + (radius_m / a_m - 1.0) * cosine + sigma * sine)
    f = 1.0 - a_m / radius_m * (1.0 - cosine)
    g = times_s + (sine - change) / rate_rad_s
    f_dot = -math.sqrt(mu_m3_s2 * a_m) / (now_m * radius_m) * sine
    g_dot = 1.0 - a_m / now_m * (1.0 - cosine)
    r = f[..., np.newaxis] * r0 + g[..., np.newaxis] * v0
    v = f_dot[..., np.newaxis] * r0 + g_dot[..., np.newaxis] * v0
    return r, v


def _eccentric_change(mean: NDArray[np.float64], e_cos: float, e_sin: float) -> NDArray[np.float64]:
    """Solve mean = E - e_cos sin E + e_sin (1 - cos E) for E [rad], any shape, by Newton's method."""
    change = mean.copy()
    for _ in range(_KEPLER_ITERATIONS):
        miss = change - e_cos * np.sin(change) + e_sin * (1.0 - np.cos(change)) - mean
        move = miss / (1.0 - e_cos * np.cos(change) + e_sin * np.sin(change))
        change -= move
        if np.all(np.abs(move) <= _KEPLER_TOLERANCE_RAD * np.maximum(1.0, np.abs(mean))):
            return change
    raise ValueError("Kepler's equation did not converge: the orbit is too close to a parabola")


def _state(r_eci_m: ArrayLike, v_eci_m_s: ArrayLike) -> NDArray[np.float64]:
    """Return (6,) position and velocity. Raises ValueError unless both are finite and of shape (3,)."""
    r, v = np.asarray(r_eci_m, dtype=np.float64), np.asarray(v_eci_m_s, dtype=np.float64)
    if r.shape != (3,) or v.shape != (3,) or not np.all(np.isfinite([r, v])):
        raise ValueError(f"a state is three finite metres and three finite metres a second, got {r} and {v}")
    return np.concatenate([r, v])


def _split(states: NDArray[np.float64], shape: tuple[int, ...]) -> States:
    return states[:, :3].reshape((*shape, 3)), states[:, 3:].reshape((*shape, 3))
