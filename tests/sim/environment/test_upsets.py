"""R-2: upsets are Poisson at the rate that bears, clustered over the South Atlantic, and the same for the same seed."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import numpy as np
import pytest
from scipy import stats

from sim.environment.anomaly import geodetic, in_anomaly, inside
from sim.environment.upsets import Memory, Rates, Upset, upsets
from sim.errors import InputError
from sim.orbit import near_circular_state, propagate_j2

EPOCH = datetime(2026, 6, 21, tzinfo=UTC)
STATE = near_circular_state(6978137.0, math.radians(97.78767), 1.0, 0.0)
DURATION_S = 3 * 86400.0
BITS = 8 * 192_000_000_000
RATES = Rates(cosmic_per_bit_s=2e-3 / BITS, anomaly_per_bit_s=2e-2 / BITS, storm=1.5)
QUIET_S, LOUD_S = 2e-3, 2e-3 + 1.5 * 2e-2
MEMORIES = (Memory("hbm", BITS // 4), Memory("dram", BITS - BITS // 4))


def drawn(seed: int = 7, lane: int = 0, duration_s: float = DURATION_S) -> list[Upset]:
    return upsets(*STATE, EPOCH, duration_s, MEMORIES, seed=seed, rates=RATES, lane=lane)


@pytest.fixture(scope="module")
def run() -> list[Upset]:
    return drawn()


@pytest.fixture(scope="module")
def over() -> np.ndarray:
    """Whether the satellite is over the anomaly, at every second of the run."""
    t_s = np.arange(0.0, DURATION_S)
    return in_anomaly(propagate_j2(*STATE, t_s)[0], EPOCH, t_s)


@pytest.mark.parametrize("seed", [7, 8, 9])
def test_time_rescaled_gaps_are_exponential(over: np.ndarray, seed: int) -> None:
    """A process of rate r(t) runs at rate 1 in the time integral of r (Papangelou 1972)."""
    integral = np.concatenate([[0.0], np.cumsum(np.where(over, LOUD_S, QUIET_S))])
    t_s = np.array([upset.t_s for upset in drawn(seed)])
    gaps = np.diff(np.interp(t_s, np.arange(DURATION_S + 1.0), integral))
    assert t_s.size > 500
    assert stats.kstest(gaps, "expon").pvalue > 0.01


def test_the_anomaly_has_its_share_within_three_sigma(run: list[Upset], over: np.ndarray) -> None:
    loud = LOUD_S * np.sum(over)
    share = loud / (loud + QUIET_S * np.sum(~over))
    found = sum(upset.anomaly for upset in run) / len(run)
    assert abs(found - share) < 3.0 * math.sqrt(share * (1.0 - share) / len(run))
    assert share > 3.0 * np.mean(over)  # clustered, not uniform


def test_number_is_that_of_the_rates_within_three_sigma(run: list[Upset], over: np.ndarray) -> None:
    expected = LOUD_S * np.sum(over) + QUIET_S * np.sum(~over)
    assert abs(len(run) - expected) < 3.0 * math.sqrt(expected)


def test_upsets_are_in_order_and_say_where(run: list[Upset], over: np.ndarray) -> None:
    assert run == sorted(run, key=lambda upset: upset.t_s)
    assert np.mean([over[int(upset.t_s)] == upset.anomaly for upset in run]) > 0.99
    for upset in run:
        assert 0 <= upset.bit < dict(MEMORIES)[upset.memory]


def test_memories_are_hit_by_their_size(run: list[Upset]) -> None:
    hits = sum(upset.memory == "hbm" for upset in run)
    assert stats.binomtest(hits, len(run), 0.25).pvalue > 0.001


def test_the_same_seed_is_the_same_list_and_a_lane_is_its_own(run: list[Upset]) -> None:
    assert drawn() == run
    assert not {upset.t_s for upset in drawn(lane=1)} & {upset.t_s for upset in run}


def test_a_shorter_run_is_the_beginning_of_a_longer(run: list[Upset]) -> None:
    short = drawn(duration_s=DURATION_S / 3.0)
    assert short == run[: len(short)]


def test_no_rate_no_upset() -> None:
    assert upsets(*STATE, EPOCH, 1e5, MEMORIES, seed=1, rates=Rates(0.0, 0.0)) == []


@pytest.mark.parametrize(
    ("longitude_deg", "latitude_deg", "there"),
    [(-25, -25, True), (-89, -25, True), (-91, -25, False), (39, -25, True), (-25, -49, True), (-25, 1, False),
     (-85, -5, False), (335, -25, True), (155, -25, False)],
)  # fmt: skip
def test_region(longitude_deg: float, latitude_deg: float, there: bool) -> None:
    assert bool(inside(math.radians(longitude_deg), math.radians(latitude_deg))) == there


def test_place_over_the_earth_against_skyfield() -> None:
    from pathlib import Path

    from skyfield.api import Loader, wgs84
    from skyfield.positionlib import Geocentric
    from skyfield_data import get_skyfield_data_path

    scale = Loader(Path(get_skyfield_data_path()), verbose=False).timescale(builtin=True)
    t_s = np.array([0.0, 3000.0, 50000.0])
    r, _ = propagate_j2(*STATE, t_s)
    longitude, latitude, height = geodetic(r, EPOCH, t_s)
    for n, at_s in enumerate(t_s):
        start = scale.from_datetime(EPOCH)
        at = scale.tt_jd(start.whole, start.tt_fraction + at_s / 86400.0)
        place = wgs84.geographic_position_of(Geocentric(r[n] / 149597870700.0, t=at))
        assert math.degrees(longitude[n]) == pytest.approx(place.longitude.degrees, abs=0.01)  # UTC for UT1
        assert math.degrees(latitude[n]) == pytest.approx(place.latitude.degrees, abs=0.001)
        assert height[n] == pytest.approx(place.elevation.m, abs=5.0)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"memories": ()}, "memories"),
        ({"memories": (Memory("sram", 0),)}, "memories: bits of sram"),
        ({"rates": Rates(-1.0)}, "rates.cosmic_per_bit_s"),
        ({"rates": Rates(storm=math.nan)}, "rates.storm"),
        ({"rates": Rates(1.0)}, "rates"),
        ({"duration_s": -1.0}, "duration_s"),
        ({"lane": -1}, "lane"),
        ({"lane": 0.5}, "lane"),
        ({"seed": -1}, "seed"),
        ({"epoch_utc": datetime(2026, 1, 1)}, "epoch_utc"),
    ],
)
def test_bad_arguments_are_refused(change: dict, place: str) -> None:
    arguments = {"epoch_utc": EPOCH, "duration_s": 1e5, "memories": MEMORIES, "seed": 1, "rates": RATES}
    with pytest.raises(InputError) as refused:
        upsets(*STATE, **(arguments | change))
    assert refused.value.place == place
