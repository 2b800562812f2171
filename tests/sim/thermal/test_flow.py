"""Pumps, the mixing valve and the exchangers against hand values and closed forms."""

import math

import numpy as np
import pytest

from sim.thermal import coolant, exchanger, hydraulics, junction, pump, valve


def test_t8_affinity_at_four_fifths_of_rated_speed():
    assert pump.flow_share(0.8) == pytest.approx(0.8, abs=1e-12)
    assert pump.head_share(0.8) == pytest.approx(0.64, abs=1e-12)
    assert pump.power_w(0.8, 1.0) == pytest.approx(0.512, abs=1e-12)


@pytest.mark.parametrize("speed", [0.3, 0.8, 1.0, 1.3])
@pytest.mark.parametrize("resistance", [0.5, 1.0, 4.0, 100.0])
def test_the_operating_point_lies_on_both_curves(speed, resistance):
    """1.2 n^2 - 0.2 q^2 = k q^1.75, written out apart."""
    q = pump.operating_flow(speed, 0.0, resistance, 1.2, 1.0)
    assert 1.2 * speed**2 - 0.2 * q**2 == pytest.approx(resistance * q**1.75, rel=1e-8)
    assert q > 0.0


def test_the_rated_point_is_rated():
    assert pump.operating_flow(1.0, 0.0, 1.0, 1.2, 1.0) == pytest.approx(1.0, abs=1e-12)


def test_t8_mixing():
    """docs/physics.md T-8, the other way round: those shares give those set points."""
    assert valve.mixed(0.4250, -20.0, 20.0) == pytest.approx(3.0, abs=40 * 1e-4)
    assert valve.mixed(0.2182, -40.0, 15.0) == pytest.approx(3.0, abs=55 * 1e-4)


def test_two_equal_pumps_share_the_flow_at_one_head():
    """Each gives half: 1.2 - 0.2 (q/2)^2 = q^1.75."""
    q = pump.operating_flow(1.0, 1.0, 1.0, 1.2, 1.0)
    assert 1.2 - 0.2 * (q / 2.0) ** 2 == pytest.approx(q**1.75, abs=1e-9)
    assert 1.0 < q < 1.2  # a steep system: far from twice


def test_a_slow_pump_behind_its_check_valve_adds_nothing():
    assert pump.operating_flow(1.0, 0.5, 1.0, 1.2, 1.0) == pump.operating_flow(1.0, 0.0, 1.0, 1.2, 1.0)
    assert pump.operating_flow(1.0, 0.95, 1.0, 1.2, 1.0) > 1.0
    assert pump.operating_flow(0.95, 1.0, 1.0, 1.2, 1.0) == pump.operating_flow(1.0, 0.95, 1.0, 1.2, 1.0)


def test_a_stopped_or_dry_pump_gives_no_flow_at_all():
    assert pump.operating_flow(0.0, 0.0, 1.0, 1.2, 1.0) == 0.0
    assert pump.operating_flow(0.004, 0.0, 1.0, 1.2, 1.0) == 0.0
    assert pump.operating_flow(1.0, 0.0, 1.0, 1.2, 0.0) == 0.0


def test_a_balanced_valve_leaves_the_resistance_alone_and_a_closed_panel_does_not():
    """Both open: G = 1. Half the panels, half of the branch theirs: c = 0.5/sqrt(0.5 0.25 + 0.5) = 0.632456."""
    assert hydraulics.total_conductance(0.3, hydraulics.branch_conductance(1.0, 0.5), 0.5) == pytest.approx(1.0)
    half = hydraulics.branch_conductance(0.5, 0.5)
    assert half == pytest.approx(0.6324555, abs=1e-7)
    assert hydraulics.total_conductance(1.0, half, 0.5) == pytest.approx(0.8162278, abs=1e-7)
    assert hydraulics.resistance(0.3, 1.0, 1.0, 1.0) == pytest.approx(1.0)
    assert hydraulics.resistance(0.3, 1.0, 1.0, 0.5) == pytest.approx(1.9)  # 0.7 + 0.3 / 0.25


def test_coolant_thickens_then_stops_but_for_a_trickle():
    assert hydraulics.fluidity(250.0, 240.957, 5.0, 0.02) == 1.0
    assert hydraulics.fluidity(243.457, 240.957, 5.0, 0.02) == pytest.approx(0.51)
    assert hydraulics.fluidity(200.0, 240.957, 5.0, 0.02) == 0.02


def test_pumps_lose_their_head_where_the_coolant_boils():
    assert hydraulics.suction(330.0, 338.89, 2.0, 0.05) == 1.0
    assert hydraulics.suction(337.89, 338.89, 2.0, 0.05) == pytest.approx(0.525)
    assert hydraulics.suction(339.0, 338.89, 2.0, 0.05) == 0.05


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
    plate_w_k, inlet = 750.0, coolant.enthalpy_j_kg(0.0, 312.15)
    weight = exchanger.profile_weight(plate_w_k, flow_kg_s * 4906.0)
    x = np.array([inlet, 316.15, 316.15])
    for _ in range(20_000):  # a plate of endless capacity holds its temperature
        junction.step(x, 0, 0.0, 0.0, inlet, flow_kg_s, 0.87, plate_w_k, weight, 1.0, 1e15, 1e15, 0.0, 1.0, 1.0, 0.01)
    units = plate_w_k / (flow_kg_s * 4906.0)
    expected = 316.15 - 4.0 * math.exp(-units)
    assert coolant.temperature_k(0.0, x[junction.COOLANT]) == pytest.approx(expected, abs=0.01)


def test_conductance_follows_flow_to_the_four_fifths_down_to_its_floor():
    assert exchanger.conductance_share(0.5, 0.05) == pytest.approx(0.5743492, abs=1e-7)  # 0.5^0.8
    assert exchanger.conductance_share(1.0, 0.05) == pytest.approx(1.0, abs=1e-12)
    assert exchanger.conductance_share(0.0, 0.05) == 0.05
    assert exchanger.conductance_share(1e-9, 0.05) == 0.05


def test_the_profile_weight_runs_from_the_middle_to_the_outlet():
    assert exchanger.profile_weight(1.0, 5e9) == pytest.approx(0.5, abs=1e-6)
    assert exchanger.profile_weight(100.0, 0.0) == 1.0
    assert exchanger.profile_weight(0.0, 0.0) == 1.0
    around = 0.5 * 1e-4  # where the series hands over to the closed form
    step = exchanger.profile_weight(around * 1.001, 0.5) - exchanger.profile_weight(around * 0.999, 0.5)
    assert abs(step) < 1e-6
