"""Where a terminal may look: the Sun's distance from the line of sight, and the Earth's."""

from math import acos, cos, pi, sin, sqrt

EARTH_KM = 6378.137  # WGS 84 equatorial radius


def separation_rad(az_1: float, el_1: float, az_2: float, el_2: float) -> float:
    """Return the angle [rad] between two directions given by azimuth and elevation [rad]; NaN gives NaN."""
    cosine = sin(el_1) * sin(el_2) + cos(el_1) * cos(el_2) * cos(az_1 - az_2)
    if cosine > 1.0:
        return 0.0
    if cosine < -1.0:
        return pi
    return acos(cosine)


def graze_km(elevation_rad: float, range_km: float, radius_km: float) -> float:
    """Return the least height [km] over the equatorial radius of the segment to a peer; NaN gives NaN.

    `elevation_rad` above the local horizontal, `range_km` to the peer, infinite for the beam that goes on past it,
    `radius_km` of our orbit from the Earth's centre. The line dips for -r sin(el); a peer nearer than that is itself
    the lowest point (law of cosines). Negative when the line meets the ground.
    """
    dip_km = -radius_km * sin(elevation_rad)
    if dip_km != dip_km or range_km != range_km:
        return float("nan")
    if dip_km <= 0.0:
        return radius_km - EARTH_KM
    if range_km < dip_km:
        return sqrt(radius_km * radius_km + range_km * range_km - 2.0 * range_km * dip_km) - EARTH_KM
    return radius_km * cos(elevation_rad) - EARTH_KM


def turned(new_az: float, old_az: float) -> float:
    """Return new - old azimuth [rad] by the shorter way round."""
    return (new_az - old_az + pi) % (2.0 * pi) - pi
