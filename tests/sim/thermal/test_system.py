"""Both loops together: balance, delay, losses, guards, and the same bits with the compiler off."""

import hashlib
import math
import os
import subprocess
import sys

import numpy as np
import pytest

from firmware_py.icd import radiator as board
from sim.parameters import pack
from sim.thermal import layout, system

#: Fins that conduct perfectly, 0.92 of the emitting area, and no loss beside the panels: odc120's own condition.
FINS_092 = {"fin_w_mk": 2000.0, "fin_length_m": 0.001, "emitting_m2": 69.0, "structure_m2": 0.001}


@pytest.mark.parametrize(
    ("total_w", "mean_c"),
    [(126e3, 46.6), (156e3, 61.6), (36e3, -20.0)],
)
def test_the_radiator_runs_as_warm_as_the_reference_satellite_says(bench, total_w, mean_c):
    """docs/odc120.md radiator row.

    Its three figures follow from a 200 K sink, 300 m2, 0.91 and 0.92 (not from the 180 to 185 K two rows
    above); the mean is that of the fourth power, as only that is fixed by the heat. -20 is rounded: by hand
    -19.6.
    """
    b = bench(total_w, sink_k=200.0, platform_w=0.0, pump_rated_w=0.0, **FINS_092)
    b.run(1.0)
    surfaces = np.concatenate(
        [b.x[base + layout.PANEL + 1 : base + layout.LOOP_LENGTH : 2] for base in (0, layout.LOOP_LENGTH)]
    )
    assert float(np.mean(surfaces**4) ** 0.25) - 273.15 == pytest.approx(mean_c, abs=0.5)
    assert b.out("heat_rejected_w") == pytest.approx(total_w, rel=1e-5)


@pytest.mark.parametrize("total_w", [0.0, 18e3, 30e3, 120e3, 150e3])
def test_a_run_starts_in_balance(bench, total_w):
    b = bench(total_w)
    b.run(0.1)
    first = b.y.copy()
    b.run(600.0, 0.05)
    assert np.max(np.abs(b.y[:-8] - first[:-8])) < 0.01  # [degC], [kg/s], [bar]: nothing moves
    assert b.out("heat_rejected_w") == pytest.approx(total_w + 3600.0 + b.out("pump_power_w"), rel=1e-4)


def test_supply_starts_at_the_set_point_when_the_radiator_can_hold_it(bench):
    for total_w in (18e3, 120e3):
        b = bench(total_w)
        b.run(0.1)
        assert b.out("supply_a") == pytest.approx(40.0, abs=0.01)
        assert 0.0 < b.out("valve_a") < 1.0
    b = bench(150e3, sink_k=200.0)
    b.run(0.1)
    assert b.out("supply_a") > 41.0
    assert b.out("valve_a") == 1.0


def test_heat_over_flow_is_the_rise_over_the_plates(bench):
    """docs/odc120.md: 63 kW at 1.07 kg/s is 12 K."""
    b = bench(126e3, sink_k=150.0)
    b.actuators[0] = 1.0
    b.run(400.0, 0.05)
    assert b.out("flow_a") == pytest.approx(1.07, rel=0.03)  # the panels' coolant is a little thicker than at 40 degC
    rise_k = 12.0 * 1.07 / b.out("flow_a")
    assert b.out("return_a") - b.out("inlet_a") == pytest.approx(rise_k, abs=0.25)  # cp at 46 degC is 1.6 % more


@pytest.mark.parametrize("speed", [0.4, 1.0])
def test_supply_reaches_the_plates_after_the_mass_of_the_leg(bench, speed):
    """20 litres at 581.3 kg/m3: 11.63 kg, 10.87 s at 1.07 kg/s."""
    b = bench(60e3, sink_k=150.0)
    b.actuators[0] = speed
    b.run(300.0, 0.05)
    b.actuators[2] = 1.0
    supply, inlet, passed_kg = [], [], [0.0]
    for _ in range(600):
        b.run(0.1)
        supply.append(b.out("supply_a"))
        inlet.append(b.out("inlet_a"))
        passed_kg.append(passed_kg[-1] + 0.1 * b.out("flow_a"))
    fallen = 0.5 * (supply[0] + min(supply[:200]))
    here = next(i for i, v in enumerate(supply) if v < fallen)
    there = next(i for i, v in enumerate(inlet) if v < fallen)
    assert passed_kg[there] - passed_kg[here] == pytest.approx(11.63, abs=11.63 / 32 + 0.1 * 1.07)


