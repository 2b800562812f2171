"""Propagation: a tight outside integrator, what the motion conserves, and what a caller may do wrong."""

import math
from datetime import UTC, datetime

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

from sim.errors import InputError
from sim.orbit import Elements, eclipse_events, propagate_j2, propagate_two_body, state_from_elements

MU, RE, J2 = 3.986004418e14, 6378137.0, 1.08262668e-3
DAY_S = 86400.0
State = tuple[np.ndarray, np.ndarray]


def potential(r: np.ndarray) -> np.ndarray:
    """Zonal potential to degree 2 [m2/s2], from the Legendre polynomial, r (n, 3)."""
    d = np.linalg.norm(r, axis=-1)
    return -MU / d * (1.0 - J2 * (RE / d) ** 2 * (3.0 * (r[..., 2] / d) ** 2 - 1.0) / 2.0)


def gradient(_: float, s: np.ndarray) -> np.ndarray:
    """Motion under that potential by central differences in extended precision: no formula of force in it."""
    r = s[:3].astype(np.longdouble)
    h = np.longdouble(10.0)
    force = [-(potential(r + h * e) - potential(r - h * e)) / (2.0 * h) for e in np.eye(3, dtype=np.longdouble)]
    return np.concatenate([s[3:], np.array(force, dtype=np.float64)])


def closed_form(_: float, s: np.ndarray) -> np.ndarray:
    x, y, z = s[:3]
    d = math.sqrt(x * x + y * y + z * z)
    k = 1.5 * J2 * MU * RE**2 / d**5
    q = 5.0 * z * z / d**2
    point = -MU / d**3
    return np.array([*s[3:], x * (point - k * (1 - q)), y * (point - k * (1 - q)), z * (point - k * (3 - q))])


def test_force_is_the_gradient_of_the_potential(state: State) -> None:
    s = np.concatenate(state)
    assert np.allclose(gradient(0.0, s)[3:], closed_form(0.0, s)[3:], rtol=1e-9)


def test_a_day_ends_within_millimetres(state: State) -> None:
    reference = solve_ivp(closed_form, (0.0, DAY_S), np.concatenate(state), "DOP853", rtol=1e-13, atol=1e-6)
    r, v = propagate_j2(*state, DAY_S)
    assert np.linalg.norm(r - reference.y[:3, -1]) < 3e-3
    assert np.linalg.norm(v - reference.y[3:, -1]) < 3e-6


def test_an_orbit_of_ticks_follows_the_gradient(state: State) -> None:
    reference = solve_ivp(gradient, (0.0, 1500.0), np.concatenate(state), "DOP853", rtol=1e-12, atol=1e-5)
    r, _ = propagate_j2(*state, 1500.0, step_s=0.1)
    assert np.linalg.norm(r - reference.y[:3, -1]) < 0.01


def test_energy_and_axial_momentum_are_kept(state: State) -> None:
    r, v = propagate_j2(*state, np.linspace(0.0, DAY_S, 500))
    energy = 0.5 * np.sum(v * v, axis=1) + potential(r)
    momentum = r[:, 0] * v[:, 1] - r[:, 1] * v[:, 0]
    assert np.ptp(energy) < 1e-9 * abs(energy[0])
    assert np.ptp(momentum) < 1e-9 * abs(momentum[0])


def test_node_turns_with_the_mean_sun(state: State) -> None:
    """0.98565 deg/day to first order in J2; what is left out is of the order of J2 itself."""
    r, v = propagate_j2(*state, [0.0, 10.0 * DAY_S])
    h = np.cross(r, v)
    turned = np.degrees(np.diff(np.unwrap(np.arctan2(h[:, 0], -h[:, 1]))))[0]
    assert turned == pytest.approx(9.8565, rel=5e-3)


def test_there_and_back(state: State) -> None:
    r, v = propagate_j2(*state, 5000.0)
    back_r, back_v = propagate_j2(r, v, -5000.0)
    assert np.allclose(back_r, state[0], rtol=0.0, atol=1e-2)
    assert np.allclose(back_v, state[1], rtol=0.0, atol=1e-5)


def test_times_keep_their_order_and_shape(state: State) -> None:
    times = np.array([[300.0, -10.0], [0.0, 40.0]])
    r, v = propagate_j2(*state, times)
    assert r.shape == v.shape == (2, 2, 3)
    assert np.array_equal(r[1, 0], state[0])
    assert np.allclose(r[0, 0], propagate_j2(*state, 300.0)[0], rtol=0.0, atol=1e-3)
    assert np.allclose(r[0, 1], propagate_j2(*state, -10.0)[0], rtol=0.0, atol=1e-3)


def test_two_body_returns_after_a_period() -> None:
    r, v = np.array([7000e3, 0.0, 0.0]), np.array([0.0, 8000.0, 1000.0])
    a = 1.0 / (2.0 / 7000e3 - (v @ v) / MU)
    again_r, again_v = propagate_two_body(r, v, 2.0 * math.pi * math.sqrt(a**3 / MU))
    assert np.allclose(again_r, r, rtol=0.0, atol=1e-4)
    assert np.allclose(again_v, v, rtol=0.0, atol=1e-7)


