"""Eclipse prediction on board, from the Sun's direction in the local orbital frame and the altitude alone.

Circular orbit, Sun fixed over one orbit. With u the unit vector to the Sun in (T, N, R) and theta the angle flown
from
now, the position direction is R cos(theta) + T sin(theta), so u . r = A cos(theta - phi) with A = sqrt(uT^2 + uR^2)
= cos(beta)
and phi = atan2(uT, uR). First penumbra where -u . r = cos(asin(Re / r) + a), a the Sun's apparent radius (dual cone,
Montenbruck and Gill, Satellite Orbits, section 3.4, with the vertex angle small against asin(Re / r)).
"""

from math import acos, asin, atan2, cos, pi, sin, sqrt

MU_KM3_S2 = 398600.4418  # WGS 84
EQUATOR_KM = 6378.137  # WGS 84
SUN_RADIUS_RAD = 0.00465  # apparent radius of the Sun at 1 AU: 695700 / 149597870.7
NONE_S = -1.0  # no eclipse on this orbit
TWO_PI = 2.0 * pi


def predict(sun_az: float, sun_el: float, altitude_km: float, earth_radius_km: float) -> tuple:
    """Return (seconds to the next first penumbra, length or rest of the eclipse [s], orbit period [s]).

    Angles [rad] in the local orbital frame. Inside the shadow the first is 0 and the second the time to its end;
    without
    an eclipse on this orbit they are (NONE_S, 0). Any NaN input, or an altitude out of 150 to 3000 km: (NaN, NaN,
    NaN).
    """
    nan = float("nan")
    if sun_az != sun_az or sun_el != sun_el or not 150.0 <= altitude_km <= 3000.0:
        return nan, nan, nan
    radius_km = EQUATOR_KM + altitude_km
    rate = sqrt(MU_KM3_S2 / (radius_km * radius_km * radius_km))  # [rad/s]
    period_s = TWO_PI / rate
    along = cos(sun_el) * cos(sun_az)
    up = sin(sun_el)
    in_plane = sqrt(along * along + up * up)
    edge = cos(asin(earth_radius_km / radius_km) + SUN_RADIUS_RAD)
    if in_plane <= edge:
        return NONE_S, 0.0, period_s
    half = acos(edge / in_plane)
    to_middle = (atan2(along, up) + pi) % TWO_PI  # [0, 2 pi)
    if to_middle > pi:
        to_middle -= TWO_PI  # the nearer middle, behind us
    if -half < to_middle < half:
        return 0.0, (to_middle + half) / rate, period_s
    to_entry = to_middle - half
    if to_entry < 0.0:
        to_entry += TWO_PI
    return to_entry / rate, 2.0 * half / rate, period_s
