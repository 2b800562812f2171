"""O-11: the geometric Sun against JPL DE421, as quoted in docs/physics.md and through skyfield."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from skyfield.api import Loader
from skyfield_data import get_skyfield_data_path

from sim.orbit import sun_position_eci_m

TOLERANCE_RAD = 2e-7  # SOFA epv00 claims 11 km of 150 million; the case itself asks for 5e-4


def angle_rad(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.linalg.norm(np.cross(a, b)) / (np.linalg.norm(a) * np.linalg.norm(b)))


def test_de421_of_2006_april_2() -> None:
    de421_km = np.array([146233228.0, 28597693.0, 12398188.0])
    sun_km = sun_position_eci_m(datetime(2006, 4, 2, tzinfo=UTC), 0.0) / 1e3
    assert angle_rad(sun_km, de421_km) < TOLERANCE_RAD
    assert np.linalg.norm(sun_km) == pytest.approx(np.linalg.norm(de421_km), abs=20.0)


@pytest.mark.parametrize("day", [0, 79, 171, 200, 265, 355, 3000])
def test_de421_by_skyfield(day: int) -> None:
    epoch = datetime(2016, 12, 31, 23, 59, 30, tzinfo=UTC)  # the run passes a leap second
    t_s = day * 86400.0 + 60.0
    load = Loader(Path(get_skyfield_data_path()), verbose=False)
    scale = load.timescale()
    start = scale.from_datetime(epoch)
    at = scale.tt_jd(start.whole, start.tt_fraction + t_s / 86400.0)
    with closing(load("de421.bsp")) as bodies:
        theirs_m = (bodies["sun"] - bodies["earth"]).at(at).position.m
    ours_m = sun_position_eci_m(epoch, t_s)
    assert angle_rad(ours_m, theirs_m) < TOLERANCE_RAD


def test_the_leap_second_counts() -> None:
    """2016-12-31T23:59:30 + 60 s is 00:00:29: a clock without leap seconds would put the Sun 30 km off."""
    before = datetime(2016, 12, 31, 23, 59, 30, tzinfo=UTC)
    run_m = sun_position_eci_m(before, 60.0)
    clock_m = sun_position_eci_m(before + timedelta(seconds=59), 0.0)
    assert np.linalg.norm(run_m - clock_m) < 1.0
