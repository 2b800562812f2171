"""The line of sight between any two satellites: where it points, how it turns, what lies in its way.

Vectors are GCRF; azimuth and elevation are of the looking satellite's local orbital frame (sim.orbit.frame). Rates are
of that frame too, which turns at h/r2 about its normal: the pull of the Earth's oblateness sideways, at most
1.6e-6 rad/s at 600 km, is left out. Source: docs/physics.md section 5 (L-5, L-6).
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.arguments import real
from sim.constants import EARTH_RADIUS_M
from sim.errors import InputError
from sim.kernel import jit
from sim.optical.beam import LIGHT_M_S, WAVELENGTH_M
from sim.optical.geometry import closest_m
from sim.orbit.frame import azimuth_elevation, triad

Vector = NDArray[np.float64]

_NEAREST_M = 1.0  # [m] keeps a distance that means nothing from dividing by zero
_SAME = 1e-9  # [1] horizontal share of a direction below which azimuth means nothing


class Sight(NamedTuple):
    """What one satellite sees of another, each (n,); the order is that of the leaf's output."""

    range_m: Vector
    range_rate_m_s: Vector
    azimuth_rad: Vector
    elevation_rad: Vector
    azimuth_rate_rad_s: Vector
    elevation_rate_rad_s: Vector
    graze_height_m: Vector  # of the nearest point of the line over a sphere of the equator's radius
    sun_angle_rad: Vector  # from the line to the Sun
    point_ahead_rad: Vector
    point_ahead_azimuth_rad: Vector  # on the sky, towards growing azimuth
    point_ahead_elevation_rad: Vector
    doppler_hz: Vector  # at beam.WAVELENGTH_M, positive when they close
    clock_ppm: Vector  # of the received symbol clock, positive when they close


COLUMNS = Sight._fields
(RANGE, RANGE_RATE, AZIMUTH, ELEVATION, AZIMUTH_RATE, ELEVATION_RATE, GRAZE_HEIGHT, SUN_ANGLE, AHEAD, AHEAD_AZIMUTH,
 AHEAD_ELEVATION, DOPPLER, CLOCK) = range(len(COLUMNS))  # fmt: skip


@jit
def doppler_hz(range_rate_m_s: float) -> float:
    """Return the shift [Hz] of light of beam.WAVELENGTH_M, first order: -v/lambda (docs/physics.md section 5)."""
    return -range_rate_m_s / WAVELENGTH_M


@jit
def _dot(a: tuple[float, float, float], b: tuple[float, float, float]) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


@jit
def _angle_rad(a: tuple[float, float, float], b: tuple[float, float, float]) -> float:
    x, y, z = a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]
    return math.atan2(math.sqrt(x * x + y * y + z * z), _dot(a, b))


@jit
def look(r: Vector, v: Vector, r_peer: Vector, v_peer: Vector, r_sun: Vector, y: Vector) -> None:
    """Fill `y` (len(COLUMNS),), in the order and units of `Sight`; source: docs/physics.md section 5.

    Args:
        r, r_peer, r_sun: (3,) GCRF [m]. v, v_peer: (3,) GCRF [m/s].
    """
    d = (r_peer[0] - r[0], r_peer[1] - r[1], r_peer[2] - r[2])
    dv = (v_peer[0] - v[0], v_peer[1] - v[1], v_peer[2] - v[2])
    along, normal, up = triad(r[0], r[1], r[2], v[0], v[1], v[2])
    range_m = max(math.sqrt(_dot(d, d)), _NEAREST_M)
    range_rate = _dot(d, dv) / range_m
    y[RANGE], y[RANGE_RATE] = range_m, range_rate
    y[AZIMUTH], y[ELEVATION] = azimuth_elevation(d[0], d[1], d[2], along, normal, up)
    y[GRAZE_HEIGHT] = closest_m(r[0], r[1], r[2], d[0], d[1], d[2]) - EARTH_RADIUS_M
    y[SUN_ANGLE] = _angle_rad(d, (r_sun[0] - r[0], r_sun[1] - r[1], r_sun[2] - r[2]))
    y[DOPPLER], y[CLOCK] = doppler_hz(range_rate), -range_rate / LIGHT_M_S * 1e6
    moving = (_dot(dv, along), _dot(dv, normal), _dot(dv, up))
    place = (_dot(d, along), _dot(d, normal), _dot(d, up))
    ahead = 2.0 / LIGHT_M_S * range_m
    y[AHEAD_AZIMUTH], y[AHEAD_ELEVATION] = _turning(place, moving, range_m)
    y[AHEAD_AZIMUTH] *= ahead
    y[AHEAD_ELEVATION] *= ahead
    y[AHEAD] = math.sqrt(y[AHEAD_AZIMUTH] * y[AHEAD_AZIMUTH] + y[AHEAD_ELEVATION] * y[AHEAD_ELEVATION])
    # The frame turns about N by w: in it the peer moves by w R less along T and by w T more along R.
    turn = _dot((v[0], v[1], v[2]), along) / max(math.sqrt(r[0] * r[0] + r[1] * r[1] + r[2] * r[2]), _NEAREST_M)
    seen = (moving[0] - turn * place[2], moving[1], moving[2] + turn * place[0])
    sideways, y[ELEVATION_RATE] = _turning(place, seen, range_m)
    level = math.sqrt(place[0] * place[0] + place[1] * place[1]) / range_m
    y[AZIMUTH_RATE] = sideways / max(level, _SAME)


