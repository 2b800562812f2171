"""Neighbours keep the ranges that docs/odc120.md states, over a day."""

from datetime import datetime

import numpy as np
import pytest

from sim.orbit import flight, initial_neighbours, neighbours, propagate_j2

State = tuple[np.ndarray, np.ndarray]
STEP_S = 10.0


@pytest.fixture(scope="module")
def ranges_km(state: State, epoch: datetime) -> np.ndarray:
    """(n, 4) over 15 orbits; the step is coarse, the same for all five, and good to a few metres of range."""
    own, all_x = flight.initial(*state), initial_neighbours(*state)
    p, y = flight.parameters({}, epoch, 87000.0), np.zeros(len(flight.OUTPUTS))
    rows = []
    for _ in range(8700):
        flight.step(own, p, STEP_S, y)
        neighbours.step(all_x, p, STEP_S)
        rows.append(np.linalg.norm(all_x.reshape(4, 6)[:, :3] - y[:3], axis=1) / 1e3)
    return np.array(rows)


def test_in_plane_range(ranges_km: np.ndarray) -> None:
    """2 a sin(4.5 deg) = 1095.0 km (L-6). Height and speed swing by J2: 1.5 km of 6,978 makes 0.4 km here."""
    assert ranges_km[:, :2] == pytest.approx(1095.0, abs=1.5)


def test_cross_plane_range(ranges_km: np.ndarray) -> None:
    """165 to 1,216 km, nearest at the highest latitudes."""
    assert ranges_km[:, 2:].min(axis=0) == pytest.approx(165.0, abs=1.0)
    assert ranges_km[:, 2:].max(axis=0) == pytest.approx(1216.0, abs=1.0)


def test_ahead_is_ahead_and_east_is_east(state: State) -> None:
    r, v = state
    there = initial_neighbours(r, v).reshape(4, 6)[:, :3] - r
    assert there[0] @ v > 0.0 > there[1] @ v
    lon = np.arctan2(*(there[2:] + r)[:, 1::-1].T) - np.arctan2(r[1], r[0])
    assert np.degrees(np.angle(np.exp(1j * lon))) == pytest.approx([10.0, -10.0])


def test_in_plane_neighbours_share_the_plane(state: State) -> None:
    r, v = state
    h = np.cross(r, v)
    for one in initial_neighbours(r, v).reshape(4, 6)[:2]:
        g = np.cross(one[:3], one[3:])
        assert np.linalg.norm(np.cross(g, h)) / np.linalg.norm(g) / np.linalg.norm(h) < 1e-4


def test_each_moves_by_itself(state: State, epoch: datetime) -> None:
    x, p = initial_neighbours(*state), flight.parameters({}, epoch, 10.0)
    expected = [propagate_j2(one[:3], one[3:], 5.0)[0] for one in x.reshape(4, 6)]
    for _ in range(50):
        neighbours.step(x, p, 0.1)
    assert np.allclose(x.reshape(4, 6)[:, :3], expected, rtol=0.0, atol=1e-4)
    assert len(neighbours.STATE) == x.size
