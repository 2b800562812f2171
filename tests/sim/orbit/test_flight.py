"""The plant's orbit: a tick after a tick against one long propagation, and outputs against their definitions."""

import math
from datetime import datetime

import numpy as np
import pytest

from sim.orbit import beta_angle_rad, flight, illumination, propagate_j2, sun_position_eci_m

State = tuple[np.ndarray, np.ndarray]
TICK_S = 0.1


def fly(state: State, epoch: datetime, ticks: int, tick_s: float = TICK_S) -> tuple[np.ndarray, np.ndarray]:
    """State and outputs after `ticks`."""
    x, p = flight.initial(*state), flight.parameters({}, epoch, ticks * tick_s)
    y = np.zeros(len(flight.OUTPUTS))
    for _ in range(ticks):
        flight.step(x, p, tick_s, y)
    return x, y


@pytest.fixture(scope="module")
def entering(state: State, epoch: datetime) -> tuple[np.ndarray, np.ndarray]:
    """In the penumbra: 2282 s, between the edges at 2270 and 2295 s."""
    return fly(state, epoch, 22820)


def test_names_and_places_agree() -> None:
    places = {
        "r_x_m": flight.POSITION, "v_x_m_s": flight.VELOCITY, "sun_x_m": flight.SUN,
        "illumination": flight.ILLUMINATION, "shadow": flight.SHADOW, "sun_distance_m": flight.SUN_DISTANCE,
        "flux_w_m2": flight.FLUX, "t_x": flight.ALONG, "n_x": flight.NORMAL, "up_x": flight.UP,
        "sun_az_rad": flight.SUN_AZ, "sun_el_rad": flight.SUN_EL, "altitude_m": flight.ALTITUDE,
    }  # fmt: skip
    assert {name: flight.OUTPUTS.index(name) for name in places} == places
    assert len(flight.initial((1, 2, 3), (4, 5, 6))) == len(flight.STATE)


def test_ticks_end_where_the_propagator_does(entering: tuple, state: State) -> None:
    x, y = entering
    r, v = propagate_j2(*state, 2282.0)
    assert x[flight.TIME] == pytest.approx(2282.0, abs=1e-8)
    assert np.allclose(y[:3], r, rtol=0.0, atol=0.01)
    assert np.allclose(y[3:6], v, rtol=0.0, atol=1e-5)


def test_light_is_that_of_the_shadow_model(entering: tuple, epoch: datetime) -> None:
    _, y = entering
    sun_m = sun_position_eci_m(epoch, 2282.0)
    assert y[flight.ILLUMINATION] == pytest.approx(float(illumination(y[:3], sun_m)), abs=1e-6)
    assert 0.0 < y[flight.ILLUMINATION] < 1.0
    assert y[flight.SHADOW] == 1.0


def test_flux_of_the_season(state: State, epoch: datetime) -> None:
    """1317.7 W/m2 on 21 June (docs/odc120.md), before any shadow; the satellite's own place is worth 0.1."""
    _, y = fly(state, epoch, 1)
    assert y[flight.FLUX] == pytest.approx(1317.7, abs=0.5)
    assert (y[flight.ILLUMINATION], y[flight.SHADOW]) == (1.0, 0.0)


def test_local_frame_is_right_handed_and_its_angles_give_the_sun_back(entering: tuple, epoch: datetime) -> None:
    _, y = entering
    along, normal, up = (y[k : k + 3] for k in (flight.ALONG, flight.NORMAL, flight.UP))
    assert np.allclose([along @ along, normal @ normal, up @ up, along @ normal, normal @ up], [1, 1, 1, 0, 0])
    assert np.allclose(np.cross(along, normal), up)
    assert along @ y[3:6] > 7500.0
    assert np.allclose(up * np.linalg.norm(y[:3]), y[:3])
    az, el = y[flight.SUN_AZ], y[flight.SUN_EL]
    there = math.cos(el) * (math.cos(az) * along + math.sin(az) * normal) + math.sin(el) * up
    towards = sun_position_eci_m(epoch, 2282.0) - y[:3]
    assert np.allclose(there, towards / np.linalg.norm(towards), rtol=0.0, atol=1e-8)


def test_the_sun_stands_beta_over_the_plane(entering: tuple) -> None:
    _, y = entering
    across = math.cos(y[flight.SUN_EL]) * math.sin(y[flight.SUN_AZ])
    beta = float(beta_angle_rad(y[:3], y[3:6], y[6:9]))
    assert math.asin(across) == pytest.approx(beta, abs=1e-4)  # parallax of the satellite's own place


def test_observing_moves_nothing(state: State, epoch: datetime) -> None:
    x, p = flight.initial(*state), flight.parameters({}, epoch, 10.0)
    y, before = np.zeros(len(flight.OUTPUTS)), x.copy()
    flight.observe(x, p, y)
    assert np.array_equal(x, before)
    assert np.array_equal(y[:3], state[0])
    assert y[flight.ALTITUDE] == pytest.approx(600e3, abs=1600.0)


def test_an_unknown_parameter_is_refused(epoch: datetime) -> None:
    with pytest.raises(KeyError):
        flight.parameters({"orbit_j3": 1.0}, epoch, 10.0)
