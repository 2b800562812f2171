"""The Sun as seen from the Earth's centre: geometric (no light time, no aberration), GCRF.

From IAU SOFA through pyerfa: the Earth's heliocentric place by `epv00`, within 11 km or 1e-7 rad of DE405
over 1900-2100; UTC to TT with leap seconds; TT stands for TDB (2 ms, 60 m of the Sun's way). Dates past the last leap
second that pyerfa knows draw its warning: they assume that no further one is announced.
"""

import math
from datetime import datetime

import erfa
import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.arguments import times, utc, within
from sim.constants import AU_M, DAY_S
from sim.kernel import jit

NODE_S = 86400.0  # [s] between two nodes of `sun_table`: cubics over a day are within 1e-9 rad of their source


def terrestrial_time_jd(epoch_utc: datetime) -> tuple[float, float]:
    """Return `epoch_utc` as a two-part Julian date of TT. Raises InputError when it carries no time zone."""
    at = utc(epoch_utc)
    seconds = at.second + at.microsecond * 1e-6
    date = erfa.dtf2d("UTC", at.year, at.month, at.day, at.hour, at.minute, seconds)
    whole, part = erfa.taitt(*erfa.utctai(*date))
    return float(whole), float(part)


def sun_state_eci(epoch_utc: datetime, t_s: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the Sun's position [m] and velocity [m/s] `t_s` after the epoch, each of shape t_s.shape + (3,), GCRF.

    Raises InputError when `epoch_utc` carries no time zone or is outside 1960-2100, or times are not finite.
    """
    whole, part = terrestrial_time_jd(epoch_utc)
    heliocentric, _ = erfa.epv00(whole, part + times("t_s", t_s) / DAY_S)
    return -AU_M * heliocentric["p"], -AU_M / DAY_S * heliocentric["v"]


def sun_position_eci_m(epoch_utc: datetime, t_s: ArrayLike) -> NDArray[np.float64]:
    """Return the Sun's position [m], shape t_s.shape + (3,), GCRF, from the Earth's centre; see `sun_state_eci`.

    Args:
        epoch_utc: a datetime with a time zone, 1960 to 2100.
        t_s: SI seconds after it, a number or an array; a leap second between counts.

    Raises InputError (a ValueError) for an epoch without a time zone and for times that are not finite.
    """
    return sun_state_eci(epoch_utc, t_s)[0]


def mean_sun_rad(epoch_utc: datetime) -> float:
    """Return the right ascension [rad] of the mean Sun, 0 to 2 pi, from the equinox of J2000, which is GCRF's +x.

    The Earth's mean longitude (IERS Conventions 2003, eq. 5.44, erfa `fae03`) half a turn on.
    Raises InputError when `epoch_utc` carries no time zone.
    """
    whole, part = terrestrial_time_jd(epoch_utc)
    centuries = (whole - erfa.DJ00 + part) / erfa.DJC
    return (float(erfa.fae03(centuries)) + math.pi) % math.tau


def raan_from_ltan_rad(ltan_h: float, epoch_utc: datetime) -> float:
    """Return the right ascension [rad, 0 to 2 pi) of an ascending node of local mean solar time `ltan_h` [h].

    Raises InputError unless `ltan_h` is 0 to 24, and when `epoch_utc` carries no time zone.
    """
    within("ltan_h", ltan_h, 0.0, 24.0)
    return (mean_sun_rad(epoch_utc) + (ltan_h - 12.0) * math.pi / 12.0) % math.tau


def sun_table(epoch_utc: datetime, duration_s: float) -> NDArray[np.float64]:
    """Return nodes (n,) for `sun_at`, flat: position [m] and velocity [m/s] each `NODE_S` from the epoch on.

    They reach past `duration_s`. Raises InputError when `epoch_utc` carries no time zone.
    """
    spans = max(1, math.ceil(duration_s / NODE_S))
    r, v = sun_state_eci(epoch_utc, NODE_S * np.arange(spans + 1))
    return np.ascontiguousarray(np.concatenate([r, v], axis=1).ravel())


@jit
def sun_at(table: NDArray[np.float64], t_s: float) -> tuple[float, float, float]:
    """Return the Sun's position [m], GCRF, `t_s` after the epoch of the table (n,): the cubic through two nodes.

    Within 1e-9 rad of `sun_position_eci_m` inside the table; outside, the nearest cubic goes on.
    """
    span = min(max(int(t_s / NODE_S), 0), table.size // 6 - 2)
    s = t_s / NODE_S - span
    rest = 1.0 - s
    start, end = rest * rest * (1.0 + 2.0 * s), s * s * (3.0 - 2.0 * s)
    leave, arrive = NODE_S * s * rest * rest, -NODE_S * s * s * rest
    a = 6 * span
    b = a + 6
    return (
        start * table[a] + end * table[b] + leave * table[a + 3] + arrive * table[b + 3],
        start * table[a + 1] + end * table[b + 1] + leave * table[a + 4] + arrive * table[b + 4],
        start * table[a + 2] + end * table[b + 2] + leave * table[a + 5] + arrive * table[b + 5],
    )
