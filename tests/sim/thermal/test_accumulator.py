"""Accumulator: level from the density of the loop, pressure from the temperature of the vessel."""

import numpy as np
import pytest

from sim.thermal import accumulator, coolant, layout, system


def test_level_falls_by_the_contraction_of_a_cold_loop(bench):
    """68 litres from 40 to -20 degC.

    581.31 to 666.57 kg/m3 (CoolProp) draws 5.798 kg, 10.84 litres at 534.6 kg/m3.
    """
    b = bench(0.0)
    levels = []
    for at_k in (313.15, 253.15):
        cold = coolant.enthalpy_j_kg(0.0, at_k)
        for base in (0, layout.LOOP_LENGTH):
            for start in (layout.SUPPLY, layout.RETURN):
                b.x[base + start : base + start + 32] = cold
                b.x[base + start + 34] = cold
            b.x[base + layout.MIXED] = cold
            b.x[base + layout.GROUP : base + layout.PANEL : 3] = cold
            b.x[base + layout.PANEL : base + layout.LOOP_LENGTH : 2] = cold
        b.run(1e-6, 1e-6)
        levels.append(b.out("level_a"))
    assert levels[0] == pytest.approx(0.5, abs=0.01)
    assert levels[0] - levels[1] == pytest.approx(10.84e-3 / 0.040, abs=1e-3)


def test_pressure_is_thirty_bar_in_balance_and_dips_when_the_loop_contracts(bench):
    b = bench(120e3)
    b.run(1.0)
    assert b.out("pressure_a") == pytest.approx(30.0, abs=0.1)
    b.rack_w[:] = 3750.0
    b.run(120.0, 0.05)
    assert 28.0 < b.out("pressure_a") < 30.0


def test_inflow_condenses_and_warms_the_vessel():
    """One litre: 23.71 g of vapour, 22.88 kJ into 70 kJ/K."""
    warmed = accumulator.temperature_next_k(338.89, 338.89, 300.0, 1e-3, 70000.0, 0.01)
    assert warmed - 338.89 == pytest.approx(0.3268, abs=1e-4)


def test_a_leak_empties_the_vessel_then_stops_the_flow_and_takes_the_pressure(bench):
    b = bench(30e3, leak_a=0.1)
    b.run(60.0, 0.05)
    assert b.state("a_lost_kg") == pytest.approx(6.0, abs=1e-6)
    assert b.out("level_b") - b.out("level_a") == pytest.approx(6.0 / 534.6 / 0.040, abs=2e-3)
    assert b.out("flow_a") > 0.2
    b.run(80.0, 0.05)
    assert b.out("level_a") == 0.0
    assert b.out("flow_a") == 0.0
    assert b.out("pressure_a") < 27.0
    assert np.all(np.isfinite(b.y))


def test_a_closed_panel_loses_no_more_than_it_holds(bench):
    """T-13, plant side: 0.010 m3 at 581.3 kg/m3 are 5.813 kg; the loop itself loses nothing more once it is closed."""
    b = bench(30e3, leak_panel_1=0.1)
    b.run(20.0, 0.05)
    assert b.state("a_lost_kg") == pytest.approx(2.0, abs=1e-6)
    b.panel_mask = 14.0
    b.run(100.0, 0.05)
    assert b.state("a_lost_kg") == pytest.approx(2.0, abs=1e-6)
    assert b.state("a_panel_1_lost_kg") == pytest.approx(5.813, abs=1e-3)
    assert b.out("flow_a") > 0.2
    b.set("leak_panel_1", 0.0)
    b.panel_mask = 15.0  # it fills again, from the accumulator
    b.run(0.05, 0.05)
    assert b.state("a_lost_kg") == pytest.approx(7.813, abs=1e-3)
    assert b.state("a_panel_1_lost_kg") == 0.0
    assert b.state("b_lost_kg") == 0.0


def test_a_loop_cannot_lose_more_than_its_charge(bench):
    b = bench(30e3, leak_a=0.1)
    b.x[system.STATE.index("a_lost_kg")] = 50.2
    b.run(10.0, 0.05)
    assert b.state("a_lost_kg") == pytest.approx(68e-3 * 581.3 + 0.5 * 0.040 * 534.6, abs=1e-9)


def test_glycol_stands_under_gas_by_boyles_law(bench):
    """30 bar with half of 40 litres gas; 5 litres drawn out leave 30 * 20/25 = 24 bar."""
    assert accumulator.pressure_bar(1.0, 500.0, 0.015, 0.040, 30.0, 0.5) == pytest.approx(24.0)
    b = bench(30e3, coolant=1.0, rated_flow_kg_s=1.5)
    b.run(1.0)
    assert 25.0 < b.out("pressure_a") < 32.0


def test_the_vessel_heater_says_what_it_draws(bench):
    """1 K below its set point: 70 kJ/K over 300 s are 233.3 W; none when it is too warm."""
    assert accumulator.heater_w(337.89, 338.89, 300.0, 70000.0) == pytest.approx(233.3333, abs=1e-3)
    assert accumulator.heater_w(340.0, 338.89, 300.0, 70000.0) == 0.0
    b = bench(30e3)
    b.x[system.STATE.index("a_vessel_k")] -= 3.0
    b.run(0.01)
    assert b.out("heater_w") == pytest.approx(700.0, rel=0.01)
