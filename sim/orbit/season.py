"""How a year of shadow looks for a circular orbit: one orbit a day, from its first sample to its last. GCRF."""

import math
from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.constants import EARTH_MU_M3_S2, EARTH_RADIUS_M
from sim.errors import InputError
from sim.orbit.eclipse import Shape, illumination
from sim.orbit.secular import j2_rates, sun_synchronous_inclination_rad
from sim.orbit.sun import raan_from_ltan_rad, sun_position_eci_m

SAMPLE_S = 1.0  # [s] between two looks in an orbit: edges are good to that
DAYS = 365


class Day(NamedTuple):
    """One day: minutes of an orbit in which the Sun is hidden in part or in whole, and in whole; mean share in view."""

    day: datetime
    penumbra_min: float
    umbra_min: float
    sunlit: float


class Season(NamedTuple):
    """A year: days with any shadow, the longest of an orbit, the mean share of the Sun in view, and every day."""

    eclipse_days: int
    longest_penumbra_min: float
    longest_umbra_min: float
    sunlit: float
    days: tuple[Day, ...]


def season(
    altitude_m: float,
    year: datetime,
    *,
    ltan_h: float | None = None,
    inclination_rad: float | None = None,
    raan_rad: float = 0.0,
    shape: Shape = "wgs84",
    days: int = DAYS,
) -> Season:
    """Return the shadow of `days` days from `year` on, one orbit a day, each circular with its node of that day.

    With `ltan_h` [h] the orbit is sun-synchronous (mean Sun) and has that inclination; else the node starts at
    `raan_rad` [rad] and regresses by J2. `altitude_m` [m] is over the equatorial radius.

    Raises InputError for an orbit below the surface, and unless `ltan_h` or `inclination_rad` is given, one of the two.
    Source: docs/physics.md section 2.
    """
    if not altitude_m > 0.0:
        raise InputError("altitude_m", "above the surface", altitude_m)
    if (ltan_h is None) == (inclination_rad is None):
        raise InputError("season", "ltan_h or inclination_rad, one of the two", (ltan_h, inclination_rad))
    a_m = EARTH_RADIUS_M + altitude_m
    tilt_rad = sun_synchronous_inclination_rad(a_m) if inclination_rad is None else inclination_rad
    turn_rad_s = j2_rates(a_m, 0.0, tilt_rad).raan_rad_s
    found = []
    for number in range(days):
        at = year + timedelta(days=number)
        node_rad = raan_from_ltan_rad(ltan_h, at) if ltan_h is not None else raan_rad + turn_rad_s * 86400.0 * number
        found.append(_day(at, a_m, tilt_rad, node_rad, shape))
    return Season(
        sum(one.penumbra_min > 0.0 for one in found),
        max(one.penumbra_min for one in found),
        max(one.umbra_min for one in found),
        float(np.mean([one.sunlit for one in found])),
        tuple(found),
    )


def _day(at: datetime, a_m: float, tilt_rad: float, node_rad: float, shape: Shape) -> Day:
    period_s = math.tau * a_m * math.sqrt(a_m / EARTH_MU_M3_S2)
    count = math.ceil(period_s / SAMPLE_S)
    share = illumination(_circle(a_m, tilt_rad, node_rad, count), sun_position_eci_m(at, 0.0), shape)
    minutes = period_s / 60.0 / count
    hidden, dark = int(np.count_nonzero(share < 1.0)), int(np.count_nonzero(share == 0.0))
    return Day(at, minutes * hidden, minutes * dark, float(share.mean()))


def _circle(a_m: float, tilt_rad: float, node_rad: float, count: int) -> NDArray[np.float64]:
    """Return (count, 3) positions [m] evenly round a circular orbit, GCRF."""
    u = math.tau * np.arange(count) / count
    node, side = (math.cos(node_rad), math.sin(node_rad)), math.cos(tilt_rad)
    x = np.cos(u) * node[0] - np.sin(u) * side * node[1]
    y = np.cos(u) * node[1] + np.sin(u) * side * node[0]
    return a_m * np.stack([x, y, np.sin(u) * math.sin(tilt_rad)], axis=1)
