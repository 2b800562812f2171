"""Osculating Keplerian elements and the state they stand for, GCRF.

Source: Vallado, Fundamentals of Astrodynamics and Applications, 4th ed., 2013.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.constants import EARTH_MU_M3_S2

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

    Raises ValueError unless a_m > 0 and 0 <= e < 1.
    """
    a_m, e, inclination, raan, argp, anomaly = elements
    if not (a_m > 0.0 and 0.0 <= e < 1.0):
        raise ValueError(f"not an ellipse: semi-major axis {a_m} m, eccentricity {e}")
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
    """Return the elements of a state, angles in [0, 2 pi) (Vallado, 4th ed., algorithm 9).

    An equatorial orbit counts from +x, a circular one from the node. Raises ValueError when it is not an ellipse.

    Position in [m], velocity in [m/s], GCRF.
    """
    r, v = np.asarray(r_eci_m, dtype=np.float64), np.asarray(v_eci_m_s, dtype=np.float64)
    radius_m = math.sqrt(float(r @ r))
    a_m = 1.0 / (2.0 / radius_m - float(v @ v) / mu_m3_s2)
    if not a_m > 0.0:
        raise ValueError(f"not an ellipse: semi-major axis {a_m} m")
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
