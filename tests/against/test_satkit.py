"""satkit 0.24 (extra `crosscheck`), live: shadow of a spherical Earth, and the Sun by its own series."""

import math
from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np
import pytest

from sim.orbit import illumination, sun_position_eci_m

satkit = pytest.importorskip("satkit", reason="installed by `make accuracy`")

Agrees = Callable[..., None]
AUTHORITY = "satkit, installed"


@pytest.mark.parametrize("altitude_km", [500, 600, 1000, 2000])
def test_disc_of_the_sun(altitude_km: int, agrees: Agrees) -> None:
    """Over the penumbra and both sides of it, with the Sun of four dates, at its own distances."""
    draw = np.random.default_rng(7)
    radius_m, pairs = 6378137.0 + 1e3 * altitude_km, []
    for month in (1, 4, 7, 10):
        sun_m = sun_position_eci_m(datetime(2026, month, 4, tzinfo=UTC), 0.0)
        towards = sun_m / np.linalg.norm(sun_m)
        across = np.cross(towards, [0.0, 0.0, 1.0])
        across /= np.linalg.norm(across)
        edge = math.pi - math.asin(6378137.0 / radius_m)
        for angle in edge + draw.uniform(-0.012, 0.012, 100):
            place = radius_m * (math.cos(angle) * towards + math.sin(angle) * across)
            pairs.append((float(illumination(place, sun_m, "sphere")), satkit.sun.shadowfunc(sun_m, place)))
    assert 40 < sum(0.0 < theirs < 1.0 for _, theirs in pairs) < 390
    ours, theirs = max(pairs, key=lambda pair: abs(pair[0] - pair[1]))
    name = f"disc in view, {altitude_km} km, worst of 400"
    agrees("O-7", name, ours, theirs, 1e-6, unit="1", authority=AUTHORITY)


@pytest.mark.parametrize("month", [1, 4, 7, 10])
def test_direction_of_the_sun(month: int, agrees: Agrees) -> None:
    """Its series is the almanac's of low precision: 0.01 deg, 1.7e-4 rad; the case allows 5e-4."""
    ours = sun_position_eci_m(datetime(2026, month, 4, tzinfo=UTC), 0.0)
    theirs = np.asarray(satkit.sun.pos_gcrf(satkit.time(2026, month, 4)))
    apart = math.atan2(float(np.linalg.norm(np.cross(ours, theirs))), float(ours @ theirs))
    agrees("O-11", f"direction of the Sun, 4th of month {month}", apart, 0.0, 2e-4, unit="rad", authority=AUTHORITY)
