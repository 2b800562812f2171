"""Demand by longitude and local time: sums, mornings and evenings, weekends."""

import math

import numpy as np
import pytest

from sim.parameters import pack
from sim.workload import demand
from sim.workload.generator import generate
from sim.workload.requests import CONVERSATION

DAY_S = 86400.0
P = pack(demand.PARAMETERS, {})
WEEK = np.arange(0.0, 7.0 * DAY_S, 600.0)


def over_week(function):
    return np.array([function(float(second)) for second in WEEK])


def test_a_week_sums_to_the_declared_total():
    """2 billion users, 10 requests a day."""
    requests = over_week(lambda s: demand.world_requests_s(s, P)).sum() * 600.0
    assert requests == pytest.approx(7.0 * 2e9 * 10.0, rel=1e-9)


def test_bands_sum_to_the_world_and_lanes_too():
    for second in (0.0, 1e5, 6.2e5):
        world = demand.world_requests_s(second, P)
        assert sum(demand.band_requests_s(k, second, P) for k in range(24)) == pytest.approx(world)
        assert 1000 * demand.lane_requests_s(second, 1000, P) == pytest.approx(world)
        width = 2.0 * math.pi / 720
        strips = sum(demand.footprint_requests_s((k + 0.5) * width, width, second, P) for k in range(720))
        assert strips == pytest.approx(world)


def test_shares_are_those_of_the_world():
    """UN WPP 2022: about 7.98 billion people; 59 % of them in Asia, most between 60 and 150 degrees east."""
    assert demand.SHARES.sum() == pytest.approx(1.0)
    assert 1e-3 * sum(demand._MILLIONS) == pytest.approx(7.98, rel=0.02)
    assert 0.50 < demand.SHARES[4:10].sum() < 0.60
    americas = demand.SHARES[15:23].sum()  # 1.03 billion, 13 %
    assert americas == pytest.approx(0.128, abs=0.01)


def test_the_peak_is_in_the_afternoon_there_and_the_trough_at_night():
    noon_utc_s = 12.0 * 3600.0
    for longitude_deg, peak_utc_h in ((0.0, 15.0), (120.0, 7.0), (-75.0, 20.0)):
        longitude = math.radians(longitude_deg)
        hours = np.arange(0.0, 24.0, 0.25)
        rates = [demand.course(demand.local_s(3600.0 * h, longitude), P) for h in hours]
        assert hours[int(np.argmax(rates))] == pytest.approx(peak_utc_h, abs=0.26)
    assert max(rates) / min(rates) == pytest.approx(4.0)
    assert demand.local_s(noon_utc_s, math.pi) == pytest.approx(DAY_S)  # 12 h later: Tuesday 00:00


def test_weekends_are_quieter_by_their_share():
    friday, saturday = (demand.course(day * DAY_S + 3600.0 * 15, P) for day in (4, 5))
    assert saturday / friday == pytest.approx(0.8)
    plain = pack(demand.PARAMETERS, {"weekend_share": 1.0, "swing": 0.0})
    assert set(over_week(lambda s: demand.world_course(s, plain)).round(12)) == {1.0}


def test_the_world_never_sleeps_and_follows_asia():
    """The sum is flatter than one place; Asia's afternoon, 15 h at 90 degrees east, is 9 h UTC."""
    day = over_week(lambda s: demand.world_course(s, P))[144:288]  # Tuesday
    assert 0.5 < day.min() < 0.8
    assert 1.2 < day.max() < 1.6
    assert 7.0 <= np.argmax(day) / 6.0 <= 12.0


def test_generated_requests_follow_a_course():
    shape = np.repeat([0.5, 1.5], 18000)
    made = generate(CONVERSATION, 3, 36000, 0.1, 49.0, shape)
    first, second = made.requests[:18000].mean(), made.requests[18000:].mean()
    assert first == pytest.approx(0.5 * 27.1, rel=0.1)
    assert second == pytest.approx(1.5 * 27.1, rel=0.1)
    flat = generate(CONVERSATION, 3, 36000, 0.1, 49.0)
    assert flat.requests.tobytes() == generate(CONVERSATION, 3, 36000, 0.1, 49.0, np.ones(36000)).requests.tobytes()


@pytest.mark.parametrize("shape", [np.ones(9), -np.ones(10), np.full(10, math.nan), np.ones((10, 1))])
def test_a_course_that_is_none(shape):
    with pytest.raises(ValueError, match="shape"):
        generate(CONVERSATION, 1, 10, 0.1, 1.0, shape)
