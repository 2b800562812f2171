"""The satellite's motion and what it sees of the Sun, once a tick, for the plant.

`step` moves the state over a tick and `observe` writes the outputs of the moment; illumination is of the tick's
end, and a caller that runs finer steps interpolates between two ends. Vectors: `x` (7,) is STATE, `p` (n,) PARAMETERS
and the Sun's nodes, `y` (25,) OUTPUTS. Source of the equations: the modules called, docs/models/orbit-motion.md.
"""

import math
from collections.abc import Mapping
from datetime import datetime

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim import constants
from sim.environment.flux import solar_flux_w_m2
from sim.kernel import jit
from sim.orbit.eclipse import disc_angles, free_share, shadow_state
from sim.orbit.frame import azimuth_elevation, triad
from sim.orbit.gravity import step_j2
from sim.orbit.sun import sun_at, sun_table
from sim.parameters import Parameter, pack

PARAMETERS = (
    Parameter("orbit_mu", "m3/s2", constants.EARTH_MU_M3_S2, 1e14, 1e15, "IERS Conventions 2010"),
    Parameter("orbit_earth_radius", "m", constants.EARTH_RADIUS_M, 6.3e6, 6.5e6, "equatorial, WGS 84"),
    Parameter("orbit_j2", "1", constants.EARTH_J2, 0.0, 0.01, "EGM96; 0 is two-body motion"),
    Parameter("orbit_flattening", "1", constants.EARTH_FLATTENING, 0.0, 0.1, "WGS 84; 0 casts a sphere's shadow"),
    Parameter("orbit_sun_radius", "m", constants.SUN_RADIUS_M, 1e8, 1e9, "IAU 2015 B3"),
    Parameter("orbit_solar_constant", "W/m2", constants.SOLAR_CONSTANT_W_M2, 0.0, 2000.0, "at 1 AU, IAU 2015 B3"),
)
MU, EARTH_RADIUS, J2, FLATTENING, SUN_RADIUS, SOLAR_CONSTANT = range(6)
SUN_TABLE = len(PARAMETERS)  # from here on: the nodes of `sun_table`

STATE = ("orbit_time_s", "r_x_m", "r_y_m", "r_z_m", "v_x_m_s", "v_y_m_s", "v_z_m_s")
TIME, MOTION = 0, 1

OUTPUTS = (
    "r_x_m", "r_y_m", "r_z_m",  # satellite, GCRF
    "v_x_m_s", "v_y_m_s", "v_z_m_s",
    "sun_x_m", "sun_y_m", "sun_z_m",  # Sun from the Earth's centre, GCRF
    "illumination",  # share of the Sun's disc in view
    "shadow",  # 0 sunlit, 1 penumbra, 2 umbra
    "sun_distance_m",  # from the satellite
    "flux_w_m2",  # sunlight at that distance with the whole disc in view: multiply by illumination
    "t_x", "t_y", "t_z",  # local orbital frame, unit vectors in GCRF
    "n_x", "n_y", "n_z",
    "up_x", "up_y", "up_z",
    "sun_az_rad", "sun_el_rad",  # of the Sun from the satellite, in that frame
    "altitude_m",  # over the equatorial radius
)  # fmt: skip
POSITION, VELOCITY, SUN, ILLUMINATION, SHADOW, SUN_DISTANCE, FLUX = 0, 3, 6, 9, 10, 11, 12
ALONG, NORMAL, UP, SUN_AZ, SUN_EL, ALTITUDE = 13, 16, 19, 22, 23, 24


def parameters(values: Mapping[str, float], epoch_utc: datetime, duration_s: float) -> NDArray[np.float64]:
    """Return `p` (n,) for `step`: PARAMETERS with `values` in them, then the Sun's nodes for `duration_s` [s].

    Raises KeyError for a name that is not in PARAMETERS, InputError for an epoch without a time zone.
    """
    return np.concatenate([pack(PARAMETERS, values), sun_table(epoch_utc, duration_s)])


def initial(r_eci_m: ArrayLike, v_eci_m_s: ArrayLike) -> NDArray[np.float64]:
    """Return the state (7,) at the epoch from a position (3,) [m] and a velocity (3,) [m/s], GCRF."""
    return np.concatenate([[0.0], np.asarray(r_eci_m, np.float64), np.asarray(v_eci_m_s, np.float64)])


@jit
def step(x: NDArray[np.float64], p: NDArray[np.float64], dt_s: float, y: NDArray[np.float64]) -> None:
    """Advance `x` (STATE) by `dt_s` [s] under `p` (see `parameters`) and write `y` (OUTPUTS) of its end."""
    x[TIME] += dt_s
    step_j2(x[MOTION : MOTION + 6], p[MU], p[EARTH_RADIUS], p[J2], dt_s)
    observe(x, p, y)


@jit
def observe(x: NDArray[np.float64], p: NDArray[np.float64], y: NDArray[np.float64]) -> None:
    """Write `y` (OUTPUTS) of the state `x` as it is; nothing moves."""
    rx, ry, rz = x[MOTION], x[MOTION + 1], x[MOTION + 2]
    for axis in range(6):
        y[POSITION + axis] = x[MOTION + axis]
    _see_sun(x[TIME], rx, ry, rz, p, y)
    along, normal, up = triad(rx, ry, rz, x[MOTION + 3], x[MOTION + 4], x[MOTION + 5])
    for axis in range(3):
        y[ALONG + axis] = along[axis]
        y[NORMAL + axis] = normal[axis]
        y[UP + axis] = up[axis]
    dx, dy, dz = y[SUN] - rx, y[SUN + 1] - ry, y[SUN + 2] - rz
    y[SUN_AZ], y[SUN_EL] = azimuth_elevation(dx, dy, dz, along, normal, up)
    y[SUN_DISTANCE] = math.sqrt(dx * dx + dy * dy + dz * dz)
    y[FLUX] = solar_flux_w_m2(y[SUN_DISTANCE], p[SOLAR_CONSTANT])
    y[ALTITUDE] = math.sqrt(rx * rx + ry * ry + rz * rz) - p[EARTH_RADIUS]


@jit
def _see_sun(t_s: float, rx: float, ry: float, rz: float, p: NDArray[np.float64], y: NDArray[np.float64]) -> None:
    """Write the Sun's place, the share of it in view and the kind of shadow at `t_s`, for a satellite at r [m]."""
    sx, sy, sz = sun_at(p[SUN_TABLE:], t_s)
    y[SUN], y[SUN + 1], y[SUN + 2] = sx, sy, sz
    z_stretch = 1.0 / (1.0 - p[FLATTENING])
    sun, earth, apart = disc_angles(rx, ry, rz, sx, sy, sz, p[EARTH_RADIUS], p[SUN_RADIUS], z_stretch)
    y[ILLUMINATION] = free_share(sun, earth, apart)
    y[SHADOW] = shadow_state(sun, earth, apart)
