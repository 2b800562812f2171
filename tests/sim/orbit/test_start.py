"""A satellite that starts from a TLE: it is where SGP4 has it, and goes on under J2 from there."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np

from sim.orbit import eclipse_events, elements_from_state, from_tle, propagate_j2, propagate_sgp4
from sim.orbit import start_of_mean_elements as start

LINES = (
    "1 25544U 98067A   26172.50000000  .00016717  00000-0  30000-3 0  9991",
    "2 25544  51.6400 208.9163 0006317  69.9862 290.2027 15.49560000    17",
)
EPOCH = datetime(2026, 6, 21, tzinfo=UTC)


def test_the_orbit_is_that_of_its_mean_motion() -> None:
    """15.4956 revolutions a day: 6,797 km by Kepler's third law; J2 moves the osculating size by some 10 km."""
    elements = elements_from_state(*start(LINES, None, EPOCH))
    assert abs(elements.a_m - 6797.0e3) < 15e3
    assert abs(np.degrees(elements.inclination_rad) - 51.64) < 0.15


def test_j2_stays_with_sgp4_for_an_orbit() -> None:
    """What J2 alone leaves out (drag, J3, J4) and the mean of WGS 72 come to below 3 km in 93 minutes."""
    t_s = np.linspace(0.0, 5580.0, 10)
    theirs, _ = propagate_sgp4(from_tle(*LINES), EPOCH, t_s)
    ours, _ = propagate_j2(*start(LINES, None, EPOCH), t_s)
    assert np.linalg.norm(ours[0] - theirs[0]) < 1e-6
    assert np.max(np.linalg.norm(ours - theirs, axis=1)) < 3e3


def test_eclipses_are_found_from_it() -> None:
    names = [name for _, name in eclipse_events(*start(LINES, None, EPOCH), EPOCH, 5580.0)]
    assert sorted(set(names)) == ["penumbra_entry", "penumbra_exit", "umbra_entry", "umbra_exit"]
