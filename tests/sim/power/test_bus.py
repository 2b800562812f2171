"""The bus against its own differential equation, solved by scipy, and its limits by hand."""

import math

import pytest
from scipy.integrate import solve_ivp

from sim.parameters import pack
from sim.power import bus

P = pack(bus.PARAMETERS, {})


@pytest.mark.parametrize("surplus_w", [-120e3, -3e3, 0.0, 40e3])
def test_free_bus_is_the_differential_equation(surplus_w: float) -> None:
    solved = solve_ivp(lambda t, v: surplus_w / (0.010 * v), (0, 0.01), [800.0], rtol=1e-12, atol=1e-9).y[0, -1]
    assert bus.free_v(800.0, surplus_w, 0.01, 0.010) == pytest.approx(solved, rel=1e-9)


def test_an_emptied_bus_stands_at_zero() -> None:
    """1/2 x 10 mF x 800^2 = 3.2 kJ: gone after 10 ms of 320 kW."""
    assert bus.free_v(800.0, -320e3, 0.01, 0.010) == 0.0
    assert bus.free_v(800.0, -1e9, 0.01, 0.010) == 0.0


@pytest.mark.parametrize("surplus_w", [-200e3, -36e3, 0.0, 50e3])
def test_droop_settles_where_the_loops_do(surplus_w: float) -> None:
    """C V dV/dt = P - V (V - 800) / 0.04 ohm, run to rest by scipy; 10 ms are 25 time constants."""
    solved = solve_ivp(
        lambda t, v: (surplus_w - v * (v - 800.0) / 0.04) / (0.010 * v), (0, 0.02), [800.0], rtol=1e-11, method="LSODA"
    ).y[0, -1]
    assert bus.droop_v(surplus_w, P) == pytest.approx(solved, rel=1e-8)


def test_full_power_stays_well_inside_the_limits() -> None:
    """4C discharge: 250 A at 800 V times 40 mohm is 10 V below, 760 V is the limit."""
    assert 788.0 < bus.droop_v(-200e3, P) < 791.0


def test_droop_beyond_its_nose_is_guarded() -> None:
    assert bus.droop_v(-1e9, P) == 400.0


@pytest.mark.parametrize(
    ("needed_w", "volt"), [(100e3, 815.0), (50e3, 825.0), (0.0, 835.0), (-1e3, 835.0), (2e5, 815.0)]
)
def test_limiter_is_linear_from_815_to_835(needed_w: float, volt: float) -> None:
    assert bus.limiter_v(needed_w, 100e3, P) == pytest.approx(volt, abs=1e-9)


def test_limiter_without_an_array_has_nothing_to_cut() -> None:
    assert bus.limiter_v(50e3, 0.0, P) == 815.0


def test_power_to_reach_undoes_the_free_bus() -> None:
    power_w = bus.power_to_reach_w(800.0, 793.0, 0.01, P)
    assert power_w == pytest.approx(-0.5 * 0.010 * (800.0**2 - 793.0**2) / 0.01, rel=1e-12)
    assert bus.free_v(800.0, power_w, 0.01, 0.010) == pytest.approx(793.0, rel=1e-12)


def test_a_constant_power_load_is_a_negative_resistance() -> None:
    """100 kW at 800 V draws 125 A; -6.4 ohm, checked against the slope of V(I) = P/I."""
    slope_ohm = (100e3 / 125.01 - 100e3 / 124.99) / 0.02
    assert bus.incremental_ohm(800.0, 100e3) == pytest.approx(slope_ohm, rel=1e-6)
    assert bus.incremental_ohm(800.0, 0.0) == -math.inf


def test_the_margin_is_one_at_the_nose_of_the_droop() -> None:
    """Most power through R is Vset^2/4R, at Vset/2: there load and source impedance are equal."""
    nose_w = 800.0 * 800.0 / (4.0 * 0.040)
    assert bus.stability_margin(0.040, 400.0, nose_w) == pytest.approx(1.0, rel=1e-12)
    assert bus.stability_margin(0.040, 800.0, 150e3) == pytest.approx(106.667, rel=1e-5)
    assert bus.stability_margin(0.0, 800.0, 150e3) == bus.stability_margin(0.040, 800.0, 0.0) == math.inf
