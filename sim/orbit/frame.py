"""The local orbital frame: R radially up, N along the orbit normal, T = N x R along track, all in GCRF.

Directions in it are azimuth = atan2(u.N, u.T) and elevation = asin(u.R), as in the channel dictionary. Source of the
axes: CCSDS 500.0-G-4, the RTN frame with its axes reordered; vector algebra.
"""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.arguments import broadcast, vectors
from sim.errors import InputError
from sim.kernel import jit

_SMALLEST = 1e-300  # keeps a vector of no length from dividing by zero
_NO_PLANE = 1e-12  # [rad] between position and velocity: a direction that rounding has made

Axis = tuple[float, float, float]


@jit
def unit(x: float, y: float, z: float) -> Axis:
    """Return (x, y, z) made one long; a vector of no length stays so."""
    length = max(math.sqrt(x * x + y * y + z * z), _SMALLEST)
    return x / length, y / length, z / length


@jit
def triad(
    rx_m: float, ry_m: float, rz_m: float, vx_m_s: float, vy_m_s: float, vz_m_s: float
) -> tuple[Axis, Axis, Axis]:
    """Return the unit vectors T, N and R of a state [m, m/s], GCRF."""
    up = unit(rx_m, ry_m, rz_m)
    normal = unit(ry_m * vz_m_s - rz_m * vy_m_s, rz_m * vx_m_s - rx_m * vz_m_s, rx_m * vy_m_s - ry_m * vx_m_s)
    along = unit(
        normal[1] * up[2] - normal[2] * up[1],
        normal[2] * up[0] - normal[0] * up[2],
        normal[0] * up[1] - normal[1] * up[0],
    )
    return along, normal, up


@jit
def azimuth_elevation(x: float, y: float, z: float, along: Axis, normal: Axis, up: Axis) -> tuple[float, float]:
    """Return azimuth (-pi to pi) and elevation [rad] of the direction (x, y, z), of any length but zero, GCRF."""
    ux, uy, uz = unit(x, y, z)
    azimuth = math.atan2(
        ux * normal[0] + uy * normal[1] + uz * normal[2], ux * along[0] + uy * along[1] + uz * along[2]
    )
    return azimuth, math.asin(min(1.0, max(-1.0, ux * up[0] + uy * up[1] + uz * up[2])))


def beta_angle_rad(r_eci_m: ArrayLike, v_eci_m_s: ArrayLike, r_sun_eci_m: ArrayLike) -> NDArray[np.float64]:
    """Return the angle [rad] of the Sun above the orbit plane, positive on the side of r x v: sin(beta) = s.h.

    Args:
        r_eci_m, v_eci_m_s, r_sun_eci_m: (..., 3), GCRF, shapes that go together.

    Raises InputError (a ValueError) for other shapes, for what is not finite, a position and a velocity in one line
    (there is no plane), and a Sun at the centre.
    """
    r, v = vectors("r_eci_m", r_eci_m), vectors("v_eci_m_s", v_eci_m_s)
    r, v, s = broadcast("r_eci_m, v_eci_m_s and r_sun_eci_m", r, v, vectors("r_sun_eci_m", r_sun_eci_m))
    r, v, s = _unit_rows(r), _unit_rows(v), _unit_rows(s)
    h = np.cross(r, v)
    spread = np.sqrt(np.sum(h * h, axis=-1))  # sine of the angle between r and v
    if np.any(spread < _NO_PLANE):
        raise InputError("v_eci_m_s", "a velocity not along the position, so that there is a plane", v_eci_m_s)
    if np.any(np.sum(s * s, axis=-1) == 0.0):
        raise InputError("r_sun_eci_m", "a Sun away from the centre", "zero")
    return np.asarray(np.arcsin(np.clip(np.sum(h * s, axis=-1) / spread, -1.0, 1.0)))


def _unit_rows(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return vectors (..., 3) one long, zeros as they are; first by their largest part, for squares may overflow."""
    largest = np.max(np.abs(rows), axis=-1, keepdims=True, initial=0.0)
    rows = rows / np.where(largest > 0.0, largest, 1.0)
    return np.asarray(rows / np.sqrt(np.maximum(np.sum(rows * rows, axis=-1, keepdims=True), _SMALLEST)))
