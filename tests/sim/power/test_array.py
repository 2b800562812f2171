"""The array against its cell's data sheet, hand values, and closed forms of its heat balance."""

import math

import pytest
from scipy.optimize import minimize_scalar

from sim.parameters import pack
from sim.power import array

P = pack(array.PARAMETERS, {})
#: AZUR 3G30C: docs/physics.md section 3 (Voc 2.700 V, Isc 0.520 A, Vmp 2.411 V, Imp 0.504 A at 1367 W/m2, 28 degC).
CELL = pack(array.PARAMETERS, {"array_cells_in_series": 1.0, "array_assembly": 1.0})
ONE_SUN, COOL_K = 1367.0, 301.15  # [W/m2], [K]
SIGMA = 5.670374419e-8  # [W/(m2 K4)] CODATA 2018


def open_v(cell_k, flux, p=CELL):
    return array.open_circuit_v(*array.diode(cell_k, flux, p))


def power_w(volt, cell_k, flux, p=P):
    return volt * array.string_a(volt, *array.diode(cell_k, flux, p))


def best_v(cell_k, flux, p=P):
    photo_a, log_i0, scale_v = array.diode(cell_k, flux, p)
    return array.maximum_power_v(array.open_circuit_v(photo_a, log_i0, scale_v), scale_v)


def test_the_cell_meets_its_data_sheet() -> None:
    assert open_v(COOL_K, ONE_SUN) == pytest.approx(2.700, abs=1e-4)
    assert array.string_a(0.0, *array.diode(COOL_K, ONE_SUN, CELL)) == pytest.approx(0.520, abs=1e-6)
    volt = best_v(COOL_K, ONE_SUN, CELL)
    assert volt == pytest.approx(2.411, rel=0.005)
    assert power_w(volt, COOL_K, ONE_SUN, CELL) == pytest.approx(2.411 * 0.504, rel=1e-4)


def test_the_slopes_meet_the_data_sheet() -> None:
    """-6.0 mV/K and 10 uA/(cm2 K) on 30.18 cm2."""
    assert (open_v(COOL_K + 1, ONE_SUN) - open_v(COOL_K - 1, ONE_SUN)) / 2 == pytest.approx(-6.0e-3, rel=1e-3)
    warm_a = array.string_a(0.0, *array.diode(COOL_K + 10, ONE_SUN, CELL))
    assert (warm_a - 0.520) / 10 == pytest.approx(10e-6 * 30.18, rel=1e-3)


def test_the_array_is_odc_120() -> None:
    """150 kW at 1361 W/m2 at 50 degC, and its maximum near 600 V there."""
    volt = best_v(323.15, 1361.0)
    assert volt == pytest.approx(600.0, abs=2.0)
    strings = sum(array.group_strings(group, 255, P) for group in range(8))
    assert strings * power_w(volt, 323.15, 1361.0) == pytest.approx(150e3, rel=1e-4)


@pytest.mark.parametrize("cell_k", [120.0, 190.0, 260.0, 323.0, 400.0])
@pytest.mark.parametrize("flux", [1e-3, 1.0, 50.0, 700.0, 1420.0])
def test_the_maximum_is_the_maximum(cell_k: float, flux: float) -> None:
    top_v = open_v(cell_k, flux, P)
    found = minimize_scalar(
        lambda v: -power_w(v, cell_k, flux), bounds=(0.0, top_v), method="bounded", options={"xatol": 1e-9 * top_v}
    )
    assert power_w(best_v(cell_k, flux), cell_k, flux) == pytest.approx(-found.fun, rel=1e-9)


def test_cold_cells_stand_higher() -> None:
    """After an eclipse (-80 degC), -6 mV/K times 108 K and 264 cells above the data sheet's 713 V at 28 degC: 880 V."""
    assert open_v(193.15, 1361.0, P) == pytest.approx(264 * (2.700 + 6.0e-3 * 108.0), rel=0.01)


@pytest.mark.parametrize("flux", [0.0, -5.0, math.nan])
def test_no_light_is_no_power(flux: float) -> None:
    assert open_v(300.0, flux) == 0.0
    assert array.string_a(0.0, *array.diode(300.0, flux, CELL)) == 0.0
    assert best_v(300.0, flux) == 0.0


def test_no_current_flows_back() -> None:
    assert array.string_a(1300.0, *array.diode(323.0, 1361.0, P)) == 0.0
    assert array.string_a(1e6, *array.diode(3.0, 1361.0, P)) == 0.0


def test_radiation_takes_current_and_voltage() -> None:
    worn = pack(array.PARAMETERS, {"array_current_left": 0.9, "array_voltage_left": 0.95})
    fresh_v = best_v(323.15, 1361.0)
    assert power_w(0.95 * fresh_v, 323.15, 1361.0 / 0.9, worn) == pytest.approx(
        0.95 * power_w(fresh_v, 323.15, 1361.0), rel=1e-9
    )
    assert open_v(323.15, 1361.0 / 0.9, worn) == pytest.approx(0.95 * open_v(323.15, 1361.0, P), rel=1e-9)


def test_groups_fail_and_switch_one_by_one() -> None:
    broken = pack(array.PARAMETERS, {"array_string_3": 0.5, "array_string_8": 0.0})
    assert [array.group_strings(g, 0b11111101, broken) for g in range(8)] == [62, 0, 31, 62, 62, 62, 62, 0]


def test_the_regulator_is_a_first_order_lag() -> None:
    """One time constant leaves 1/e; the mean of 600 + 100 e^(-t/tau) over tau is 600 + 100 (1 - 1/e)."""
    mean_v, end_v = array.regulate(700.0, 600.0, 0.002, P)
    assert end_v == pytest.approx(600.0 + 100.0 / math.e, abs=1e-9)
    assert mean_v == pytest.approx(600.0 + 100.0 * (1.0 - 1.0 / math.e), abs=1e-9)


def test_cells_settle_where_heat_balances() -> None:
    """alpha S + eps IR - P/A = 2 eps sigma T^4, with 250 W/m2 taken out by wire."""
    cell_k = 250.0
    for _ in range(5000):
        cell_k = array.cell_temperature_k(cell_k, 1361.0, 60.0, 150e3, P, 1.0)
    t4 = (0.92 * 1361.0 + 0.85 * 60.0 - 250.0) / (2 * 0.85 * SIGMA)
    assert cell_k == pytest.approx(math.sqrt(math.sqrt(t4)), abs=1e-6)


def test_cells_cool_in_the_dark_as_the_fourth_power_says() -> None:
    """c dT/dt = -k T^4 has T = (T0^-3 + 3 k t / c)^(-1/3); 20.8 minutes of umbra in steps of 0.1 s (first order)."""
    cell_k, dt_s, seconds = 323.15, 0.1, 1248
    for _ in range(round(seconds / dt_s)):
        cell_k = array.cell_temperature_k(cell_k, 0.0, 0.0, 0.0, P, dt_s)
    exact = (323.15**-3 + 3 * (2 * 0.85 * SIGMA) * seconds / 2500.0) ** (-1 / 3)
    assert cell_k == pytest.approx(exact, abs=0.01)
