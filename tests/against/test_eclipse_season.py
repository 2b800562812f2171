"""O-10: seasons of dawn-dusk orbits and 30-degree shells in 2026, most closely that at 600 km."""

import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from sim.orbit import eclipse_events, near_circular_state, raan_from_ltan_rad, sun_position_eci_m
from sim.orbit.frame import beta_angle_rad

RADIUS_M = 6978137.0
INCLINATION_RAD = math.radians(97.787670)
ORBIT_S = 5810.0
AUTHORITY = "season table, computed apart (skyfield, DE421)"


def state(epoch: datetime, latitude_deg: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    raan = raan_from_ltan_rad(18.0, epoch)
    return near_circular_state(RADIUS_M, INCLINATION_RAD, raan, math.radians(latitude_deg))


def eclipses(epoch: datetime, shape: str) -> list[tuple[float, str]]:
    return eclipse_events(*state(epoch), epoch, ORBIT_S, shape=shape)


@pytest.mark.parametrize(("shape", "penumbra_min", "umbra_min"), [("wgs84", 20.80, 19.97), ("sphere", 21.07, 20.29)])
def test_deepest_eclipse(shape: str, penumbra_min: float, umbra_min: float, agrees: Callable[..., None]) -> None:
    edges = {name: t_s for t_s, name in eclipses(datetime(2026, 6, 21, tzinfo=UTC), shape)}
    ours_min = (edges["penumbra_exit"] - edges["penumbra_entry"]) / 60.0
    agrees("O-10", f"eclipse of 21 June, {shape}", ours_min, penumbra_min, 0.05, unit="min", authority=AUTHORITY)
    ours_min = (edges["umbra_exit"] - edges["umbra_entry"]) / 60.0
    agrees("O-10", f"umbra of 21 June, {shape}", ours_min, umbra_min, 0.05, unit="min", authority=AUTHORITY)


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
