"""Osculating Keplerian elements and the state they stand for, GCRF. Source: Vallado 2013, algorithms 9 and 10."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.arguments import closed_orbit, positive, shaped
from sim.constants import EARTH_MU_M3_S2
from sim.errors import InputError

_NEAREST_M = 1e-9  # [m] a line through the centre has no elements
_ROUND = 1e-12  # eccentricity, or sine of the inclination, below which the line it defines is lost in rounding


class Elements(NamedTuple):
    """An elliptic orbit; angles in radians, GCRF."""

    a_m: float
    e: float
    inclination_rad: float
    raan_rad: float
    argp_rad: float
    true_anomaly_rad: float


def state_from_elements(
    elements: Elements, *, mu_m3_s2: float = EARTH_MU_M3_S2
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return r (3,) [m] and v (3,) [m/s], GCRF (Vallado, 4th ed., algorithm 10).

    Raises InputError unless all are finite, a_m > 0 and 0 <= e < 1.
    """
    mu_m3_s2 = positive("mu_m3_s2", mu_m3_s2)
    a_m, e, inclination, raan, argp, anomaly = (float(one) for one in shaped("elements", elements, 6))
    if not a_m > 0.0:
        raise InputError("a_m", "a semi-major axis above zero", a_m)
    if not 0.0 <= e < 1.0:
        raise InputError("e", "an ellipse, eccentricity 0 to below 1", e)
    p_m = a_m * (1.0 - e * e)
    node = np.array([math.cos(raan), math.sin(raan), 0.0])
    beside = np.array(
        [-math.cos(inclination) * math.sin(raan), math.cos(inclination) * math.cos(raan), math.sin(inclination)]
    )
    perigee = math.cos(argp) * node + math.sin(argp) * beside
    ahead = -math.sin(argp) * node + math.cos(argp) * beside
    cosine, sine = math.cos(anomaly), math.sin(anomaly)
    r = p_m / (1.0 + e * cosine) * (cosine * perigee + sine * ahead)
    v = math.sqrt(mu_m3_s2 / p_m) * (-sine * perigee + (e + cosine) * ahead)
    return r, v


def elements_from_state(r_eci_m: ArrayLike, v_eci_m_s: ArrayLike, *, mu_m3_s2: float = EARTH_MU_M3_S2) -> Elements:
    """Return the elements of a state (3,) [m], (3,) [m/s], GCRF, angles in [0, 2 pi) (Vallado, algorithm 9).

    An equatorial orbit counts from +x, a circular one from the node. Raises InputError when it is not an ellipse.
    """
    state = closed_orbit(r_eci_m, v_eci_m_s, mu_m3_s2=mu_m3_s2, lowest_m=_NEAREST_M)
    r, v = state[:3], state[3:]
    radius_m = math.sqrt(float(r @ r))
    a_m = 1.0 / (2.0 / radius_m - float(v @ v) / mu_m3_s2)
    h = np.cross(r, v)
    normal = h / math.sqrt(float(h @ h))
    flat = math.sqrt(float(h[0] * h[0] + h[1] * h[1])) / math.sqrt(float(h @ h))
    raan = math.atan2(h[0], -h[1]) if flat > _ROUND else 0.0
    node = np.array([math.cos(raan), math.sin(raan), 0.0])
    lean = np.cross(v, h) / mu_m3_s2 - r / radius_m
    e = math.sqrt(float(lean @ lean))
    argp = _angle(node, lean, normal) if e > _ROUND else 0.0
    latitude = _angle(node, r, normal)
    inclination = math.atan2(flat, normal[2])
    return Elements(a_m, e, inclination, raan % math.tau, argp, (latitude - argp) % math.tau)


def _angle(start: NDArray[np.float64], end: NDArray[np.float64], axis: NDArray[np.float64]) -> float:
    """Return the angle [rad, 0 to 2 pi) from `start` to `end`, both (3,), right-handed about `axis`."""
    return math.atan2(float(np.cross(start, end) @ axis), float(start @ end)) % math.tau
