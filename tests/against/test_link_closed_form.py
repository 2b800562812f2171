"""Laser link leaves against the closed forms of `docs/physics.md` section 5: cases L-1 to L-5 and L-8.

The expected numbers were computed there independently of the project; L-1's photons a bit agree with the figure of
about 390 published for the SDA OCT standard.
"""

import math

import numpy as np
import pytest

from sim.constants import EARTH_RADIUS_M
from sim.errors import InputError
from sim.optical import beam, budget, detection, geometry, jitter, spiral

TRANSMIT_W, HALF_ANGLE_RAD, APERTURE_M = 2.5, 15e-6, 0.08
AUTHORITY = "closed form, physics.md L"


@pytest.mark.parametrize(
    ("range_km", "expected_uw_m2"), [(5500.0, 233.84), (4000.0, 442.10), (2000.0, 1768.39), (1000.0, 7073.55)]
)
def test_l1_irradiance(agrees, range_km, expected_uw_m2):
    got = beam.irradiance_w_m2(TRANSMIT_W, HALF_ANGLE_RAD, range_km * 1e3, 0.0)
    name = f"irradiance at {range_km:.0f} km"
    agrees("L-1", name, got * 1e6, expected_uw_m2, 1e-3, unit="uW/m2", authority=AUTHORITY, relative=True)


@pytest.mark.parametrize(
    ("irradiance_uw_m2", "expected_dbm", "expected_photons"), [(233.84, -29.30, 3676.0), (25.0, -39.01, 393.0)]
)
def test_l1_through_the_aperture(agrees, irradiance_uw_m2, expected_dbm, expected_photons):
    power_w = beam.received_w(irradiance_uw_m2 * 1e-6, APERTURE_M, 1.0)
    name = f"under {irradiance_uw_m2} uW/m2"
    agrees("L-1", f"power {name}", beam.dbm(power_w), expected_dbm, 0.005, unit="dBm", authority=AUTHORITY)
    photons = beam.photons_a_bit(power_w, 2.5e9)
    agrees("L-1", f"photons a bit {name}", photons, expected_photons, 1e-3, unit="1", authority=AUTHORITY,
           relative=True)  # fmt: skip


def budget_of(**changed):
    given = {"transmit_w": TRANSMIT_W, "half_angle_rad": HALF_ANGLE_RAD, "range_m": 5.5e6, "aperture_m": APERTURE_M,
             "efficiency": 1.0, "rate_bit_s": 2.5e9}  # fmt: skip
    return {line.name: line.value for line in budget.link_budget(**(given | changed))}


def test_l1_the_budget_in_decibels_comes_to_the_same(agrees):
    """-29.30 dBm at 5500 km; 10 log10(3676/393) = 9.710 dB over the floor."""
    lines = budget_of()
    agrees("L-1", "budget, received", lines["received"], -29.30, 0.005, unit="dBm", authority=AUTHORITY)
    agrees("L-1", "budget, margin", lines["margin"], 9.710, 0.005, unit="dB", authority=AUTHORITY)
    assert budget_of(jitter_rad=3e-6)["pointing, mean"] == pytest.approx(-0.6446, abs=1e-4)
    assert budget_of(efficiency=0.5)["margin"] == pytest.approx(lines["margin"] - 3.0103, abs=1e-4)
    # a bias of twenty beams: 8.6859 dB times 20 squared twice over, 10 log10(e) (2 b2 / th2)
    assert budget_of(bias_rad=300e-6)["pointing, mean"] == pytest.approx(-8.685890 * 400.0, abs=1e-3)
    with pytest.raises(InputError, match="range_m"):
        budget_of(range_m=0.0)
    with pytest.raises(InputError, match="efficiency: expected 1e-09 to 1, got 2"):
        budget_of(efficiency=2.0)
    with pytest.raises(InputError, match="jitter_rad"):
        budget_of(jitter_rad=math.nan)


