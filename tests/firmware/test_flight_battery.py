"""State of charge and charge limit on toy packs: coulombs counted by hand, rest voltages of P-3, docs/physics.md."""

import pytest

from tests.firmware.flight_rig import NAN, Rig

CELLS = 192
CAPACITY_AH = 70.05


def _rest(rig: Rig, cell_v: float, current_a: float = 0.0) -> None:
    rig.values.update(
        battery_voltage=CELLS * cell_v, battery_current=current_a, cell_voltage_max=cell_v, cell_voltage_min=cell_v
    )


@pytest.mark.parametrize(("soc", "cell_v"), [(0.2, 3.4852), (0.5, 3.7509), (0.8, 4.0421)])
def test_the_first_estimate_is_that_of_the_rest_voltage(soc: float, cell_v: float) -> None:
    rig = Rig("eps")
    _rest(rig, cell_v)
    rig.step(20)
    assert rig.field("soc") == pytest.approx(soc, abs=0.002)  # OCV of Chen2020 by PyBaMM (docs/physics.md P-3)


def test_it_counts_coulombs() -> None:
    rig = Rig("eps")
    _rest(rig, 3.9479)  # SoC 0.7
    rig.step(10)
    _rest(rig, NAN, -70.05)  # no voltage to correct by: 1C out for 720 s is a fifth
    rig.step(7200)
    assert rig.field("soc") == pytest.approx(0.7 - 0.2, abs=0.002)


def test_a_wrong_estimate_is_pulled_to_the_rest_voltage_within_an_orbit() -> None:
    rig = Rig("eps")
    _rest(rig, 3.7509)  # told 0.5 ...
    rig.step(10)
    _rest(rig, 3.9479)  # ... and it is 0.7: P-4, from a 20 % wrong SoC to below 3 % in one orbit
    rig.step(58000)
    assert rig.field("soc") == pytest.approx(0.7, abs=0.03)


def test_a_biased_current_sensor_does_not_run_away() -> None:
    rig = Rig("eps")
    _rest(rig, 3.9479)
    rig.step(10)
    _rest(rig, 3.9479, 3.5)  # 5 % of 1C that is not there (P-10): would fill the pack in 5.7 hours
    rig.step(58000)
    assert rig.field("soc") == pytest.approx(0.7, abs=0.05)


def test_the_charge_limit_tapers_on_the_highest_cell_and_holds_it_below_its_limit() -> None:
    rig = Rig("eps")
    ocv, ohm, charge_c = 4.10, 0.0004, 0.0
    _rest(rig, ocv)
    rig.step(10)
    highest = 0.0
    for _ in range(3000):
        current = rig.out("charge_limit")
        charge_c += 0.1 * current
        cell_v = ocv + 0.3 * charge_c / (3600.0 * CAPACITY_AH) + ohm * current
        _rest(rig, cell_v, current)
        rig.step()
        highest = max(highest, cell_v)
    assert highest < 4.15  # hardware holds 4.15, the cell 4.2
    assert rig.out("charge_limit") < 70.0


@pytest.mark.parametrize(("celsius", "limit"), [(20.0, 70.0), (-1.0, 0.0), (46.0, 0.0), (NAN, 35.0)])
def test_temperature_bounds_charging(celsius: float, limit: float) -> None:
    rig = Rig("eps")
    rig.values["battery_temperature"] = celsius
    rig.step(600)
    assert rig.out("charge_limit") == pytest.approx(limit, abs=0.02)


def test_no_voltage_at_all_means_no_charging() -> None:
    rig = Rig("eps")
    rig.step(10)
    rig.values.update(cell_voltage_max=NAN)
    rig.step(50)
    assert rig.out("charge_limit") > 0.0  # the pack voltage stands in
    rig.values.update(battery_voltage=NAN)
    rig.step(1)
    assert rig.out("charge_limit") == 0.0


def test_without_the_pack_voltage_the_lowest_cell_tells() -> None:
    rig = Rig("eps")
    rig.values.update(battery_voltage=NAN, cell_voltage_min=3.7509, cell_voltage_max=3.9, battery_current=0.0)
    rig.step(20)
    assert rig.field("soc") == pytest.approx(0.5, abs=0.002)


def test_blind_from_the_start_it_leaves_boot_and_does_not_charge() -> None:
    rig = Rig("eps")
    rig.values.update(battery_voltage=NAN, cell_voltage_min=NAN, cell_voltage_max=NAN)
    rig.step(1)
    assert rig.out("charge_limit") == 0.0
    rig.step(60)
    assert rig.field("power_mode") == 1.0  # planned shedding must not wait for a voltage that may never come
    _rest(rig, 4.0421)
    rig.step(10)
    assert rig.field("soc") == pytest.approx(0.8, abs=0.002)


def test_a_restart_in_mid_flight_counts_no_charge_of_the_time_before() -> None:
    rig = Rig("eps")
    _rest(rig, 3.9479, 0.0)
    rig.values["battery_current"] = -200.0
    rig.tick = 30000  # 50 min into the flight
    rig.step(20)
    drop_v = 200.0 * 0.0004  # the first estimate allows for the resistance: 3.9479 + 0.08 V is SoC 0.78
    assert rig.field("soc") == pytest.approx(0.75 + 0.05 * (3.9479 + drop_v - 3.9943) / (4.0421 - 3.9943), abs=0.003)
