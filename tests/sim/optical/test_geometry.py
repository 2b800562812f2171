"""Directions, angles and grazing."""

import math

import pytest

from sim.optical import geometry, system
from sim.optical.spiral import radius_rad, reach_s
from tests.sim.optical.conftest import SETTLED


@pytest.mark.parametrize(
    ("az", "el", "expected_az", "expected_el"),
    [(0.0, 0.0, 0.0, 0.0), (math.pi / 2, 0.0, math.pi / 2, 0.0), (-2.5, -0.08, -2.5, -0.08), (1.0, 1.2, 1.0, 1.2)],
)
def test_a_peer_is_seen_where_it_stands(bench, az, el, expected_az, expected_el):
    b = bench(bias_rad=0.0)
    b.place(0, az, el, 1095e3)
    b.command(1)
    b.step()
    assert b.out("target_az_rad_1") == pytest.approx(expected_az, abs=1e-12)
    assert b.out("target_el_rad_1") == pytest.approx(expected_el, abs=1e-12)
    assert b.out("range_m_1") == pytest.approx(1095e3, rel=1e-12)


def test_small_separations_keep_their_digits():
    assert geometry.separation_rad(1.0, 0.5, 1.0, 0.5 + 1e-9) == pytest.approx(1e-9, rel=1e-6)
    assert geometry.separation_rad(0.0, 0.0, math.pi, 0.0) == pytest.approx(math.pi)
    assert geometry.separation_rad(0.3, 0.0, 0.3 + 1e-6, 0.0) == pytest.approx(1e-6, rel=1e-6)
    # At 60 degrees up a step in azimuth is half as large on the sky.
    assert geometry.separation_rad(0.0, math.pi / 3, 1e-6, math.pi / 3) == pytest.approx(0.5e-6, rel=1e-6)


def test_a_segment_that_ends_before_the_earth_is_as_low_as_its_end():
    assert geometry.closest_m(7e6, 0.0, 0.0, -1e5, 0.0, 0.0) == pytest.approx(6.9e6)
    assert geometry.closest_m(7e6, 0.0, 0.0, 1e5, 0.0, 0.0) == pytest.approx(7e6)
    assert geometry.closest_m(7e6, 0.0, 0.0, -1.4e7, 0.0, 0.0) == 0.0
    assert geometry.closest_m(7e6, 0.0, 0.0, 0.0, 0.0, 0.0) == 7e6


def test_a_peer_behind_the_earth_is_not_visible(bench):
    """At 600 km and 80 km of air the longest range is 5,286.5 km (docs/physics.md L-5)."""
    for range_m, visible in ((5.286e6, 1), (5.287e6, 0)):
        b = bench()
        b.place(0, 0.0, -math.asin(0.5 * range_m / 6978137.0), range_m)
        b.step()
        assert int(b.out("visible_mask")) & 1 == visible


def test_ninety_degrees_take_ninety_seconds_and_a_bit_to_speed_up(bench):
    """A tenth each for speeding up and braking, less the last 1 mrad: sqrt(2 x 1 mrad/5 deg/s2) = 0.151 s."""
    b = bench(bias_rad=0.0)
    b.place(0, math.pi / 2, 0.0, 1095e3)
    b.on()
    assert b.tick * 0.1 == pytest.approx(90.2 - 0.151, abs=0.11)


def test_the_spiral_comes_back_to_the_centre_after_a_pass():
    whole_s = reach_s(1e-3, 20e-6, 0.01)
    assert radius_rad(0.25 * whole_s, 1e-3, 20e-6, 0.01) == pytest.approx(0.5e-3)
    assert radius_rad(3.25 * whole_s, 1e-3, 20e-6, 0.01) == pytest.approx(0.5e-3)


def test_terminals_may_start_looking_at_their_peers(bench):
    b = bench(bias_rad=0.0)
    for terminal, az_rad in enumerate((0.0, math.pi, -math.pi / 2, 2.0)):
        b.place(terminal, az_rad, -0.08, 1095e3)
        b.command(1, terminal)
    b.x = system.initial(b.p, b.orbit, b.neighbours)
    b.step()
    assert all(b.flags(terminal) & SETTLED for terminal in range(4))
