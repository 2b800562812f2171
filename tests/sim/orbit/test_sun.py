"""The Sun's table, time scales and the mean Sun."""

import math
from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest

from sim.errors import InputError
from sim.orbit import mean_sun_rad, raan_from_ltan_rad, sun_position_eci_m
from sim.orbit.sun import sun_at, sun_table, terrestrial_time_jd


@pytest.mark.parametrize("duration_s", [5800.0, 86400.0, 30 * 86400.0])
def test_table_follows_its_source(epoch: datetime, duration_s: float) -> None:
    table = sun_table(epoch, duration_s)
    times_s = np.linspace(0.0, duration_s, 301)
    theirs = sun_position_eci_m(epoch, times_s)
    ours = np.array([sun_at(table, t_s) for t_s in times_s])
    assert np.max(np.linalg.norm(ours - theirs, axis=1) / np.linalg.norm(theirs, axis=1)) < 1e-8


def test_terrestrial_time_by_hand() -> None:
    """2026-06-21T00:00:00Z: 37 leap seconds and 32.184 s. JD 2461212.5 is that midnight."""
    whole, part = terrestrial_time_jd(datetime(2026, 6, 21, tzinfo=UTC))
    assert (whole - 2461212.5 + part) * 86400.0 == pytest.approx(69.184, abs=1e-6)


def test_any_time_zone_will_do_and_none_will_not(epoch: datetime) -> None:
    there = epoch.astimezone(timezone(timedelta(hours=9)))
    assert np.array_equal(sun_position_eci_m(there, 0.0), sun_position_eci_m(epoch, 0.0))
    with pytest.raises(InputError, match="time zone"):
        sun_position_eci_m(epoch.replace(tzinfo=None), 0.0)


@pytest.mark.parametrize(
    ("epoch_utc", "t_s", "place"),
    [
        ("2026-06-21", 0.0, "epoch_utc"),
        (datetime(1850, 1, 1, tzinfo=UTC), 0.0, "epoch_utc"),
        (datetime(2026, 6, 21, tzinfo=UTC), math.nan, "t_s"),
        (datetime(2026, 6, 21, tzinfo=UTC), [0.0, math.inf], "t_s"),
        (datetime(2026, 6, 21, tzinfo=UTC), "noon", "t_s"),
        (datetime(2026, 6, 21, tzinfo=UTC), 1e12, "t_s"),
    ],
)
def test_what_is_no_time_is_refused(epoch_utc: datetime, t_s: float, place: str) -> None:
    with pytest.raises(InputError) as refused:
        sun_position_eci_m(epoch_utc, t_s)
    assert refused.value.place == place


@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 2)])
def test_times_of_any_shape_are_taken(epoch: datetime, shape: tuple[int, ...]) -> None:
    assert sun_position_eci_m(epoch, np.zeros(shape)).shape == (*shape, 3)


def test_a_leap_second_lies_between_two_midnights() -> None:
    """2016-12-31 had 86,401 s: from noon to noon in TT, one more than the clock shows."""
    noons = [datetime(2016, 12, 31, 12, tzinfo=UTC), datetime(2017, 1, 1, 12, tzinfo=UTC)]
    (whole, part), (later, more) = (terrestrial_time_jd(noon) for noon in noons)
    assert ((later - whole) + (more - part)) * 86400.0 == pytest.approx(86401.0, abs=1e-5)


def test_mean_sun_of_j2000() -> None:
    """280.466 deg, mean longitude at J2000 (Meeus, Astronomical Algorithms, eq. 25.2: 280.46646)."""
    assert math.degrees(mean_sun_rad(datetime(2000, 1, 1, 11, 58, 56, tzinfo=UTC))) == pytest.approx(280.466, abs=2e-3)


def test_mean_and_true_sun_meet_on_average() -> None:
    """The equation of time: never more than 16.5 minutes of an hour angle, and about nothing over a year."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    difference_deg = []
    for day in range(365):
        x, y, _ = sun_position_eci_m(start, day * 86400.0)
        off = math.atan2(y, x) - mean_sun_rad(start + timedelta(days=day))
        difference_deg.append(math.degrees(math.remainder(off, math.tau)))
    assert max(map(abs, difference_deg)) < 16.5 / 4.0
    assert sum(difference_deg) / 365 == pytest.approx(0.0, abs=0.05)


def test_ltan_18_is_a_quarter_turn_ahead_of_the_mean_sun(epoch: datetime) -> None:
    ahead = raan_from_ltan_rad(18.0, epoch) - mean_sun_rad(epoch)
    assert math.remainder(ahead - math.pi / 2, math.tau) == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize("ltan_h", [25.0, -0.5, math.nan, math.inf])
def test_a_local_time_that_is_none_is_refused(epoch: datetime, ltan_h: float) -> None:
    with pytest.raises(InputError, match="ltan_h: expected"):
        raan_from_ltan_rad(ltan_h, epoch)
