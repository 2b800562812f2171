"""The pack against PyBaMM's rest voltages, quadrature of its own curve, and closed forms."""

import math
from itertools import pairwise

import pytest
from scipy.integrate import quad, solve_ivp

from sim.parameters import pack
from sim.power import battery

P = pack(battery.PARAMETERS, {})
CAPACITY_C = P[battery.CAPACITY]
WARM_K, COLD_K = 298.15, 263.15  # [K]


def limits(soc, battery_k=WARM_K, asked_a=1e3, dt_s=0.01, polarisation_v=0.0):
    """(highest charge, highest discharge current) [A]."""
    r0_ohm = battery.series_ohm(battery_k, P)
    mean_v, mean_ohm, end_v, end_ohm = battery.source(soc, polarisation_v, r0_ohm, P, dt_s)
    into_a = battery.charge_limit_a(soc, battery_k, asked_a, end_v, end_ohm, P, dt_s)
    return into_a, battery.discharge_limit_a(soc, mean_v, mean_ohm, end_v, end_ohm, P, dt_s)


@pytest.mark.parametrize(("soc", "volt"), [(0, 2.500), (0.2, 3.4852), (0.5, 3.7509), (0.8, 4.0421), (1, 4.200)])
def test_rest_voltage_is_pybamms(soc: float, volt: float) -> None:
    """docs/physics.md P-3: PyBaMM, parameter set Chen2020."""
    assert battery.cell_ocv_v(soc, P) == pytest.approx(volt, abs=1e-4)


def test_rest_voltage_rises_all_the_way() -> None:
    """So that a state of charge can be read back from it."""
    volts = [battery.cell_ocv_v(k / 1000, P) for k in range(1001)]
    assert all(a < b for a, b in pairwise(volts))
    assert (battery.cell_ocv_v(-0.5, P), battery.cell_ocv_v(1.5, P)) == (volts[0], volts[-1])


#: [V] what reversible heat takes from the rest voltage of the pack: 192 cells, 0.1 mV/K, 298.15 K.
REVERSIBLE_V = 192 * 1e-4 * 298.15


def test_the_pack_gives_50_kwh_of_which_401_wh_are_heat_taken_up() -> None:
    """At rest, at 25 degC: 50 kWh on the curve; 5.72 V x 70.05 Ah of them come out of the heat of the pack."""
    gained = battery.stored_j(1.0, P) - battery.stored_j(0.0, P)
    assert pytest.approx(401.0, abs=0.1) == REVERSIBLE_V * CAPACITY_C / 3600.0  # [Wh]
    assert gained == pytest.approx(50e3 * 3600.0 - REVERSIBLE_V * CAPACITY_C, rel=1e-6)


@pytest.mark.parametrize("battery_k", [263.15, 298.15, 323.15])
def test_the_first_law_of_a_charge_at_any_temperature(battery_k: float) -> None:
    """Without resistance, in joules a coulomb: what goes in at the terminals is stored, or is the heat T dU/dT."""
    into_v = 192 * (3.7509 + 1e-4 * (battery_k - 298.15))  # PyBaMM's figure at 50 %
    stored_v = (battery.stored_j(0.5 + 1e-5, P) - battery.stored_j(0.5, P)) / (1e-5 * CAPACITY_C)
    assert stored_v + battery.reversible_v(battery_k, P) == pytest.approx(into_v, abs=0.02)
    assert battery.reversible_v(battery_k, P) == pytest.approx(192 * 1e-4 * battery_k, rel=1e-12)


@pytest.mark.parametrize(("low", "high"), [(0.0, 1.0), (0.31, 0.34), (0.12, 0.86), (0.95, 1.0)])
def test_stored_energy_is_the_area_under_the_curve_less_reversible_heat(low: float, high: float) -> None:
    area, _ = quad(lambda s: battery.cell_ocv_v(s, P), low, high, points=[k / 20 for k in range(1, 20)], limit=200)
    gained = battery.stored_j(high, P) - battery.stored_j(low, P)
    heat_j = REVERSIBLE_V * CAPACITY_C * (high - low)
    assert gained == pytest.approx(192 * CAPACITY_C * area - heat_j, rel=1e-9)


@pytest.mark.parametrize(("start", "end"), [(0.52, 0.53), (0.53, 0.52), (0.548, 0.551), (0.551, 0.548), (0.55, 0.549)])
def test_mean_rest_voltage_of_a_step_is_exact(start: float, end: float) -> None:
    area, _ = quad(lambda s: battery.cell_ocv_v(s, P), start, end, points=[0.55])
    assert battery.mean_cell_ocv_v(start, end, P) == pytest.approx(area / (end - start), rel=1e-12)


def test_mean_rest_voltage_of_an_idle_step() -> None:
    assert battery.mean_cell_ocv_v(0.55, 0.55, P) == battery.cell_ocv_v(0.55, P)