def test_t12_flow_is_gone_within_two_seconds_of_a_pump_loss(bench):
    b = bench(120e3)
    b.set("prime_health_a", 0.0)
    b.run(2.0)
    assert b.out("flow_a") < 0.01 * 1.07
    assert b.out("flow_b") > 1.0
    b.actuators[1] = 1.0  # the standby takes over
    b.run(2.0)
    assert b.out("flow_a") == pytest.approx(1.07, rel=0.01)


def test_a_cold_slug_comes_when_load_returns_behind_an_open_valve(bench):
    b = bench(120e3)
    warm_valve = b.actuators[2]
    b.rack_w[:] = 3750.0
    low = system.initial(b.p, b.rack_w, 185.0)
    b.x[:], b.actuators = low.x, [float(a) for a in low.actuators]
    b.run(60.0, 0.05)
    assert b.out("outlet_a") < 0.0  # the panels have gone cold
    b.actuators[0] = b.actuators[3] = 1.0
    b.actuators[2] = warm_valve  # A as before the eclipse; B holds its valve
    b.rack_w[:] = 15000.0
    b.run(30.0)
    assert b.out("supply_a") < 15.0
    assert b.out("supply_b") > 30.0


def test_the_valve_that_sends_all_to_the_bypass_lets_the_supply_rise(bench):
    b = bench(120e3)
    b.actuators[2] = 0.0
    b.run(60.0)
    assert b.out("supply_a") > 50.0
    assert b.out("supply_b") == pytest.approx(40.0, abs=0.1)


def test_closed_panels_keep_the_flow_and_lose_the_cooling(bench):
    b = bench(120e3)
    b.panel_mask = 14.0  # panel 1 closed
    b.run(300.0, 0.05)
    assert b.out("panel_1") < b.out("panel_2") - 15.0
    assert b.out("panel_3") == pytest.approx(b.out("panel_4"), abs=1e-9)
    b.panel_mask = 12.0  # both panels of A closed: all of it goes through bypass and relief valve
    before = b.out("supply_a")
    b.run(30.0, 0.05)
    assert b.out("supply_a") > before + 4.0
    assert b.out("flow_a") < 0.95  # [kg/s] k = 0.7 + 0.3/0.535^2 = 1.75 at position 0.93


def test_boiling_takes_the_pumps_their_head_and_they_recover(bench):
    """Both panels of A closed: the supply rises to the vessel's 65.7 degC, where the pumps keep a twentieth."""
    b = bench(120e3)
    b.panel_mask = 12.0
    b.run(60.0, 0.05)
    assert b.out("supply_a") > 60.0
    assert 0.05 < b.out("flow_a") < 0.6
    assert b.out("flow_b") > 1.0
    b.panel_mask = 15.0
    b.rack_w[:] = 3750.0
    b.run(300.0, 0.05)
    assert b.out("flow_a") > 0.95


def test_a_loop_without_flow_or_panels_stays_within_bounds(bench):
    """Nothing switches off: 15 kW a group for two hours, no pumps. 0.05 m2 to space: (15 kW/sigma/0.05)^(1/4)."""
    b = bench(120e3)
    b.actuators = [0.0] * 6
    b.run(7200.0, 0.1)
    assert np.all(np.isfinite(b.x))
    assert b.out("junction_1") < (15e3 / 5.670374419e-8 / 0.05) ** 0.25 - 273.15 + 40.0
    assert b.out("supply_a") < 70.0  # the pump cell: platform and pumps no longer heat it
    assert b.out("equipment_c") < 60.0  # they heat the equipment panel


def test_a_freezing_panel_stops_and_thaws(bench):
    """Glycol at idle under a cold sky: the panels pass -32.2 degC and all but stop; warmth brings them back."""
    b = bench(0.0, 185.0, coolant=1.0, rated_flow_kg_s=1.5)
    b.actuators[2] = b.actuators[5] = 1.0  # all of it through the radiator
    b.run(3600.0, 0.1)
    assert b.out("outlet_a") < -33.0
    frozen_kg_s = b.out("flow_a")
    b.rack_w[:] = 3750.0
    b.sink_k = 270.0
    b.run(5400.0, 0.1)
    assert b.out("outlet_a") > -20.0
    assert b.out("flow_a") > 1.3 * frozen_kg_s  # same pump speed