@pytest.mark.parametrize(("range_km", "loss_db"), [(1000.0, 258.159), (5500.0, 272.966)])
def test_l2_space_loss(agrees, range_km, loss_db):
    got = budget.space_loss_db(range_km * 1e3)
    agrees("L-2", f"space loss over {range_km:.0f} km", got, loss_db, 0.005, unit="dB", authority=AUTHORITY)


@pytest.mark.parametrize(("sigma_urad", "loss_db"), [(1.0, 0.0765), (2.0, 0.2983), (3.0, 0.6446), (5.0, 1.5970)])
def test_l3_mean_loss_of_rayleigh_jitter(sigma_urad, loss_db):
    u = (np.arange(20000) + 0.5) / 20000  # quantiles of the Rayleigh distribution
    off_rad = sigma_urad * 1e-6 * np.sqrt(-2.0 * np.log(u))
    on_axis = beam.irradiance_w_m2(TRANSMIT_W, HALF_ANGLE_RAD, 1e6, 0.0)
    mean = np.mean([beam.irradiance_w_m2(TRANSMIT_W, HALF_ANGLE_RAD, 1e6, off) for off in off_rad])
    assert -10.0 * math.log10(mean / on_axis) == pytest.approx(loss_db, abs=2e-4)


@pytest.mark.parametrize(("sigma_urad", "loss_db"), [(1.0, 0.0765), (2.0, 0.2983), (3.0, 0.6446), (5.0, 1.5970)])
def test_l3_mean_loss_in_closed_form(agrees, sigma_urad, loss_db):
    got = -jitter.mean_gain_db(0.0, 0.0, sigma_urad * 1e-6, sigma_urad * 1e-6, HALF_ANGLE_RAD)
    agrees("L-3", f"mean loss, {sigma_urad} urad", got, loss_db, 1e-4, unit="dB", authority=AUTHORITY)


@pytest.mark.parametrize(("sigma_urad", "share"), [(2.0, 6.05e-5), (3.0, 0.01334), (5.0, 0.2114)])
def test_l3_fades_beyond_three_decibels(agrees, sigma_urad, share):
    got = jitter.fade_share(0.5012, 0.0, sigma_urad * 1e-6, HALF_ANGLE_RAD)
    agrees("L-3", f"share of 3 dB fades, {sigma_urad} urad", got, share, 1e-3, unit="1", authority=AUTHORITY,
           relative=True)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    ("bias", "sigma"),
    [((0, 0), (2, 2)), ((0, 0), (3, 3)), ((0, 0), (5, 5)), ((4, 3), (3, 3)), ((4, -3), (1, 5)), ((0, 6), (4, 2))],
)
def test_l3_a_million_draws(agrees, bias, sigma):
    """Rayleigh, Rice and Beckmann, within three standard errors of the draws."""
    draw = np.random.default_rng(3)
    off_1, off_2 = (b + s * draw.standard_normal(1_000_000) for b, s in zip(bias, sigma, strict=True))
    level = np.exp(-2.0 * (off_1 * off_1 + off_2 * off_2) / 15.0**2)
    urad = [value * 1e-6 for value in (*bias, *sigma)]
    name, authority = f"bias {bias}, sigma {sigma} urad", "Monte Carlo, 1e6 draws"
    gain = 10.0 ** (0.1 * jitter.mean_gain_db(*urad, HALF_ANGLE_RAD))
    agrees("L-3", f"mean gain, {name}", gain, level.mean(), 3e-3 * level.std(), unit="1", authority=authority)
    if sigma[0] == sigma[1]:
        faded = (level < 10.0**-0.3).mean()
        got = jitter.fade_share(10.0**-0.3, math.hypot(*bias) * 1e-6, urad[2], HALF_ANGLE_RAD)
        agrees("L-3", f"3 dB fades, {name}", got, faded, 3e-3 * math.sqrt(got * (1.0 - got)), unit="1",
               authority=authority)  # fmt: skip


