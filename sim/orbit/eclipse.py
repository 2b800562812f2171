"""How much of the Sun's disc the Earth leaves free.

Two discs on the sky (Montenbruck and Gill, Satellite Orbits, 2000, section 3.4.2). An oblate Earth is made a
sphere first, by stretching z of satellite and Sun by 1/(1 - f): within 25 ms of GMAT and 9 ms of Orekit's
true ellipsoid at the edges of a 600 km orbit, where a sphere is 5.7 s wrong (docs/physics.md section 0).

Assumes: no refraction, a Sun of even brightness, +z of GCRF as the Earth's axis.
"""

import math
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.arguments import broadcast, one_of, positive, vectors
from sim.constants import EARTH_FLATTENING, EARTH_RADIUS_M, SUN_RADIUS_M
from sim.errors import InputError
from sim.kernel import jit

SUNLIT, PENUMBRA, UMBRA = 0, 1, 2
Shape = Literal["wgs84", "sphere", "cylinder"]
_Z_STRETCH = {"wgs84": 1.0 / (1.0 - EARTH_FLATTENING), "sphere": 1.0}
_NEAREST_M = 1.0  # [m] keeps a distance that means nothing from dividing by zero


@jit
def disc_angles(
    rx_m: float, ry_m: float, rz_m: float, sx_m: float, sy_m: float, sz_m: float,
    earth_radius_m: float, sun_radius_m: float, z_stretch: float,
) -> tuple[float, float, float]:  # fmt: skip
    """Return the apparent radii of Sun and Earth and the angle between their centres [rad].

    Args:
        rx_m, ry_m, rz_m: satellite, sx_m, sy_m, sz_m: Sun, both from the Earth's centre, +z its axis.
        z_stretch: 1 / (1 - flattening); 1 for a sphere.
    """
    rz_m *= z_stretch
    dx, dy, dz = sx_m - rx_m, sy_m - ry_m, sz_m * z_stretch - rz_m
    radius = max(math.sqrt(rx_m * rx_m + ry_m * ry_m + rz_m * rz_m), _NEAREST_M)
    distance = max(math.sqrt(dx * dx + dy * dy + dz * dz), _NEAREST_M)
    cx, cy, cz = ry_m * dz - rz_m * dy, rz_m * dx - rx_m * dz, rx_m * dy - ry_m * dx
    apart = math.atan2(math.sqrt(cx * cx + cy * cy + cz * cz), -(rx_m * dx + ry_m * dy + rz_m * dz))
    return math.asin(min(1.0, sun_radius_m / distance)), math.asin(min(1.0, earth_radius_m / radius)), apart


@jit
def free_share(sun_rad: float, earth_rad: float, apart_rad: float) -> float:
    """Return the share [1] of the Sun's disc not behind the Earth's, 0 to 1, from `disc_angles`."""
    if apart_rad >= sun_rad + earth_rad:
        return 1.0
    if apart_rad <= earth_rad - sun_rad:
        return 0.0
    whole = sun_rad * sun_rad
    if apart_rad <= sun_rad - earth_rad:  # the Earth stands inside the Sun's disc: from far away only
        return 1.0 - earth_rad * earth_rad / whole
    # as in the source, but with differences of squares as products and atan2 for acos: small discs lose no digits
    x = ((apart_rad - earth_rad) * (apart_rad + earth_rad) + whole) / (2.0 * apart_rad)
    y = math.sqrt(max(0.0, (sun_rad - x) * (sun_rad + x)))
    sun_part = whole * math.atan2(y, x)
    earth_part = earth_rad * earth_rad * math.atan2(y, apart_rad - x)
    return min(1.0, max(0.0, 1.0 - (sun_part + earth_part - apart_rad * y) / (math.pi * whole)))


@jit
def shadow_state(sun_rad: float, earth_rad: float, apart_rad: float) -> int:
    """Return SUNLIT, PENUMBRA (in part, or a ring) or UMBRA, from `disc_angles` [rad]."""
    if apart_rad >= sun_rad + earth_rad:
        return SUNLIT
    return UMBRA if apart_rad <= earth_rad - sun_rad else PENUMBRA


