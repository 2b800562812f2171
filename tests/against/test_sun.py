"""O-11: the geometric Sun against JPL DE421, as quoted in docs/physics.md and through skyfield."""

import math
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from skyfield.api import Loader
from skyfield_data import get_skyfield_data_path

from sim.orbit import eclipse_events, illumination, near_circular_state, propagate_j2, sun_position_eci_m

Agrees = Callable[..., None]

TOLERANCE_RAD = 2e-7  # SOFA epv00 claims 11 km of 150 million; the case itself asks for 5e-4


def angle_rad(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.linalg.norm(np.cross(a, b)) / (np.linalg.norm(a) * np.linalg.norm(b)))


def compare(agrees: Agrees, name: str, ours_m: np.ndarray, theirs_m: np.ndarray, authority: str) -> None:
    """Direction, and distance within 20 km."""
    apart = angle_rad(ours_m, theirs_m)
    agrees("O-11", f"direction, {name}", apart, 0.0, TOLERANCE_RAD, unit="rad", authority=authority)
    ours_km, theirs_km = (float(np.linalg.norm(r)) / 1e3 for r in (ours_m, theirs_m))
    agrees("O-11", f"distance, {name}", ours_km, theirs_km, 20.0, unit="km", authority=authority)


def test_de421_of_2006_april_2(agrees: Agrees) -> None:
    de421_m = np.array([146233228e3, 28597693e3, 12398188e3])
    ours_m = sun_position_eci_m(datetime(2006, 4, 2, tzinfo=UTC), 0.0)
    compare(agrees, "2006-04-02", ours_m, de421_m, "JPL DE421, recorded")


@pytest.fixture(scope="module")
def de421_m() -> Iterator[Callable[[datetime, float], np.ndarray]]:
    """Return the geometric Sun [m] from the Earth, GCRF, seconds after an epoch."""
    load = Loader(Path(get_skyfield_data_path()), verbose=False)
    scale = load.timescale(builtin=True)
    with closing(load("de421.bsp")) as bodies:
        sun = bodies["sun"] - bodies["earth"]

        def at(epoch: datetime, t_s: float) -> np.ndarray:
            start = scale.from_datetime(epoch)
            return np.asarray(sun.at(scale.tt_jd(start.whole, start.tt_fraction + t_s / 86400.0)).position.m)

        yield at


@pytest.mark.parametrize("day", [0, 79, 171, 200, 265, 355, 3000])
def test_de421_by_skyfield(day: int, agrees: Agrees, de421_m: Callable[[datetime, float], np.ndarray]) -> None:
    epoch = datetime(2016, 12, 31, 23, 59, 30, tzinfo=UTC)  # the run passes a leap second
    t_s = day * 86400.0 + 60.0
    compare(agrees, f"{day} days on", sun_position_eci_m(epoch, t_s), de421_m(epoch, t_s), "DE421, skyfield")


def test_every_five_days_of_2026(agrees: Agrees, de421_m: Callable[[datetime, float], np.ndarray]) -> None:
    epoch = datetime(2026, 1, 1, tzinfo=UTC)
    seconds = np.arange(0.0, 366.0, 5.0) * 86400.0
    theirs_m = np.array([de421_m(epoch, t_s) for t_s in seconds])
    ours_m = sun_position_eci_m(epoch, seconds)
    apart = [angle_rad(ours, theirs) for ours, theirs in zip(ours_m, theirs_m, strict=True)]
    worst = int(np.argmax(apart))
    compare(agrees, "2026, worst of 74 days", ours_m[worst], theirs_m[worst], "DE421, skyfield")


@pytest.mark.parametrize("month", range(1, 13))
def test_eclipse_edges_with_the_sun_of_de421(
    month: int, agrees: Agrees, de421_m: Callable[[datetime, float], np.ndarray]
) -> None:
    """Umbra entry at 600 km, 30 deg, found here by halving with skyfield's Sun: 1 ms, so frame and time are right."""
    epoch = datetime(2026, month, 4, tzinfo=UTC)
    state = near_circular_state(6978137.0, math.radians(30.0), 1.0, 0.0)
    edges = [t_s for t_s, name in eclipse_events(*state, epoch, 6000.0) if name == "umbra_entry"]

    def dark(t_s: float) -> bool:
        return float(illumination(propagate_j2(*state, t_s)[0], de421_m(epoch, t_s))) == 0.0

    low, high = edges[0] - 2.0, edges[0] + 2.0
    assert not dark(low)
    assert dark(high)
    for _ in range(24):
        middle = 0.5 * (low + high)
        low, high = (low, middle) if dark(middle) else (middle, high)
    name = f"umbra entry, 4th of month {month}"
    agrees("O-11", name, edges[0], 0.5 * (low + high), 1e-3, unit="s", authority="DE421, skyfield")


def test_the_leap_second_counts() -> None:
    """2016-12-31T23:59:30 + 60 s is 00:00:29: a clock without leap seconds would put the Sun 30 km off."""
    before = datetime(2016, 12, 31, 23, 59, 30, tzinfo=UTC)
    run_m = sun_position_eci_m(before, 60.0)
    clock_m = sun_position_eci_m(before + timedelta(seconds=59), 0.0)
    assert np.linalg.norm(run_m - clock_m) < 1.0
