"""Pumps, the mixing valve and the exchangers against hand values and closed forms."""

import math

import numpy as np
import pytest

from sim.thermal import coolant, exchanger, junction, pump, valve


def test_t8_affinity_at_four_fifths_of_rated_speed():
    assert pump.flow_share(0.8, 0.0) == pytest.approx(0.8, abs=1e-12)
    assert pump.head_share(0.8) == pytest.approx(0.64, abs=1e-12)
    assert pump.power_w(0.8, 1.0) == pytest.approx(0.512, abs=1e-12)


def test_t8_mixing():
    """docs/physics.md T-8, the other way round: those shares give those set points."""
    assert valve.mixed(0.4250, -20.0, 20.0) == pytest.approx(3.0, abs=40 * 1e-4)
    assert valve.mixed(0.2182, -40.0, 15.0) == pytest.approx(3.0, abs=55 * 1e-4)


def test_two_pumps_add_their_power_not_their_flow():
    assert pump.flow_share(1.0, 1.0) == pytest.approx(1.2599210, abs=1e-7)  # cube root of 2
    assert pump.flow_share(1.0, 0.1) < 1.001


def test_a_stopped_pump_gives_no_flow_at_all():
    assert pump.flow_share(0.0, 0.0) == 0.0
    assert pump.flow_share(0.004, 0.0) == 0.0


def test_pump_speed_follows_in_a_lag():
    speed = 1.0
    for _ in range(40):
        speed = pump.speed_next(speed, 0.0, 1.0, 0.4, 0.01)
    assert speed == pytest.approx(math.exp(-1.0), rel=0.015)  # one lag of 0.4 s


def test_a_seized_pump_does_not_listen():
    assert pump.speed_next(0.0, 1.0, 0.0, 0.4, 0.01) == 0.0
    assert pump.speed_next(0.7, 9.0, 1.0, 0.01, 0.01) == 1.5  # the drive's own limit
    assert pump.speed_next(0.7, math.nan, 1.0, 0.01, 0.01) == 0.0


def test_the_valve_slews_no_faster_than_its_motor():
    position = 0.0
    for _ in range(300):
        moved = valve.position_next(position, 1.0, 1.0, 0.1, 0.5, 0.01) - position
        assert moved <= 0.001 + 1e-12
        position += moved
    assert position == pytest.approx(0.3, abs=1e-9)  # 3 s at 0.1 a second


def test_a_stuck_valve_stays_and_a_bad_order_moves_nothing():
    assert valve.position_next(0.4, 1.0, 0.0, 0.1, 0.5, 0.01) == 0.4
    assert valve.position_next(0.4, math.nan, 1.0, 0.1, 0.5, 0.01) == 0.4
    assert 0.99 < valve.position_next(1.0, 7.0, 1.0, 0.1, 0.5, 0.01) <= 1.0


@pytest.mark.parametrize("flow_kg_s", [0.05, 0.2675, 1.0])
def test_a_plate_at_one_temperature_warms_its_coolant_by_the_closed_form(flow_kg_s):
    """Outlet = wall - (wall - inlet) exp(-NTU), the solution of m cp dT/dx = UA/L (wall - T)."""
    plate_w_k, inlet = 750.0, coolant.enthalpy_j_kg(312.15)
    weight = exchanger.profile_weight(plate_w_k, flow_kg_s)
    x = np.array([inlet, 316.15, 316.15])
    for _ in range(20_000):  # a plate of endless capacity holds its temperature
        junction.step(x, 0, 0.0, inlet, flow_kg_s, 0.87, plate_w_k, weight, 1.0, 1e15, 1e15, 1.0, 1.0, 0.01)
    units = plate_w_k / (flow_kg_s * 4906.0)
    expected = 316.15 - 4.0 * math.exp(-units)
    assert coolant.temperature_k(x[junction.COOLANT]) == pytest.approx(expected, abs=0.01)


def test_conductance_follows_flow_to_the_four_fifths_down_to_its_floor():
    assert exchanger.conductance_share(0.5, 0.05) == pytest.approx(0.5743492, abs=1e-7)  # 0.5^0.8
    assert exchanger.conductance_share(1.0, 0.05) == pytest.approx(1.0, abs=1e-12)
    assert exchanger.conductance_share(0.0, 0.05) == 0.05
    assert exchanger.conductance_share(1e-9, 0.05) == 0.05


def test_the_profile_weight_runs_from_the_middle_to_the_outlet():
    assert exchanger.profile_weight(1.0, 1e6) == pytest.approx(0.5, abs=1e-6)
    assert exchanger.profile_weight(100.0, 0.0) == 1.0
    assert exchanger.profile_weight(0.0, 0.0) == 1.0
    around = 0.5 * 4906.0 * 1e-4  # where the series hands over to the closed form
    step = exchanger.profile_weight(around * 1.001, 0.5) - exchanger.profile_weight(around * 0.999, 0.5)
    assert abs(step) < 1e-6
