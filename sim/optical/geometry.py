"""Where a peer is: range and direction, how near the line of sight comes to the Earth.

Vectors are GCRF; azimuth and elevation are of the local orbital frame (sim.orbit.frame).

Sources: spherical trigonometry (Vallado, 4th ed., 2013, app. C) and plane geometry, ours; docs/physics.md section 5.
"""

import math

from sim.kernel import jit


@jit
def separation_rad(az_1: float, el_1: float, az_2: float, el_2: float) -> float:
    """Return the angle [rad] between two directions by azimuth and elevation [rad]; haversine: good for small ones."""
    half_el = math.sin(0.5 * (el_2 - el_1))
    half_az = math.sin(0.5 * (az_2 - az_1))
    square = half_el * half_el + math.cos(el_1) * math.cos(el_2) * half_az * half_az
    return 2.0 * math.asin(math.sqrt(min(max(square, 0.0), 1.0)))


@jit
def wrapped_rad(angle_rad: float) -> float:
    """Return the angle [rad] brought to -pi to pi."""
    return angle_rad - 2.0 * math.pi * math.floor((angle_rad + math.pi) / (2.0 * math.pi))


@jit
def closest_m(rx_m: float, ry_m: float, rz_m: float, dx_m: float, dy_m: float, dz_m: float) -> float:
    """Return the least distance [m] from the Earth's centre of the segment from r to r + d, GCRF.

    A segment of no length is its own point.
    """
    length2 = dx_m * dx_m + dy_m * dy_m + dz_m * dz_m
    along = 0.0
    if length2 > 0.0:
        along = min(max(-(rx_m * dx_m + ry_m * dy_m + rz_m * dz_m) / length2, 0.0), 1.0)
    x, y, z = rx_m + along * dx_m, ry_m + along * dy_m, rz_m + along * dz_m
    return math.sqrt(x * x + y * y + z * z)