@jit
def _turning(
    place: tuple[float, float, float], moving: tuple[float, float, float], range_m: float
) -> tuple[float, float]:
    """Return how fast a direction turns on the sky [rad/s], towards azimuth and towards elevation."""
    level_m = max(math.sqrt(place[0] * place[0] + place[1] * place[1]), _SAME * range_m)
    outward = (place[0] * moving[0] + place[1] * moving[1]) / level_m
    sideways = (place[0] * moving[1] - place[1] * moving[0]) / level_m
    return sideways / range_m, (level_m * moving[2] - place[2] * outward) / (range_m * range_m)


@jit
def _look_all(r: Vector, v: Vector, r_peer: Vector, v_peer: Vector, r_sun: Vector, y: Vector) -> None:
    for n in range(r.shape[0]):
        look(r[n], v[n], r_peer[n], v_peer[n], r_sun[n], y[n])


def sight(
    r_eci_m: ArrayLike, v_eci_m_s: ArrayLike, r_peer_eci_m: ArrayLike, v_peer_eci_m_s: ArrayLike,
    r_sun_eci_m: ArrayLike,
) -> Sight:  # fmt: skip
    """Return the `Sight`, each field (n,), that satellites have of their peers; units in the names.

    Args:
        r_eci_m, r_peer_eci_m: (n, 3) GCRF [m]. v_eci_m_s, v_peer_eci_m_s: (n, 3) GCRF [m/s].
        r_sun_eci_m: the Sun, GCRF [m]. Any of them may be (3,) and is then the same for all.

    Raises InputError for another shape, for what is not finite and for two satellites in one place.
    Source: docs/physics.md section 5.
    """
    named = {
        "r_eci_m": r_eci_m, "v_eci_m_s": v_eci_m_s, "r_peer_eci_m": r_peer_eci_m, "v_peer_eci_m_s": v_peer_eci_m_s,
        "r_sun_eci_m": r_sun_eci_m,
    }  # fmt: skip
    arrays = [rows(name, value) for name, value in named.items()]
    count = max(array.shape[0] for array in arrays)
    for name, array in zip(named, arrays, strict=True):
        if array.shape[0] not in (1, count):
            raise InputError(name, f"({count}, 3) or (3,)", array.shape)
    r, v, r_peer, v_peer, r_sun = (np.ascontiguousarray(np.broadcast_to(array, (count, 3))) for array in arrays)
    same = np.flatnonzero(np.all(r == r_peer, axis=1))
    if same.size:
        raise InputError(f"r_peer_eci_m[{same[0]}]", "another place than r_eci_m", r_peer[same[0]])
    y = np.empty((count, len(COLUMNS)))
    _look_all(r, v, r_peer, v_peer, r_sun, y)
    return Sight(*np.ascontiguousarray(y.T))


def rows(name: str, value: ArrayLike) -> Vector:
    """Return `value` as (n, 3) float64, finite; (3,) becomes (1, 3); unit and frame are the caller's (ours).

    Raises InputError that names `name` and the row otherwise.
    """
    array = np.atleast_2d(real(name, value))
    if array.ndim != 2 or array.shape[1] != 3:
        raise InputError(name, "shape (n, 3) or (3,)", np.shape(value))
    bad = np.flatnonzero(~np.isfinite(array).all(axis=1))
    if bad.size:
        raise InputError(f"{name}[{bad[0]}]", "finite numbers", array[bad[0]])
    return array
