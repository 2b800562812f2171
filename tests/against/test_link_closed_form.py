"""Laser link leaves against the closed forms of `docs/physics.md` section 5: cases L-1, L-3, L-4, L-5 and L-8.

The expected numbers were computed there independently of the project; L-1's photons a bit agree with the figure of
about 390 published for the SDA OCT standard.
"""

import math

import numpy as np
import pytest

from sim.constants import EARTH_RADIUS_M
from sim.optical import beam, geometry, spiral

TRANSMIT_W, HALF_ANGLE_RAD, APERTURE_M = 2.5, 15e-6, 0.08


@pytest.mark.parametrize(
    ("range_km", "expected_uw_m2"), [(5500.0, 233.84), (4000.0, 442.10), (2000.0, 1768.39), (1000.0, 7073.55)]
)
def test_l1_irradiance(range_km, expected_uw_m2):
    got = beam.irradiance_w_m2(TRANSMIT_W, HALF_ANGLE_RAD, range_km * 1e3, 0.0)
    assert got * 1e6 == pytest.approx(expected_uw_m2, rel=1e-3)


@pytest.mark.parametrize(
    ("irradiance_uw_m2", "expected_dbm", "expected_photons"), [(233.84, -29.30, 3676.0), (25.0, -39.01, 393.0)]
)
def test_l1_through_the_aperture(irradiance_uw_m2, expected_dbm, expected_photons):
    power_w = beam.received_w(irradiance_uw_m2 * 1e-6, APERTURE_M, 1.0)
    assert beam.dbm(power_w) == pytest.approx(expected_dbm, abs=0.005)
    assert beam.photons_a_bit(power_w, 2.5e9) == pytest.approx(expected_photons, rel=1e-3)


@pytest.mark.parametrize(("sigma_urad", "loss_db"), [(1.0, 0.0765), (2.0, 0.2983), (3.0, 0.6446), (5.0, 1.5970)])
def test_l3_mean_loss_of_rayleigh_jitter(sigma_urad, loss_db):
    u = (np.arange(20000) + 0.5) / 20000  # quantiles of the Rayleigh distribution
    off_rad = sigma_urad * 1e-6 * np.sqrt(-2.0 * np.log(u))
    on_axis = beam.irradiance_w_m2(TRANSMIT_W, HALF_ANGLE_RAD, 1e6, 0.0)
    mean = np.mean([beam.irradiance_w_m2(TRANSMIT_W, HALF_ANGLE_RAD, 1e6, off) for off in off_rad])
    assert -10.0 * math.log10(mean / on_axis) == pytest.approx(loss_db, abs=2e-4)


@pytest.mark.parametrize(("q", "expected"), [(6.0, 9.866e-10), (7.0, 1.280e-12)])
def test_l4_bit_error_ratio(q, expected):
    assert beam.bit_error_ratio(q) == pytest.approx(expected, rel=1e-3)


LONGEST_KM = [
    (500, 0, 5149.0), (500, 80, 4733.4), (600, 0, 5661.7), (600, 80, 5286.5),
    (1000, 0, 7417.9), (1000, 80, 7135.6), (2000, 0, 10865.1), (2000, 80, 10674.4),
]  # fmt: skip


@pytest.mark.parametrize(("altitude_km", "graze_km", "expected_km"), LONGEST_KM)
def test_l5_longest_range_that_the_earth_leaves_free(altitude_km, graze_km, expected_km):
    """0.1 km less in range and the line stays above the grazing height, 0.1 km more and it does not."""
    radius_m = EARTH_RADIUS_M + altitude_km * 1e3
    for range_km, above in ((expected_km - 0.1, True), (expected_km + 0.1, False)):
        half = math.asin(0.5 * range_km * 1e3 / radius_m)
        x, y = radius_m * math.cos(half), radius_m * math.sin(half)
        closest_m = geometry.closest_m(x, -y, 0.0, 0.0, 2.0 * y, 0.0)
        assert (closest_m > EARTH_RADIUS_M + graze_km * 1e3) is above


def test_l8_a_whole_spiral():
    assert spiral.reach_s(1e-3, 20e-6, 0.010) == pytest.approx(15.708, abs=5e-4)
    assert spiral.reach_s(2.52e-3, 20e-6, 0.010) == pytest.approx(100.0, abs=0.3)


def test_l8_mean_time_and_coverage_of_a_gaussian_offset():
    """Offsets of 333 urad an axis: Rayleigh quantiles, those beyond the cone not found."""
    u = (np.arange(200000) + 0.5) / 200000
    offsets = 333e-6 * np.sqrt(-2.0 * np.log(u))
    times = np.array([spiral.found_s(offset, 1e-3, 20e-6, 0.010, 0.0) for offset in offsets])
    found = times < spiral.NEVER_S
    assert found.mean() == pytest.approx(0.98889, abs=2e-4)  # 1 mrad is 3.003 sigma: 0.98900
    assert times[found].mean() == pytest.approx(3.309, rel=5e-3)