def test_a_warmer_sink_is_felt_in_both_loops(bench):
    b = bench(120e3)
    b.sink_k = 250.0
    b.run(900.0, 0.05)
    assert b.out("supply_a") > 40.5
    assert b.out("supply_a") == b.out("supply_b")


@pytest.mark.parametrize("dt_s", [0.01, 0.1])
def test_no_input_makes_a_number_that_is_none(bench, dt_s):
    b = bench(120e3)
    rng = np.random.default_rng(3)
    odd = (math.nan, math.inf, -math.inf, -5.0, 1e12, 0.0, 0.5)
    for _ in range(300):
        b.actuators = [odd[i] for i in rng.integers(0, len(odd), 6)]
        b.rack_w[:] = [odd[i] for i in rng.integers(0, 4, 8)]
        b.sink_k, b.panel_mask = (odd[i] for i in rng.integers(0, len(odd), 2))
        b.run(dt_s, dt_s)
        assert np.all(np.isfinite(b.x))
        assert np.all(np.isfinite(b.y))


def test_the_parts_do_not_depend_on_the_sub_step(bench):
    outs = []
    for dt_s in (0.01, 0.1):
        b = bench(120e3)
        b.rack_w[::2] = 4000.0
        b.actuators[2] = 0.5
        b.run(300.0, dt_s)
        outs.append(b.y.copy())
    assert (
        np.max(np.abs(outs[0] - outs[1])[:22]) < 0.3
    )  # [degC] and smaller units; the coarse one is 10 times as coarse


def test_outputs_name_every_sensor_of_the_radiator_board_in_its_order():
    assert system.OUTPUTS[: len(board.SENSORS)] == tuple(row[0] for row in board.SENSORS)
    assert len(set(system.STATE)) == len(system.STATE)
    assert len(set(system.OUTPUTS)) == len(system.OUTPUTS)
    assert system.OUTPUTS[layout.OUT_SUBCOOLING + 1] == "subcooling_b_k"
    assert system.OUTPUTS[layout.OUT_JUNCTION] == "junction_1"
    assert system.STATE[layout.LOOP_LENGTH + layout.VALVE] == "b_valve"
    assert system.STATE[layout.STORED_START_J] == "stored_start_j"


def test_every_default_lies_in_its_range():
    for parameter in system.PARAMETERS:
        assert parameter.low <= parameter.default <= parameter.high, parameter.name
    with pytest.raises(KeyError):
        pack(system.PARAMETERS, {"no_such_thing": 1.0})


SHORT_RUN = """
import hashlib, numpy as np
from sim.parameters import pack
from sim.thermal import system
p = pack(system.PARAMETERS, {"leak_b": 0.01, "prime_health_b": 0.9})
rack = np.array([15000.0, 9000.0, 12000.0, 3000.0, 15000.0, 0.0, 8000.0, 20000.0])
start = system.initial(p, rack, 187.3)
x, y = start.x, np.zeros(len(system.OUTPUTS))
for i in range(400):
    rack[0] = 4000.0 if i // 50 % 2 else 17000.0
    mask = float(15 - i // 100 * 3)
    system.step(x, p, rack, 187.3, 0.9, 0.2, 0.3 + i * 1e-3, 0.8, 0.0, 0.7, mask, 4e3, -50.0, 0.01, y)
print(hashlib.sha256(x.tobytes() + y.tobytes()).hexdigest())
"""


def test_the_bits_are_the_same_with_the_compiler_off():
    hashes = set()
    for off in ("0", "1"):
        environment = {**os.environ, "NUMBA_DISABLE_JIT": off}
        ran = subprocess.run(
            [sys.executable, "-c", SHORT_RUN], env=environment, capture_output=True, text=True, check=True
        )
        hashes.add(ran.stdout.strip())
    assert len(hashes) == 1
    assert len(hashes.pop()) == hashlib.sha256().digest_size * 2
