"""O-10: every row of the season table of 2026, dawn-dusk orbits of LTAN 18:00 (docs/physics.md section 2).

The table says "LTAN 18:00 (mean sun)" and no more. The node under which every row agrees, all days exactly and all
minutes within 0.015, is a quarter turn ahead of the mean Sun's longitude *of date* (Meeus, Astronomical Algorithms,
eq. 25.2, to first order) taken as a right ascension in GCRF: so that is taken for the table's. By the Earth's
rotation (SOFA) its local mean time is 18:01:20, for the equinox has moved by 0.36 degrees since J2000; that of
`raan_from_ltan_rad` is 17:59:54. At our node three rows have a day more, and the umbra that grazes, at 1300 km, is
0.06 min longer than the table's.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import erfa
import numpy as np
import pytest

from sim.orbit import Season, eclipse_season, raan_from_ltan_rad

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
AUTHORITY = "season table, computed apart (skyfield, DE421)"
ROWS = [
    # altitude km, inclination deg, shape, days, longest with penumbra min, of umbra min, sunlit
    (500, 97.4018, "sphere", 108, 23.01, 22.30, 0.9440), (500, 97.4018, "wgs84", 105, 22.77, 22.01, 0.9461),
    (550, 97.5930, "sphere", 102, 22.04, 21.27, 0.9499), (550, 97.5930, "wgs84", 100, 21.77, 20.98, 0.9519),
    (600, 97.7877, "sphere", 98, 21.07, 20.29, 0.9552), (600, 97.7877, "wgs84", 94, 20.80, 19.97, 0.9571),
    (700, 98.1880, "sphere", 88, 19.22, 18.34, 0.9645), (700, 98.1880, "wgs84", 85, 18.88, 17.96, 0.9663),
    (800, 98.6031, "sphere", 78, 17.39, 16.41, 0.9723), (800, 98.6031, "wgs84", 76, 16.99, 15.96, 0.9740),
    (1000, 99.4793, "sphere", 60, 13.67, 12.38, 0.9846), (1000, 99.4793, "wgs84", 57, 13.13, 11.78, 0.9861),
    (1100, 99.9412, "sphere", 51, 11.71, 10.18, 0.9895), (1100, 99.9412, "wgs84", 48, 11.07, 9.40, 0.9909),
    (1200, 100.4195, "sphere", 41, 9.59, 7.61, 0.9937), (1200, 100.4195, "wgs84", 37, 8.77, 6.52, 0.9950),
    (1300, 100.9146, "sphere", 30, 7.15, 4.11, 0.9972), (1300, 100.9146, "wgs84", 25, 6.00, 1.13, 0.9985),
    (1400, 101.4269, "sphere", 16, 3.75, 0.0, 0.9998), (1400, 101.4269, "wgs84", 0, 0.0, 0.0, 1.0),
    (1500, 101.957, "sphere", 0, 0.0, 0.0, 1.0), (1500, 101.957, "wgs84", 0, 0.0, 0.0, 1.0),
]  # fmt: skip


def node_of_date_rad(epoch_utc: datetime) -> float:
    """Return the table's node [rad]: 280.460 + 0.9856474 deg a day from J2000, and a quarter turn."""
    days = (epoch_utc - datetime(2000, 1, 1, 12, tzinfo=UTC)) / timedelta(days=1)
    return math.radians((280.460 + 0.9856474 * days + 90.0) % 360.0)


def season(altitude_km: float, inclination_deg: float, shape: str, raan_rad: float) -> Season:
    radius_m, inclination_rad = 6378137.0 + 1e3 * altitude_km, math.radians(inclination_deg)
    return eclipse_season(EPOCH, 365, radius_m, inclination_rad, raan_rad, shape=shape)


