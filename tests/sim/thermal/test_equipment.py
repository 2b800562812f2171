"""Equipment panel: balance, louvres, thermostat, and where the heat of a standing loop goes."""

import pytest

from sim.thermal import equipment


def test_it_settles_where_open_louvres_radiate_the_losses(bench):
    """4.2 kW = 0.74 sigma 16 m2 (T^4 - 185^4): T = 293.6 K by hand."""
    b = bench(0.0)
    b.loss_w = 4200.0
    b.run(40000.0, 0.2)
    by_hand = (4200.0 / (0.74 * 5.670374419e-8 * 16.0) + 185.0**4) ** 0.25 - 273.15
    assert b.out("equipment_c") == pytest.approx(by_hand, abs=0.05)


def test_without_losses_the_thermostat_cycles_between_its_two_temperatures(bench):
    b = bench(0.0)
    b.loss_w = 0.0
    b.run(30000.0, 0.2)
    seen, heated = [], []
    for _ in range(300):
        b.run(60.0, 0.2)
        seen.append(b.out("equipment_c"))
        heated.append(b.state("heater_on"))
    assert 4.9 < min(seen) < 5.5
    assert 7.0 < max(seen) < 8.1
    assert 0.0 < sum(heated) < 300.0


def test_hysteresis():
    assert equipment.thermostat(0.0, 277.0, 278.15, 281.15) == 1.0
    assert equipment.thermostat(1.0, 280.0, 278.15, 281.15) == 1.0
    assert equipment.thermostat(0.0, 280.0, 278.15, 281.15) == 0.0
    assert equipment.thermostat(1.0, 282.0, 278.15, 281.15) == 0.0


@pytest.mark.parametrize(("at_k", "emissivity"), [(200.0, 0.14), (283.15, 0.14), (288.15, 0.44), (300.0, 0.74)])
def test_louvres(at_k, emissivity):
    assert equipment.louvre_emissivity(at_k, 283.15, 293.15, 0.14, 0.74) == pytest.approx(emissivity)


def test_a_standing_loop_heats_the_equipment_panel_instead_of_its_pump_cell(bench):
    b = bench(0.0)
    b.run(10.0)
    before = b.out("equipment_c")
    b.actuators[0] = 0.0
    b.run(300.0, 0.05)
    assert b.out("equipment_c") > before + 1.5  # 1.8 kW for 300 s into 0.2 MJ/K, less what louvres give
    assert b.out("supply_a") < 45.0
