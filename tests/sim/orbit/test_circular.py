"""The near-circular orbit keeps to the height theory leaves it."""

import math

import numpy as np
import pytest

from sim.orbit import near_circular_state, propagate_j2

RADIUS_M, INCLINATION_RAD = 6978137.0, math.radians(97.787670)
#: J2 Re^2 sin^2(i) / (4 a), by hand: 1.08262668e-3 * 6378137^2 * 0.981613 / (4 * 6978137)
SWING_M = 1548.8


@pytest.mark.parametrize("latitude_deg", [0.0, 89.7357, 200.0])
def test_distance_swings_twice_an_orbit_and_no_more(latitude_deg: float) -> None:
    r, v = near_circular_state(RADIUS_M, INCLINATION_RAD, 3.0, math.radians(latitude_deg))
    positions, _ = propagate_j2(r, v, np.arange(0.0, 5 * 5803.0, 5.0))
    distance_m = np.linalg.norm(positions, axis=1)
    assert distance_m.mean() == pytest.approx(RADIUS_M, abs=1.0)
    assert distance_m.max() - RADIUS_M == pytest.approx(SWING_M, rel=0.02)
    assert RADIUS_M - distance_m.min() == pytest.approx(SWING_M, rel=0.02)


def test_it_starts_where_it_was_asked_to() -> None:
    r, v = near_circular_state(RADIUS_M, INCLINATION_RAD, 1.0, math.radians(30.0))
    h = np.cross(r, v)
    node = np.array([math.cos(1.0), math.sin(1.0), 0.0])
    assert math.acos(h[2] / np.linalg.norm(h)) == pytest.approx(INCLINATION_RAD, abs=1e-12)
    assert math.degrees(math.acos(node @ r / np.linalg.norm(r))) == pytest.approx(30.0, abs=1e-9)
    assert r[2] > 0.0


def test_no_orbit_of_no_size() -> None:
    with pytest.raises(ValueError, match="radius"):
        near_circular_state(0.0, 1.0, 0.0, 0.0)


@pytest.mark.parametrize("inclination_deg", [0.0, 1e-12, 1e-3, 90.0, 179.9999999, 180.0])
@pytest.mark.parametrize("raan_deg", [0.0, 77.0, 200.0])
def test_any_inclination_and_node_gives_a_round_orbit(inclination_deg: float, raan_deg: float) -> None:
    """On the equator J2 is a stronger point mass: the distance stays. Elsewhere it swings by what theory leaves."""
    sine = math.sin(math.radians(inclination_deg))
    r, v = near_circular_state(RADIUS_M, math.radians(inclination_deg), math.radians(raan_deg), math.radians(50.0))
    positions, _ = propagate_j2(r, v, np.arange(0.0, 5 * 5803.0, 15.0))
    distance_m = np.linalg.norm(positions, axis=1)
    assert distance_m.mean() == pytest.approx(RADIUS_M, abs=1.0)
    assert np.max(np.abs(distance_m - RADIUS_M)) < 1.02 * 1577.8 * sine * sine + 1.0
    node = np.array([math.cos(math.radians(raan_deg)), math.sin(math.radians(raan_deg)), 0.0])
    assert node @ r / np.linalg.norm(r) == pytest.approx(math.cos(math.radians(50.0)), abs=1e-9)