def test_fades_at_the_ends_of_their_domain():
    assert jitter.fade_share(0.0, 0.0, 1e-6, 15e-6) == 0.0
    assert jitter.fade_share(1.0, 0.0, 1e-6, 15e-6) == 1.0
    assert jitter.fade_share(0.5, 9e-6, 0.0, 15e-6) == 1.0  # steady and 9 urad off: the edge is at 8.83
    assert jitter.fade_share(0.5, 8e-6, 0.0, 15e-6) == 0.0


@pytest.mark.parametrize("bandwidth_hz", [0.0, 10.0, 200.0])
def test_what_a_loop_leaves_of_microvibration(bandwidth_hz):
    """By Simpson's rule in ln f, over 14 decades."""
    f = np.exp(np.linspace(math.log(1e-6), math.log(1e8), 40001))
    left = 160.0 / (1.0 + f * f) * f * f / (f * f + bandwidth_hz * bandwidth_hz) * f
    weights = np.where(np.arange(f.size) % 2, 4.0, 2.0)
    weights[0] = weights[-1] = 1.0
    integral = (weights * left).sum() * math.log(f[1] / f[0]) / 3.0
    assert jitter.residual_rad(bandwidth_hz) * 1e6 == pytest.approx(math.sqrt(integral), rel=1e-5)


@pytest.mark.parametrize(("q", "expected"), [(6.0, 9.866e-10), (7.0, 1.280e-12)])
def test_l4_bit_error_ratio(agrees, q, expected):
    got = beam.bit_error_ratio(q)
    agrees("L-4", f"bit errors, Q = {q}", got, expected, 1e-3, unit="1", authority=AUTHORITY, relative=True)


def test_l4_quantum_limit_of_a_preamplified_receiver(agrees):
    got = detection.quantum_limit(38.4)
    agrees("L-4", "bit errors, 38.4 photons a bit", got, 9.6e-10, 0.05, unit="1", authority=AUTHORITY, relative=True)


def test_quantum_limit_at_its_ends():
    assert detection.quantum_limit(0.0) == detection.quantum_limit(math.nan) == 0.5
    assert detection.quantum_limit(1e-6) == pytest.approx(0.5, abs=1e-3)
    assert detection.quantum_limit(1000.0) == 0.0


def test_the_quadrant_detector_splits_a_spot():
    """Shares of a drawn Gaussian spot (1/e2 radius is two standard deviations), and the slope at the centre."""
    x = 2.0 + 5.0 * np.random.default_rng(4).standard_normal(400_000)
    assert detection.quadrant_signal(2e-6, 10e-6) == pytest.approx(np.sign(x).mean(), abs=0.005)
    slope = detection.quadrant_signal(1e-9, 10e-6) / 1e-9
    assert detection.noise_angle_rad(10e-6, 1e-6, 1e-8) == pytest.approx(0.01 / slope, rel=1e-6)
    assert detection.noise_angle_rad(10e-6, 0.0, 1e-8) == 10e-6


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


def test_l8_a_whole_spiral(agrees):
    whole_s = spiral.reach_s(1e-3, 20e-6, 0.010)
    agrees("L-8", "a whole spiral of 1 mrad", whole_s, 15.708, 5e-4, unit="s", authority=AUTHORITY)
    assert spiral.reach_s(2.52e-3, 20e-6, 0.010) == pytest.approx(100.0, abs=0.3)


def test_l8_mean_time_and_coverage_of_a_gaussian_offset(agrees):
    """Offsets of 333 urad an axis: Rayleigh quantiles, those beyond the cone not found."""
    u = (np.arange(200000) + 0.5) / 200000
    offsets = 333e-6 * np.sqrt(-2.0 * np.log(u))
    times = np.array([spiral.found_s(offset, 1e-3, 20e-6, 0.010, 0.0) for offset in offsets])
    found = times < spiral.NEVER_S
    # 1 mrad is 3.003 sigma: 0.98900
    agrees("L-8", "found of a Gaussian offset", found.mean(), 0.98889, 2e-4, unit="1", authority=AUTHORITY)
    agrees("L-8", "mean time of a Gaussian offset", times[found].mean(), 3.309, 5e-3, unit="s", authority=AUTHORITY,
           relative=True)  # fmt: skip
