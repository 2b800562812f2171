"""Edges of shadow: against the sampled illumination, grazing dips, and bad arguments."""

import math
from datetime import datetime, timedelta

import numpy as np
import pytest

from sim.errors import InputError
from sim.orbit import (
    Elements,
    eclipse_events,
    illumination,
    near_circular_state,
    propagate_j2,
    state_from_elements,
    sun_position_eci_m,
)
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
    grid_s = np.arange(0.0, 401.0, 20.0)
    edges = _crossings(lambda t_s: (t_s - 210.0) ** 2 - 1.0, grid_s, (grid_s - 210.0) ** 2 - 1.0)
    assert edges == [(pytest.approx(209.0, abs=1e-5), "entry"), (pytest.approx(211.0, abs=1e-5), "exit")]


@pytest.mark.parametrize("middle_s", [6.0, 394.0])
def test_a_dip_in_the_first_or_last_interval_is_found(middle_s: float) -> None:
    grid_s = np.arange(0.0, 401.0, 20.0)
    edges = _crossings(lambda t_s: (t_s - middle_s) ** 2 - 1.0, grid_s, (grid_s - middle_s) ** 2 - 1.0)
    assert [t_s for t_s, _ in edges] == pytest.approx([middle_s - 1.0, middle_s + 1.0], abs=1e-5)


def test_edges_of_a_cylinder_are_where_its_light_changes(state: State, epoch: datetime) -> None:
    edges = eclipse_events(*state, epoch, 12000.0, shape="cylinder")
    assert [name for _, name in edges] == 2 * ["umbra_entry", "umbra_exit"]
    for t_s, name in edges:
        sign = 1.0 if name.endswith("entry") else -1.0
        times_s = t_s + sign * np.array([-1e-3, 1e-3])
        r, _ = propagate_j2(*state, times_s)
        assert illumination(r, sun_position_eci_m(epoch, times_s), "cylinder").tolist() == [1.0, 0.0]


def test_four_days_go_on_as_the_last_does(state: State, epoch: datetime) -> None:
    """Edges of four days at once, and of the fourth alone from the state at its start."""
    whole = [edge for edge in eclipse_events(*state, epoch, 4 * 86400.0) if edge[0] > 3 * 86400.0]
    later = epoch + timedelta(days=3)
    alone = eclipse_events(*propagate_j2(*state, 3 * 86400.0), later, 86400.0)
    assert [name for _, name in whole] == [name for _, name in alone]
    assert [t_s - 3 * 86400.0 for t_s, _ in whole] == pytest.approx([t_s for t_s, _ in alone], abs=1e-3)


def test_an_eccentric_orbit_has_its_edges(epoch: datetime) -> None:
    """e = 0.7: every edge is where the sampled light changes."""
    start = state_from_elements(Elements(26.6e6, 0.7, 0.5, 1.0, 2.0, 0.3))
    edges = eclipse_events(*start, epoch, 86400.0)
    assert edges
    for t_s, name in edges:
        r, _ = propagate_j2(*start, [t_s - 0.05, t_s + 0.05])
        before, after = illumination(r, sun_position_eci_m(epoch, [t_s - 0.05, t_s + 0.05]))
        assert (before > after) == name.endswith("entry")


def test_no_shadow_on_a_sunlit_orbit(epoch: datetime) -> None:
    across = near_circular_state(7.9e6, math.radians(66.0), math.radians(0.0), 0.0)
    assert eclipse_events(*across, epoch.replace(month=12), 1.0) == []


BAD = {
    "epoch_utc": {"epoch_utc": datetime(2026, 6, 21)},
    "model": {"model": "sgp4"},
    "shape": {"shape": "cone"},
    "duration_s": {"duration_s": -1.0},
    "r_eci_m": {"r_eci_m": (6e6, 0.0, 0.0)},
    "v_eci_m_s": {"v_eci_m_s": (0.0, 12e3, 0.0)},
}


@pytest.mark.parametrize("place", BAD)
@pytest.mark.parametrize("value", [None, math.nan])
def test_bad_arguments_are_refused(state: State, epoch: datetime, place: str, value: float | None) -> None:
    arguments = {"r_eci_m": state[0], "v_eci_m_s": state[1], "epoch_utc": epoch, "duration_s": 100.0}
    arguments |= BAD[place] if value is None else {place: value}
    with pytest.raises(InputError) as refused:
        eclipse_events(**arguments)
    assert refused.value.place == place
