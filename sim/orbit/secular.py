"""What J2 does to an orbit on average, and the inclination at which its plane keeps up with the Sun.

Source: Vallado 2013, section 9.6; frame GCRF.
"""

import math
from typing import NamedTuple

from sim.arguments import number, positive
from sim.constants import DAY_S, EARTH_J2, EARTH_MU_M3_S2, EARTH_RADIUS_M, TROPICAL_YEAR_D
from sim.errors import InputError


class Rates(NamedTuple):
    """Mean rates of the angles of an orbit, each in rad/s."""

    raan_rad_s: float
    argp_rad_s: float
    mean_anomaly_rad_s: float


def j2_rates(
    a_m: float,
    e: float,
    inclination_rad: float,
    *,
    mu_m3_s2: float = EARTH_MU_M3_S2,
    radius_m: float = EARTH_RADIUS_M,
    j2: float = EARTH_J2,
) -> Rates:
    """Return the first-order secular rates [rad/s] of mean elements (Vallado, 4th ed., eq. 9-37 to 9-41).

    Raises InputError unless a_m [m], mu and radius are above zero, 0 <= e < 1, and inclination and j2 are finite.
    """
    for place, value in (("a_m", a_m), ("mu_m3_s2", mu_m3_s2), ("radius_m", radius_m)):
        positive(place, value)
    number("j2", j2)
    if not 0.0 <= number("e", e) < 1.0:
        raise InputError("e", "an ellipse, eccentricity 0 to below 1", e)
    number("inclination_rad", inclination_rad)
    cosine = math.cos(inclination_rad)
    shape = 1.0 - e * e
    n_rad_s = math.sqrt(mu_m3_s2 / a_m) / a_m
    ratio = radius_m / (a_m * shape)
    factor = 0.75 * n_rad_s * j2 * ratio * ratio
    return Rates(
        raan_rad_s=-2.0 * factor * cosine,
        argp_rad_s=factor * (5.0 * cosine * cosine - 1.0),
        mean_anomaly_rad_s=n_rad_s + factor * math.sqrt(shape) * (3.0 * cosine * cosine - 1.0),
    )


def sun_synchronous_inclination_rad(a_m: float, e: float = 0.0) -> float:
    """Return the inclination [rad] whose node turns 360 deg in a tropical year (docs/physics.md section 2).

    Raises InputError where there is none, above about 5,970 km, and for a perigee inside the Earth.
    """
    wanted_rad_s = 2.0 * math.pi / (TROPICAL_YEAR_D * DAY_S)
    rate_rad_s = j2_rates(a_m, e, 0.0).raan_rad_s
    cosine = wanted_rad_s / rate_rad_s if rate_rad_s != 0.0 else math.inf
    if not a_m * (1.0 - e) > EARTH_RADIUS_M:
        perigee = f"{a_m * (1.0 - e):.6g} m for a_m {a_m:.6g} and e {e:g}"
        raise InputError("a_m and e", f"a perigee above {EARTH_RADIUS_M:.0f} m from the centre", perigee)
    if not abs(cosine) <= 1.0:
        raise InputError("a_m", "a semi-major axis [m] of a sun-synchronous orbit", a_m)
    return math.acos(cosine)