def kepler(state: State, t_s: float) -> np.ndarray:
    """Position by Vallado's algorithm 8 from perigee: Kepler's equation by scipy's bracketing root, no f and g of ours.

    The frame is (perigee, beside it) from the eccentricity vector; so are both anomalies.
    """
    r, v = state
    h, d = np.cross(r, v), float(np.linalg.norm(r))
    lean = np.cross(v, h) / MU - r / d
    e, a = float(np.linalg.norm(lean)), 1.0 / (2.0 / d - float(v @ v) / MU)
    perigee = lean / e
    beside = np.cross(h, perigee) / float(np.linalg.norm(h))
    b = a * math.sqrt(1.0 - e * e)
    first = math.atan2(float(r @ beside) / b, float(r @ perigee) / a + e)
    mean = (first - e * math.sin(first) + math.sqrt(MU / a**3) * t_s) % math.tau
    then = brentq(lambda x: x - e * math.sin(x) - mean, 0.0, math.tau, xtol=1e-15, rtol=1e-15)
    return np.asarray(a * (math.cos(then) - e) * perigee + b * math.sin(then) * beside)


@pytest.mark.parametrize("e", [0.01, 0.5, 0.82, 0.9, 0.95, 0.99, 0.999])
def test_two_body_at_any_eccentricity_from_any_place(e: float) -> None:
    """Within some rounding of the orbit's own size, which is 7e9 m at e = 0.999."""
    for anomaly in np.radians([0.0, 40.0, 114.6, 179.0, 180.0, 181.0, 250.0, 359.0]):
        elements = Elements(6.878e6 / (1.0 - e), e, 1.1, 0.0, 4.7, float(anomaly))
        state = state_from_elements(elements)
        t_s = np.linspace(-4e5, 4e5, 41)
        ours, _ = propagate_two_body(*state, t_s)
        theirs = np.array([kepler(state, float(at)) for at in t_s])
        assert np.max(np.linalg.norm(ours - theirs, axis=1)) < 1e-3 + 1e-12 * elements.a_m


def test_two_body_far_out_gives_edges_of_shadow() -> None:
    """The start that once had no answer: a whole span of looks at e = 0.85."""
    start = state_from_elements(Elements(6.878e6 / 0.15, 0.85, 1.1, 0.0, 4.7, 2.0))
    edges = eclipse_events(*start, datetime(2026, 6, 21, tzinfo=UTC), 2e5, model="two_body")
    assert [name for _, name in edges] == ["penumbra_entry", "umbra_entry", "umbra_exit", "penumbra_exit"] * (
        len(edges) // 4
    )
    assert edges


@pytest.mark.parametrize("propagate", [propagate_j2, propagate_two_body])
@pytest.mark.parametrize(
    ("r", "v", "t", "place"),
    [
        ((7e6, 0.0), (0.0, 7.5e3, 0.0), 1.0, "r_eci_m"),
        ((7e6, 0.0, math.nan), (0.0, 7.5e3, 0.0), 1.0, "r_eci_m"),
        ((7e6, 0.0, 0.0), (0.0, math.inf, 0.0), 1.0, "v_eci_m_s"),
        ((7e6, 0.0, 0.0), "fast", 1.0, "v_eci_m_s"),
        ((7e6, 0.0, 0.0), (0.0, 12e3, 0.0), 1.0, "v_eci_m_s"),  # hyperbola
        ((7e6, 0.0, 0.0), (0.0, 5e3, 0.0), 1.0, "v_eci_m_s"),  # through the Earth
        ((6.3e6, 0.0, 0.0), (0.0, 7.9e3, 0.0), 1.0, "r_eci_m"),  # inside it
        ((7000.0, 0.0, 0.0), (0.0, 7.5, 0.0), 1.0, "r_eci_m"),  # kilometres
        ((7e6, 0.0, 0.0), (0.0, 7.5e3, 0.0), math.inf, "t_s"),
        ((7e6, 0.0, 0.0), (0.0, 7.5e3, 0.0), [0.0, math.nan], "t_s"),
        ((7e6, 0.0, 0.0), (0.0, 7.5e3, 0.0), 1e12, "t_s"),
    ],
)
def test_a_state_that_is_none_is_refused(propagate, r: tuple, v: tuple, t: float, place: str) -> None:
    with pytest.raises(InputError) as refused:
        propagate(r, v, t)
    assert refused.value.place == place


@pytest.mark.parametrize("step_s", [0.0, -1.0, math.nan])
def test_a_step_of_nothing_is_refused(state: State, step_s: float) -> None:
    with pytest.raises(InputError, match="step"):
        propagate_j2(*state, 1.0, step_s=step_s)


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"j2": math.nan}, "j2"),
        ({"j2": math.inf}, "j2"),
        ({"radius_m": math.nan}, "radius_m"),
        ({"radius_m": 0.0}, "radius_m"),
    ],
)
def test_an_earth_that_is_none_is_refused(state: State, given: dict[str, float], place: str) -> None:
    with pytest.raises(InputError) as refused:
        propagate_j2(*state, 1.0, **given)
    assert refused.value.place == place


def test_lists_and_no_times_are_taken(state: State) -> None:
    r, v = propagate_j2(state[0].tolist(), state[1].tolist(), [])
    assert r.shape == v.shape == (0, 3)