@pytest.mark.parametrize(("altitude_km", "inclination_deg", "shape", "days", "longest", "umbra", "sunlit"), ROWS)
def test_o10_season(
    agrees, altitude_km: float, inclination_deg: float, shape: str, days: int, longest: float, umbra: float,
    sunlit: float,
) -> None:  # fmt: skip
    ours, name = season(altitude_km, inclination_deg, shape, node_of_date_rad(EPOCH)), f"{altitude_km} km {shape}"
    agrees("O-10", f"days with eclipse, {name}", ours.days, days, 1.0, unit="d", authority=AUTHORITY)
    longest_min = ours.longest_penumbra_s / 60.0
    agrees("O-10", f"longest eclipse, {name}", longest_min, longest, 0.05, unit="min", authority=AUTHORITY)
    agrees("O-10", f"sunlit share, {name}", ours.sunlit_share, sunlit, 2e-4, unit="1", authority=AUTHORITY)
    agrees("O-10", f"umbra, {name}", ours.longest_umbra_s / 60.0, umbra, 0.05, unit="min", authority=AUTHORITY)


def test_more_looks_a_day_find_more_days() -> None:
    """94 days at 600 km are those eclipsed at noon; from 5 May to 8 August, as test_eclipse_season has it, are 96."""
    ours = raan_from_ltan_rad(18.0, EPOCH)
    days = [
        eclipse_season(EPOCH, 365, 6978137.0, math.radians(97.78767), ours, looks_a_day=looks).days
        for looks in (1, 4, 15)
    ]
    assert days == [94, 96, 96]


def test_the_grazing_umbra_hangs_on_the_node() -> None:
    """At 1300 km the circle dips into the umbra by 4 km: with its plane tilted by 0.001 deg it stays 0.028 min longer.

    Our node lies 0.36 deg from the table's, in June that is 0.0024 deg of beta, and 0.07 min: outside the table's 0.05,
    and none of it the shadow's doing.
    """
    tables, ours = node_of_date_rad(EPOCH), raan_from_ltan_rad(18.0, EPOCH)
    assert math.degrees(tables - ours) == pytest.approx(0.36, abs=0.01)
    umbra_min = season(1300, 100.9146, "wgs84", tables).longest_umbra_s / 60.0
    tilted_min = season(1300, 100.9156, "wgs84", tables).longest_umbra_s / 60.0
    assert tilted_min - umbra_min == pytest.approx(0.028, abs=0.002)
    assert season(1300, 100.9146, "wgs84", ours).longest_umbra_s / 60.0 - umbra_min == pytest.approx(0.067, abs=0.003)


@pytest.mark.parametrize("year", [2000, 2013, 2026])
def test_local_mean_time_of_our_node(year: int, agrees) -> None:
    """The node, turned with the Earth by IAU 2006/2000A (UT1 as UTC, 0.9 s; no polar motion): UTC and its longitude.

    The table's node of 2026 by the same way: 80 s late, that is precession's 0.34 deg of right ascension.
    """
    epoch = datetime(year, 1, 1, tzinfo=UTC)
    late_s = 3600.0 * (_local_mean_time_h(raan_from_ltan_rad(18.0, epoch), epoch) - 18.0)
    agrees("O-10", f"LTAN of an 18:00 node, {year}", late_s, 0.0, 10.0, unit="s", authority="SOFA, IAU 2006/2000A")
    if year == 2026:
        assert 3600.0 * (_local_mean_time_h(node_of_date_rad(epoch), epoch) - 18.0) == pytest.approx(80.0, abs=2.0)


def _local_mean_time_h(node_rad: float, epoch_utc: datetime) -> float:
    """Return the local mean time [h] below a node in GCRF, at a midnight of UTC."""
    utc = erfa.dtf2d("UTC", epoch_utc.year, epoch_utc.month, epoch_utc.day, 0, 0, 0.0)
    turned = erfa.c2t06a(*erfa.taitt(*erfa.utctai(*utc)), *utc, 0.0, 0.0)
    x, y, _ = turned @ np.array([math.cos(node_rad), math.sin(node_rad), 0.0])
    return math.degrees(math.atan2(y, x)) / 15.0 % 24.0
