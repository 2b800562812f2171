"""Where a satellite will be: numerically under J2, or in closed form about a point mass. Model page: orbit-motion.md.

Error of the default step after a day, against DOP853 at 1e-13: see docs/models/orbit-motion.md.
"""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.arguments import LARGEST_M, closed_orbit, positive, times, within
from sim.constants import EARTH_J2, EARTH_MU_M3_S2, EARTH_RADIUS_M
from sim.orbit.gravity import march

STEP_S = 2.0  # [s] longest step: a day ends within 1 mm (round, or e = 0.1), 2 mm (e = 0.74, perigee at 500 km)
_KEPLER_ITERATIONS = 60  # 4 do at e = 0.1, 26 at 0.9999

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

    Source: `sim.orbit.gravity` (Vallado 2013, eq. 8-19 and 8-30), classical Runge-Kutta.

    Args:
        r_eci_m, v_eci_m_s: (3,) state at t = 0, GCRF: an ellipse clear of the Earth.
        t_s: seconds after it, a number or an array, any order and sign, within a century.
        step_s: longest step of the Runge-Kutta integration; between two times asked for the steps are equal.

    Raises InputError (a ValueError) for a state that is not of shape (3,) and finite, that is no closed orbit or goes
    below the surface, for times that are not finite, a j2 outside -1 to 1, and for a step or a radius not above zero.
    """
    start = closed_orbit(r_eci_m, v_eci_m_s, mu_m3_s2=mu_m3_s2)
    times_s = times("t_s", t_s)
    mu_m3_s2, step_s = positive("mu_m3_s2", mu_m3_s2), positive("step_s", step_s)
    radius_m, j2 = within("radius_m", radius_m, 1.0, LARGEST_M), within("j2", j2, -1.0, 1.0)
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
    Methods of Astrodynamics (1999), eq. 4.41-4.43. Arguments and errors as of `propagate_j2`.
    """
    start, mu_m3_s2 = closed_orbit(r_eci_m, v_eci_m_s, mu_m3_s2=mu_m3_s2), positive("mu_m3_s2", mu_m3_s2)
    r0, v0 = start[:3], start[3:]
    radius_m = math.sqrt(float(r0 @ r0))
    a_m = 1.0 / (2.0 / radius_m - float(v0 @ v0) / mu_m3_s2)
    times_s = times("t_s", t_s)
    sigma = float(r0 @ v0) / math.sqrt(mu_m3_s2 * a_m)
    rate_rad_s = math.sqrt(mu_m3_s2 / a_m) / a_m
    swept = np.remainder(rate_rad_s * times_s, math.tau)  # of the mean anomaly, whole turns left out
    change = _eccentric_change(swept, 1.0 - radius_m / a_m, sigma)
    cosine, sine = np.cos(change), np.sin(change)
    now_m = a_m * (1.0 + (radius_m / a_m - 1.0) * cosine + sigma * sine)
    f = 1.0 - a_m / radius_m * (1.0 - cosine)
    g = (swept + sine - change) / rate_rad_s
    f_dot = -math.sqrt(mu_m3_s2 * a_m) / (now_m * radius_m) * sine
    g_dot = 1.0 - a_m / now_m * (1.0 - cosine)
    r = f[..., np.newaxis] * r0 + g[..., np.newaxis] * v0
    v = f_dot[..., np.newaxis] * r0 + g_dot[..., np.newaxis] * v0
    return r, v


def _eccentric_change(swept: NDArray[np.float64], e_cos: float, e_sin: float) -> NDArray[np.float64]:
    """Return the change in eccentric anomaly [rad] for one in mean anomaly [rad], any shape, 0 to below 2 pi.

    `e_cos` and `e_sin` are e cos E0 and e sin E0 of the start. Kepler's equation E - e sin E = M is solved by Newton's
    method in the half turn 0 to pi, where its left side is convex: from a start above the root, the lesser of M + e and
    pi, every step comes down and none passes it, at any eccentricity below 1.
    """
    e = math.sqrt(e_cos * e_cos + e_sin * e_sin)
    start = math.atan2(e_sin, e_cos)
    mean = swept + (start - e_sin)
    turns = np.round(mean / math.tau)
    rest = mean - math.tau * turns
    half = np.abs(rest)
    anomaly = np.minimum(half + e, math.pi)
    for _ in range(_KEPLER_ITERATIONS):
        lower = anomaly - (anomaly - e * np.sin(anomaly) - half) / (1.0 - e * np.cos(anomaly))
        if np.all(lower >= anomaly):  # rounding alone is left
            break
        anomaly = np.minimum(lower, anomaly)
    return np.copysign(anomaly, rest) + math.tau * turns - start


def _split(states: NDArray[np.float64], shape: tuple[int, ...]) -> States:
    return states[:, :3].reshape((*shape, 3)), states[:, 3:].reshape((*shape, 3))
