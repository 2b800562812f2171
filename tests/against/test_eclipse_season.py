"""O-10: seasons of dawn-dusk orbits and 30-degree shells in 2026, most closely that at 600 km."""

import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from sim.errors import InputError
from sim.orbit import eclipse_events, near_circular_state, raan_from_ltan_rad, sun_position_eci_m
from sim.orbit.eclipse import Shape
from sim.orbit.frame import beta_angle_rad
from sim.orbit.season import season

RADIUS_M = 6978137.0
INCLINATION_RAD = math.radians(97.787670)
ORBIT_S = 5810.0


def state(epoch: datetime, latitude_deg: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    raan = raan_from_ltan_rad(18.0, epoch)
    return near_circular_state(RADIUS_M, INCLINATION_RAD, raan, math.radians(latitude_deg))


def eclipses(epoch: datetime, shape: str) -> list[tuple[float, str]]:
    return eclipse_events(*state(epoch), epoch, ORBIT_S, shape=shape)


@pytest.mark.parametrize(("shape", "penumbra_min", "umbra_min"), [("wgs84", 20.80, 19.97), ("sphere", 21.07, 20.29)])
def test_deepest_eclipse(shape: str, penumbra_min: float, umbra_min: float) -> None:
    edges = {name: t_s for t_s, name in eclipses(datetime(2026, 6, 21, tzinfo=UTC), shape)}
    assert (edges["penumbra_exit"] - edges["penumbra_entry"]) / 60.0 == pytest.approx(penumbra_min, abs=0.05)
    assert (edges["umbra_exit"] - edges["umbra_entry"]) / 60.0 == pytest.approx(umbra_min, abs=0.05)


@pytest.mark.parametrize(
    ("date", "eclipsed"), [("03-20", False), ("05-04", False), ("05-07", True), ("08-06", True), ("08-09", False)]
)
def test_season_is_6_may_to_7_august(date: str, eclipsed: bool) -> None:
    """Within the day that the table allows. A grazing eclipse is short: every orbit of the day is looked at."""
    epoch = datetime.fromisoformat(f"2026-{date}T00:00:00+00:00")
    assert bool(eclipse_events(*state(epoch), epoch, 86400.0)) == eclipsed


@pytest.mark.slow
def test_season_lasts_94_days() -> None:
    """From the first edge of shadow on 5 May to the last on 8 August, each orbit set up on its own day."""
    first, last = (datetime(2026, month, day, tzinfo=UTC) for month, day in ((5, 5), (8, 8)))
    begins = first + timedelta(seconds=eclipse_events(*state(first), first, 86400.0)[0][0])
    ends = last + timedelta(seconds=eclipse_events(*state(last), last, 86400.0)[-1][0])
    assert (ends - begins) / timedelta(days=1) == pytest.approx(94.0, abs=1.0)


def test_beta_on_the_longest_day() -> None:
    """Mean Sun a quarter turn behind the node: beta = 180 - 97.79 - 23.44 = 58.8 deg, but for the equation of time."""
    epoch = datetime(2026, 6, 21, 12, tzinfo=UTC)
    beta = beta_angle_rad(*state(epoch), sun_position_eci_m(epoch, 0.0))
    assert math.degrees(float(beta)) == pytest.approx(58.8, abs=0.1)


def test_scenario_enters_penumbra_after_38_minutes() -> None:
    """From argument of latitude 89.7357 deg there are 2270 s of sun before the eclipse (default scenario: 90 deg)."""
    epoch = datetime(2026, 6, 21, tzinfo=UTC)
    edges = eclipse_events(*state(epoch, 89.7357), epoch, ORBIT_S)
    assert edges[0][1] == "penumbra_entry"
    assert edges[0][0] == pytest.approx(2270.0, abs=0.5)
    assert timedelta(minutes=36) < timedelta(seconds=ORBIT_S - edges[-1][0]) < timedelta(minutes=40)


#: Height [km] -> days, longest penumbra and umbra [min], sunlit share of 2026 at 18:00 local time.
OBLATE = {
    500: (105, 22.77, 22.01, 0.9461), 550: (100, 21.77, 20.98, 0.9519), 600: (94, 20.80, 19.97, 0.9571),
    700: (85, 18.88, 17.96, 0.9663), 800: (76, 16.99, 15.96, 0.9740), 1000: (57, 13.13, 11.78, 0.9861),
    1100: (48, 11.07, 9.40, 0.9909), 1200: (37, 8.77, 6.52, 0.9950), 1300: (25, 6.00, 1.13, 0.9985), 1400: (0, 0, 0, 1),
}  # fmt: skip
ROUND = {
    500: (108, 23.01, 22.30, 0.9440), 550: (102, 22.04, 21.27, 0.9499), 600: (98, 21.07, 20.29, 0.9552),
    700: (88, 19.22, 18.34, 0.9645), 800: (78, 17.39, 16.41, 0.9723), 1000: (60, 13.67, 12.38, 0.9846),
    1100: (51, 11.71, 10.18, 0.9895), 1200: (41, 9.59, 7.61, 0.9937), 1300: (30, 7.15, 4.11, 0.9972),
    1400: (16, 3.75, 0, 0.9998), 1500: (0, 0, 0, 1),
}  # fmt: skip
AUTHORITY = "season table computed apart (skyfield, DE421)"
#: [min] A grazing umbra is as long as the square root of its depth: at 1300 km 4 s are 0.3 km of it. Elsewhere 0.05.
GRAZING = {1300: 0.1}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("shape", "height_km"), [("wgs84", height) for height in OBLATE] + [("sphere", height) for height in ROUND]
)
def test_the_season_table(shape: Shape, height_km: int, agrees: Callable[..., None]) -> None:
    found = season(1e3 * height_km, datetime(2026, 1, 1, tzinfo=UTC), ltan_h=18.0, shape=shape)
    days, penumbra_min, umbra_min, sunlit = (OBLATE if shape == "wgs84" else ROUND)[height_km]
    where = f"{height_km} km, {shape}"
    agrees("O-10", f"eclipse days, {where}", found.eclipse_days, days, 1.0, unit="day", authority=AUTHORITY)
    agrees(
        "O-10", f"penumbra, {where}", found.longest_penumbra_min, penumbra_min, 0.05, unit="min", authority=AUTHORITY
    )
    tolerance = GRAZING.get(height_km, 0.05) if shape == "wgs84" else 0.05
    agrees("O-10", f"umbra, {where}", found.longest_umbra_min, umbra_min, tolerance, unit="min", authority=AUTHORITY)
    agrees("O-10", f"sunlit, {where}", found.sunlit, sunlit, 2e-4, unit="1", authority=AUTHORITY)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("height_km", "umbra_min", "sunlit"), [(500, 35.6, 0.64), (1000, 34.8, 0.69), (2000, 34.9, 0.76)]
)
def test_shells_of_thirty_degrees(height_km: int, umbra_min: float, sunlit: float, agrees: Callable[..., None]) -> None:
    found = season(1e3 * height_km, datetime(2026, 1, 1, tzinfo=UTC), inclination_rad=math.radians(30.0))
    where = f"30 deg, {height_km} km"
    agrees("O-10", f"umbra, {where}", found.longest_umbra_min, umbra_min, 0.1, unit="min", authority=AUTHORITY)
    agrees("O-10", f"sunlit, {where}", found.sunlit, sunlit, 0.005, unit="1", authority=AUTHORITY)


def test_a_season_needs_an_orbit_that_there_is() -> None:
    year = datetime(2026, 1, 1, tzinfo=UTC)
    with pytest.raises(InputError, match="altitude_m"):
        season(-1.0, year, ltan_h=18.0)
    with pytest.raises(InputError, match="one of the two"):
        season(600e3, year)
