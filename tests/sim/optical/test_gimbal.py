"""The gimbal: rate, acceleration, stops; closed forms of a trapezium of speed."""

import math

import numpy as np
import pytest

from sim.optical import gimbal
from tests.sim.optical.conftest import POWER, SETTLED

FASTEST = HARDER = math.radians(1.0)
STOP = math.radians(270.0)


def turned(mark: float, dt_s: float = 0.1, limit: int = 5000) -> np.ndarray:
    """Angles of an axis from 0 until it stands on its mark."""
    angle = speed = 0.0
    angles = [0.0]
    while len(angles) < limit and (speed != 0.0 or abs(mark - angle) > 1e-12):
        speed = gimbal.next_speed_rad_s(mark - angle, speed, FASTEST, HARDER, dt_s)
        angle += speed * dt_s
        angles.append(angle)
    return np.array(angles)


@pytest.mark.parametrize("degrees", [1e-4, 0.003, 0.01, 0.3, 1.0, 7.3, 90.0, -42.0])
def test_it_lands_on_its_mark_within_rate_and_acceleration_and_never_passes_it(degrees):
    mark = math.radians(degrees)
    angles = turned(mark)
    speeds = np.diff(angles) / 0.1
    assert angles[-1] == pytest.approx(mark, abs=1e-12)
    assert np.max(angles * math.copysign(1.0, mark)) <= abs(mark) + 1e-12
    assert np.max(np.abs(speeds)) <= FASTEST * (1.0 + 1e-9)
    assert np.max(np.abs(np.diff(np.concatenate([[0.0], speeds, [0.0]])))) <= HARDER * 0.1 * (1.0 + 1e-9)


@pytest.mark.parametrize(("degrees", "expected_s"), [(0.25, 1.0), (0.64, 1.6), (1.0, 2.0), (5.0, 6.0), (90.0, 91.0)])
def test_a_turn_takes_the_time_of_its_trapezium(degrees, expected_s):
    """2 sqrt(d/a) below v2/a = 1 degree, d/v + v/a above, here in steps of 1 ms."""
    assert (len(turned(math.radians(degrees), 1e-3, 200_000)) - 1) * 1e-3 == pytest.approx(expected_s, abs=0.05)


def test_azimuth_takes_the_shorter_way_unless_a_stop_is_in_it():
    degree = math.radians(1.0)
    for at, asked, left in (
        (0.0, 57.0, 57.0), (177.0, -177.0, 6.0), (-177.0, 177.0, -6.0), (200.0, -150.0, 10.0), (260.0, -80.0, -340.0),
        (-260.0, 80.0, 340.0), (269.0, -91.0, 0.0),
    ):  # fmt: skip
        assert gimbal.left_az_rad(at * degree, asked * degree, STOP) == pytest.approx(left * degree, abs=1e-9)
    assert gimbal.left_az_rad(0.7, math.nan, STOP) == gimbal.left_el_rad(0.7, math.nan, 1.0) == 0.0


def test_elevation_goes_no_further_than_its_stop(bench):
    b = bench(bias_rad=0.0)
    b.place(0, 0.0, math.radians(85.0), 1095e3)
    b.command(POWER)
    b.step(1000)
    assert b.out("gimbal_el_rad_1") == pytest.approx(math.radians(80.0), abs=1e-9)
    assert not b.flags() & SETTLED


def test_a_gimbal_that_follows_its_peer_round_and_round_unwinds_once(bench):
    """From 0 to +270 degrees of joint it follows; one degree more and it goes back 359 degrees in six minutes."""
    b = bench(bias_rad=0.0)
    b.command(POWER)
    most = 0.0
    for azimuth in np.arange(0.0, 270.0, 0.05):
        b.commands[0] = math.radians(azimuth)
        b.step()
        most = max(most, b.out("gimbal_az_rad_1"))
    assert most == pytest.approx(math.radians(269.95), abs=1e-3)
    b.commands[0] = math.radians(271.0)
    b.step(3550)
    assert not b.flags() & SETTLED
    b.step(60)
    assert b.flags() & SETTLED
    assert b.out("gimbal_az_rad_1") == pytest.approx(math.radians(-89.0), abs=1e-9)


def test_without_power_it_stands(bench):
    b = bench(bias_rad=0.0)
    b.place(0, 1.0, 0.0, 1095e3)
    b.command(POWER)
    b.step(20)
    b.command(0)
    b.step()
    before = b.out("gimbal_az_rad_1")
    b.step(10)
    assert b.out("gimbal_az_rad_1") == before
