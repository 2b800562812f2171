"""The South Atlantic Anomaly as a region: an ellipse in geodetic latitude and longitude, one height for all.

The real region drifts, grows with height and has no edge; no single boundary is right. Default: latitudes -50 to 0,
longitudes -90 to 40 deg (docs/physics.md section 7, an unverified figure). Earth-fixed from GCRF by SOFA: precession
and nutation of the middle of the times asked for, Earth rotation angle of each with UTC for UT1 (0.9 s, 0.004 deg), no
polar motion (1e-4 deg).
"""

import math
from datetime import datetime
from typing import NamedTuple

import erfa
import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.arguments import number, numbers, positive, times, utc, vectors
from sim.constants import DAY_S
from sim.errors import InputError
from sim.orbit.sun import terrestrial_time_jd

NEAREST_M = 1e6  # [m] deep in the Earth, where a latitude means nothing
_WGS84 = 1  # SOFA's number of the ellipsoid


class Region(NamedTuple):
    """An ellipse on the map [rad], longitude positive to the east."""

    latitude_rad: float = math.radians(-25.0)
    longitude_rad: float = math.radians(-25.0)
    half_height_rad: float = math.radians(25.0)
    half_width_rad: float = math.radians(65.0)


SOUTH_ATLANTIC = Region()


def geodetic(
    r_eci_m: ArrayLike, epoch_utc: datetime, t_s: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return (longitude [rad, -pi to pi], geodetic latitude [rad], height [m]) over WGS 84, each of shape t_s.shape.

    Args:
        r_eci_m: t_s.shape + (3,), GCRF.
        epoch_utc: with a time zone.
        t_s: SI seconds after it.

    Raises InputError for shapes that do not go together, what is not finite, and an epoch without a time zone.
    Source: SOFA `c2i06a`, `era00`, `gc2gd`.
    """
    r, asked = vectors("r_eci_m", r_eci_m), times("t_s", t_s)
    if r.shape[:-1] != asked.shape:
        raise InputError("r_eci_m", f"shape {(*asked.shape, 3)}, that of t_s and 3", f"shape {r.shape}")
    if bool(np.any(np.sum(r * r, axis=-1) < NEAREST_M * NEAREST_M)):
        raise InputError("r_eci_m", f"positions at least {NEAREST_M:g} m from the centre", r.tolist())
    if not asked.size:
        return np.empty(asked.shape), np.empty(asked.shape), np.empty(asked.shape)
    whole, part = terrestrial_time_jd(epoch_utc)
    middle_s = 0.5 * (float(np.min(asked)) + float(np.max(asked)))
    to_intermediate = np.asarray(erfa.c2i06a(whole, part + middle_s / DAY_S))
    at = utc(epoch_utc)
    day, rest = erfa.dtf2d("UTC", at.year, at.month, at.day, 0, 0, 0.0)
    since_s = at.hour * 3600.0 + at.minute * 60.0 + at.second + at.microsecond * 1e-6
    turned = erfa.era00(day + rest, (since_s + asked) / DAY_S)
    x, y, z = np.moveaxis(r @ to_intermediate.T, -1, 0)
    cosine, sine = np.cos(turned), np.sin(turned)
    fixed = np.stack([cosine * x + sine * y, cosine * y - sine * x, z], axis=-1)
    longitude, latitude, height = erfa.gc2gd(_WGS84, fixed)
    return np.asarray(longitude), np.asarray(latitude), np.asarray(height)


def inside(longitude_rad: ArrayLike, latitude_rad: ArrayLike, region: Region = SOUTH_ATLANTIC) -> NDArray[np.bool_]:
    """Return whether places [rad], of shapes (n, ...) that go together, lie in `region`, over the date line as well.

    Raises InputError for what is not finite, shapes that do not go together, and a region without extent. Source:
    ellipse on the map, docs/physics.md section 7.
    """
    longitude, latitude = numbers("longitude_rad", longitude_rad), numbers("latitude_rad", latitude_rad)
    try:
        longitude, latitude = np.broadcast_arrays(longitude, latitude)
    except ValueError as error:
        shapes = f"{longitude.shape} and {latitude.shape}"
        raise InputError("longitude_rad and latitude_rad", "shapes that go together", shapes) from error
    for name, value in region._asdict().items():
        number(f"region.{name}", value)
    positive("region.half_height_rad", region.half_height_rad)
    positive("region.half_width_rad", region.half_width_rad)
    east = np.remainder(longitude - region.longitude_rad + math.pi, math.tau) - math.pi
    x, y = east / region.half_width_rad, (latitude - region.latitude_rad) / region.half_height_rad
    return np.asarray(x * x + y * y <= 1.0)


def in_anomaly(
    r_eci_m: ArrayLike, epoch_utc: datetime, t_s: ArrayLike, region: Region = SOUTH_ATLANTIC
) -> NDArray[np.bool_]:
    """Return whether a satellite at r, t_s.shape + (3,) [m], GCRF, is over `region`, of shape t_s.shape.

    Raises InputError as `geodetic` does. Source: `geodetic`, `inside`.
    """
    longitude, latitude, _ = geodetic(r_eci_m, epoch_utc, t_s)
    return inside(longitude, latitude, region)
