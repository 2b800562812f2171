"""Edges of shadow: against the sampled illumination, grazing dips, and bad arguments."""

import math
from datetime import datetime

import numpy as np
import pytest

from sim.orbit import eclipse_events, illumination, near_circular_state, propagate_j2, sun_position_eci_m
from sim.orbit.events import _crossings

State = tuple[np.ndarray, np.ndarray]


def test_edges_are_where_the_light_changes(state: State, epoch: datetime) -> None:
    edges = eclipse_events(*state, epoch, 12000.0)
    assert [name for _, name in edges] == 2 * ["penumbra_entry", "umbra_entry", "umbra_exit", "penumbra_exit"]
    # 20 ms inside an edge of penumbra the share has left 1, 20 ms outside it has not; of umbra likewise with 0.
    for t_s, name in edges:
        sign = 1.0 if name.endswith("entry") else -1.0
        times_s = t_s + sign * np.array([-0.02, 0.02])
        r, _ = propagate_j2(*state, times_s)
        outside, inside = illumination(r, sun_position_eci_m(epoch, times_s))
        if name.startswith("penumbra"):
            assert outside == 1.0 > inside
        else:
            assert outside > 0.0 == inside


def test_a_run_that_starts_in_shadow_has_no_entry(state: State, epoch: datetime) -> None:
    middle = propagate_j2(*state, 2900.0)
    assert [name for _, name in eclipse_events(*middle, epoch, 2000.0)] == ["umbra_exit", "penumbra_exit"]


def test_a_dip_between_two_looks_is_found() -> None:
    """A parabola below zero for 2 s, half way between looks 20 s apart: zeros at 209 and 211."""
    edges = _crossings(lambda t_s: (t_s - 210.0) ** 2 - 1.0, np.arange(0.0, 401.0, 20.0))
    assert edges == [(pytest.approx(209.0, abs=1e-5), "entry"), (pytest.approx(211.0, abs=1e-5), "exit")]


def test_no_shadow_on_a_sunlit_orbit(epoch: datetime) -> None:
    across = near_circular_state(7.9e6, math.radians(66.0), math.radians(0.0), 0.0)
    assert eclipse_events(*across, epoch.replace(month=12), 1.0) == []


def test_bad_arguments_are_refused(state: State, epoch: datetime) -> None:
    with pytest.raises(ValueError, match="time zone"):
        eclipse_events(*state, epoch.replace(tzinfo=None), 100.0)
    with pytest.raises(ValueError, match="model"):
        eclipse_events(*state, epoch, 100.0, model="sgp4")
    with pytest.raises(ValueError, match="shape"):
        eclipse_events(*state, epoch, 100.0, shape="cylinder")
