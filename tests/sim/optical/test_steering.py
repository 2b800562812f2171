"""Fine mirror and trim, point-ahead, bias, quadrant noise, throttle: leaves by closed form, then in the terminal."""

import math

import numpy as np
import pytest

from sim.optical import beam, steering
from tests.sim.optical.conftest import LOCKED, POWER, SETTLED


def test_point_ahead_is_twice_the_sideways_velocity_over_light():
    """7.5 km/s across is 50.035 urad; along the line it is nothing, however far."""
    assert steering.point_ahead_rad(0.0, 2e6, 0.0, 7.5e3, 9e3, 0.0) == pytest.approx(50.0346e-6, rel=1e-5)
    assert steering.point_ahead_rad(3e6, 0.0, 0.0, 7.5e3, 0.0, 0.0) == 0.0
    assert steering.point_ahead_rad(0.0, 0.0, 0.0, 7.5e3, 0.0, 0.0) == 0.0


def test_bias_is_what_the_point_ahead_mirror_leaves():
    assert steering.bias_rad(1e-6, 50e-6, 0.02, 120e-6) == pytest.approx(2e-6)
    assert steering.bias_rad(1e-6, 130e-6, 0.02, 120e-6) == pytest.approx((1.0 + 2.4 + 10.0) * 1e-6)


def test_off_axis_of_two_draws_is_rice():
    """Mean square of Rice: bias2 + 2 sigma2."""
    draw = np.random.default_rng(5).standard_normal((200_000, 2))
    off = np.array([steering.off_axis_rad(3.0, 2.0, a, b) for a, b in draw])
    assert np.mean(off * off) == pytest.approx(9.0 + 8.0, abs=3.0 * np.std(off * off) / math.sqrt(len(off)))
    assert steering.off_axis_rad(0.0, 2.0, 0.6, -0.8) == pytest.approx(2.0)


def test_the_quadrant_detector_adds_its_noise_in_quadrature():
    """30 urad sqrt(pi/8) = 18.80 urad times noise over light: 1.880 urad at a tenth; in the dark it is the spot."""
    assert steering.tracking_rad(0.0, 30e-6, 1e-8, 1e-9) == pytest.approx(1.8800e-6, rel=1e-4)
    assert steering.tracking_rad(1.5e-6, 30e-6, 1e-8, 1e-9) == pytest.approx(math.hypot(1.5, 1.88) * 1e-6, rel=1e-4)
    assert steering.tracking_rad(0.0, 30e-6, 0.0, 1e-9) == 30e-6


def test_the_throttle_is_a_ramp():
    for laser_c, share in ((-20.0, 1.0), (50.0, 1.0), (54.0, 0.625), (58.0, 0.25), (90.0, 0.25)):
        assert steering.transmit_share(laser_c, 50.0, 58.0, 0.25) == pytest.approx(share)
    assert steering.transmit_share(50.1, 50.0, 50.0, 0.25) == 0.25


def test_a_link_hands_the_prediction_error_from_the_mirror_to_the_gimbal(bench):
    """By a factor e in a second (steps of a tenth: 0.9^n), and the command stays what it was."""
    b = bench()
    b.link()
    b.commands[0] += 0.5e-3 / math.cos(0.08)
    b.step(100)
    assert b.out("mirror_urad_1") < 1.0
    assert b.out("gimbal_az_rad_1") == pytest.approx(0.0, abs=1e-6)
    assert b.state("trim_az_rad_1") == pytest.approx(-0.5e-3, abs=1e-6)
    assert b.flags() & (SETTLED | LOCKED) == SETTLED | LOCKED
    b.commands[1] += 0.2e-3
    b.step()
    first = b.out("mirror_urad_1")
    b.step(10)
    assert b.out("mirror_urad_1") == pytest.approx(first * 0.9**10, rel=0.02)


def test_the_trim_is_kept_for_the_small_scan_and_dropped_when_the_direction_is_forgotten(bench):
    b = bench(known_s=2.0)
    b.link()
    b.commands[1] += 0.5e-3
    b.step(100)
    b.command(POWER)
    b.set("interlock", 14.0)
    b.step(10)
    assert not b.flags() & LOCKED
    assert b.state("trim_el_rad_1") == pytest.approx(-0.5e-3, abs=1e-6)
    b.step(20)
    assert b.state("trim_el_rad_1") == 0.0


def received_dbm(b, ticks):
    seen = []
    for _ in range(ticks):
        b.step()
        seen.append(b.out("received_dbm_1"))
    return np.array(seen)


def test_point_ahead_that_is_not_applied_costs_light(bench):
    """7.5 km/s across asks for 50.03 urad; 2 % and 1 urad are left, 2.0007 urad.

    That costs 2 (2.0007/15)2, 0.1545 dB; 1 urad costs 0.0386 dB.
    """
    b = bench(jitter_rad=0.0)
    b.link()
    still_dbm = b.out("received_dbm_1")
    b.neighbours[5] = 7.5e3  # along the orbit normal, across the line of sight
    b.step()
    assert b.out("point_ahead_urad_1") == pytest.approx(50.0346, rel=1e-5)
    assert b.out("beam_bias_urad_1") == pytest.approx(2.0007, rel=1e-4)
    assert still_dbm - b.out("received_dbm_1") == pytest.approx(0.15452 - 0.03860, abs=1e-4)


def test_light_of_a_biased_link_fades_as_rice_says(bench):
    """3 urad of bias, 3 urad an axis: mean gain 225/261 exp(-2 9/261) = 0.80463 of the axis (docs/models)."""
    b = bench(jitter_rad=3e-6, boresight_rad=3e-6)
    b.link()
    light = 10.0 ** (received_dbm(b, 20_000) / 10.0)
    on_axis_w = beam.received_w(beam.irradiance_w_m2(2.5, 15e-6, 1095e3, 0.0), 0.08, 0.5)
    share = light * 1e-3 / on_axis_w
    assert np.mean(share) == pytest.approx(0.80463, abs=3.0 * np.std(share) / math.sqrt(len(share)))


def test_a_hot_laser_settles_where_heat_and_throttle_agree(bench):
    """Mount at 35 degC: T = 35 + 0.2 (50 + 75 s), s = 1 - 0.75 (T - 50)/8.

    So s = 1.46875/2.40625 = 0.61039, T = 54.1558 degC.
    """
    b = bench(mount_c=35.0)
    b.link()
    assert b.out("transmit_share_1") == 1.0
    b.step(20_000)
    assert b.out("transmit_share_1") == pytest.approx(0.61039, abs=1e-4)
    assert b.out("laser_c_1") == pytest.approx(54.1558, abs=1e-3)
    assert b.out("power_w_1") == pytest.approx(50.0 + 75.0 * 0.61039, abs=0.01)