@jit
def _conical(
    r: NDArray[np.float64], s: NDArray[np.float64], earth_radius_m: float, sun_radius_m: float, z_stretch: float,
    out: NDArray[np.float64],
) -> None:  # fmt: skip
    for n in range(out.size):
        sun, earth, apart = disc_angles(
            r[n, 0], r[n, 1], r[n, 2], s[n, 0], s[n, 1], s[n, 2], earth_radius_m, sun_radius_m, z_stretch
        )
        out[n] = free_share(sun, earth, apart)


def illumination(
    r_sat_eci_m: ArrayLike,
    r_sun_eci_m: ArrayLike,
    shape: Shape = "wgs84",
    *,
    earth_radius_m: float = EARTH_RADIUS_M,
    sun_radius_m: float = SUN_RADIUS_M,
) -> NDArray[np.float64]:
    """Return the share [1] of the Sun's disc in view, 0 to 1, of the arguments' common shape but for (3,).

    Args:
        r_sat_eci_m, r_sun_eci_m: (..., 3) [m] from the Earth's centre, GCRF; either may be (3,).
        shape: "wgs84" oblate Earth, "sphere", or "cylinder" (a sphere and a Sun far away: 0 or 1).

    Raises InputError (a ValueError) for another shape, a last axis that is not three, shapes that do not go together,
    numbers that are not finite, radii not above zero, a satellite below the surface, and a Sun so near that it is in
    another unit.
    """
    one_of("shape", shape, ("wgs84", "sphere", "cylinder"))
    r, s = vectors("r_sat_eci_m", r_sat_eci_m), vectors("r_sun_eci_m", r_sun_eci_m)
    r, s = broadcast("r_sat_eci_m and r_sun_eci_m", r, s)
    earth_radius_m = positive("earth_radius_m", earth_radius_m)
    sun_radius_m = positive("sun_radius_m", sun_radius_m)
    _placed(r, s, earth_radius_m, sun_radius_m)
    if shape == "cylinder":
        return _cylinder(r, s, earth_radius_m)
    out = np.empty(r.shape[:-1])
    flat = out.reshape(-1)
    rows = (np.ascontiguousarray(r).reshape(-1, 3), np.ascontiguousarray(s).reshape(-1, 3))
    _conical(*rows, earth_radius_m, sun_radius_m, stretch(shape), flat)
    return out


def stretch(shape: Shape) -> float:
    """Return what z is multiplied by to make the Earth a sphere. Raises InputError for a shape that is no cone."""
    return _Z_STRETCH[one_of("shape", shape, tuple(_Z_STRETCH))]


def _placed(r: NDArray[np.float64], s: NDArray[np.float64], earth_radius_m: float, sun_radius_m: float) -> None:
    """Raise InputError for a satellite inside the Earth's polar radius or a Sun that is not outside its own [m]."""
    lowest_m = earth_radius_m * (1.0 - EARTH_FLATTENING)
    with np.errstate(over="ignore"):
        low, near = np.sum(r * r, axis=-1) < lowest_m * lowest_m, np.sum(s * s, axis=-1) <= sun_radius_m * sun_radius_m
    if np.any(low):
        raise InputError("r_sat_eci_m", f"positions [m] at least {lowest_m:.0f} m from the centre", r[low][0].tolist())
    if np.any(near):
        raise InputError("r_sun_eci_m", f"the Sun more than {sun_radius_m:.6g} m away", s[near][0].tolist())


def _cylinder(r: NDArray[np.float64], s: NDArray[np.float64], earth_radius_m: float) -> NDArray[np.float64]:
    """Return 0 behind the Earth and within its radius of the line to the Sun, else 1."""
    towards = s / np.sqrt(np.sum(s * s, axis=-1, keepdims=True))
    along = np.sum(r * towards, axis=-1)
    beside2 = np.sum(r * r, axis=-1) - along * along
    return np.where((along < 0.0) & (beside2 < earth_radius_m * earth_radius_m), 0.0, 1.0)
