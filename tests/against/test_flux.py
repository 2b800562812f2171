"""O-12: sunlight at perihelion and aphelion of 2026 (DE421), and by the inverse square law."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from sim.constants import AU_M
from sim.environment.flux import solar_flux_w_m2
from sim.orbit import sun_position_eci_m


@pytest.fixture(scope="module")
def year_w_m2() -> np.ndarray:
    """At the Earth's centre, every hour of 2026."""
    distance_m = np.linalg.norm(sun_position_eci_m(datetime(2026, 1, 1, tzinfo=UTC), 3600.0 * np.arange(8760)), axis=1)
    return np.array([solar_flux_w_m2(float(d), 1361.0) for d in distance_m])


def test_o12_perihelion_and_aphelion(agrees, year_w_m2: np.ndarray) -> None:
    for name, ours, theirs in (("highest", year_w_m2.max(), 1407.6), ("lowest", year_w_m2.min(), 1316.8)):
        agrees("O-12", f"{name} sunlight of 2026", ours, theirs, 0.1, unit="W/m2", authority="DE421, 1361 W/m2 at 1 AU")


def test_o12_dates_are_3_january_and_6_july(year_w_m2: np.ndarray) -> None:
    assert abs(int(np.argmax(year_w_m2)) // 24 - 2) <= 1
    assert abs(int(np.argmin(year_w_m2)) // 24 - 186) <= 1


def test_o12_half_at_the_root_of_two(agrees) -> None:
    ours = solar_flux_w_m2(np.sqrt(2.0) * AU_M, 1361.0)
    agrees("O-12", "sunlight at sqrt(2) AU", ours, 680.5, 1e-9, unit="W/m2", authority="inverse square law")