def test_the_rc_pair_is_the_differential_equation() -> None:
    """dv/dt = (R1 I - v) / tau and heat v^2 / R1, integrated by scipy over 13 s from 1.5 V at 80 A."""
    r1_ohm, tau_s, amp, dt_s = 192 * 0.10e-3, 20.0, 80.0, 13.0

    def slopes(t, v):
        return [(r1_ohm * amp - v[0]) / tau_s, v[0], v[0] * v[0] / r1_ohm]

    end_v, area, heat_j = solve_ivp(slopes, (0, dt_s), [1.5, 0, 0], rtol=1e-12, atol=1e-12).y[:, -1]
    assert battery.polarise(1.5, amp, P, dt_s) == pytest.approx((area / dt_s, end_v, heat_j), rel=1e-9)


@pytest.mark.parametrize("terminal_w", [-200e3, -30e3, -1.0, 0.0, 1.0, 50e3])
def test_the_current_makes_the_power(terminal_w: float) -> None:
    """I times the mean terminal voltage, computed the other way, is the power asked."""
    soc, dt_s, polarisation_v, r0_ohm = 0.62, 0.01, -0.4, 0.048
    mean_v, mean_ohm, end_v, end_ohm = battery.source(soc, polarisation_v, r0_ohm, P, dt_s)
    amp = battery.current_a(terminal_w, mean_v, mean_ohm)
    rc_v, rc_end_v, _ = battery.polarise(polarisation_v, amp, P, dt_s)
    soc_end = soc + amp * dt_s / CAPACITY_C
    volt = 192 * battery.mean_cell_ocv_v(soc, soc_end, P) + 0.048 * amp + rc_v
    assert amp * volt == pytest.approx(terminal_w, rel=1e-9, abs=1e-9)
    assert end_v + end_ohm * amp == pytest.approx(
        192 * battery.cell_ocv_v(soc_end, P) + 0.048 * amp + rc_end_v, rel=1e-12
    )


def test_resistance_doubles_towards_freezing() -> None:
    """20 kJ/mol: exp(2400 (1/273.15 - 1/298.15)) = 2.09; 192 cells of 0.25 mohm at 25 degC are 48 mohm."""
    assert battery.series_ohm(298.15, P) == pytest.approx(0.048, rel=1e-12)
    assert battery.series_ohm(273.15, P) / battery.series_ohm(298.15, P) == pytest.approx(2.09, abs=0.01)
    assert math.isfinite(battery.series_ohm(0.0, P))


def test_limits_in_the_middle_are_4c_and_1c() -> None:
    """50 kWh of 192 cells at 3.7175 V mean are 70.05 Ah."""
    assert limits(0.6) == pytest.approx((70.05, 280.2), abs=0.01)


def test_flight_limit_holds_below_1c() -> None:
    assert limits(0.6, asked_a=12.5)[0] == 12.5
    assert limits(0.6, asked_a=-3.0)[0] == limits(0.6, asked_a=math.nan)[0] == 0.0


def test_a_full_pack_takes_nothing() -> None:
    """Rest voltage is 4.15 V at SoC 0.95 + 0.05 x (4.15 - 4.1235) / (4.2 - 4.1235) = 0.9673."""
    assert limits(0.968)[0] == limits(1.0)[0] == 0.0
    assert 0.0 < limits(0.965)[0] < 70.0


def test_an_empty_pack_gives_nothing() -> None:
    assert limits(0.0)[1] == limits(0.03)[1] == 0.0
    assert limits(0.2)[1] > 280.0


def test_a_frozen_pack_is_not_charged() -> None:
    assert limits(0.5, battery_k=COLD_K)[0] == 0.0
    assert limits(0.5, battery_k=COLD_K)[1] > 200.0


def test_constant_voltage_taper_meets_the_limit_exactly() -> None:
    """The step's end voltage at the limit current is 4.15 V a cell."""
    r0_ohm = battery.series_ohm(WARM_K, P)
    *_, end_v, end_ohm = battery.source(0.96, 0.5, r0_ohm, P, 0.01)
    amp = battery.charge_limit_a(0.96, WARM_K, 1e3, end_v, end_ohm, P, 0.01)
    assert 0.0 < amp < 70.0
    assert end_v + end_ohm * amp == pytest.approx(192 * 4.15, rel=1e-12)


def test_cells_spread_about_the_mean() -> None:
    low_v, high_v = battery.cell_extremes_v(0.6, -140.0, -1.0, 0.048, P)
    mean_v = battery.cell_ocv_v(0.6, P) - (140.0 * 0.048 + 1.0) / 192
    assert low_v < mean_v < high_v < mean_v + 0.02


def test_a_resting_pack_takes_its_plates_temperature() -> None:
    """Relaxation to 20 degC with C/G = 250e3/50 = 5000 s: 1/e is left after 5000 s."""
    battery_k = 303.15
    for _ in range(5000):
        battery_k = battery.temperature_k(battery_k, 0.0, P, 1.0)
    assert battery_k - 293.15 == pytest.approx(10.0 / math.e, rel=1e-3)
