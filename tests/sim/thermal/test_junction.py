"""Junctions: the rise of 0.02 K/W, and what no flow does."""

import math

import pytest

from sim.thermal import junction


@pytest.mark.parametrize(("total_w", "accelerator_w"), [(120e3, 1666.7), (150e3, 2083.3)])
def test_rise_over_the_mean_coolant_is_two_hundredths_of_a_kelvin_a_watt(bench, total_w, accelerator_w):
    """750/(0.2675 x 4906) = 0.5715 transfer units at rated flow: the mean coolant is 0.5475 of the way up."""
    b = bench(total_w, sink_k=100.0, junction_spread=0.0)  # cold enough for a supply of 40 degC at either load
    b.actuators[0] = b.actuators[3] = 1.0  # rated flow
    b.run(300.0, 0.05)
    mean_c = 0.4525 * b.out("inlet_a") + 0.5475 * b.out("return_a")
    assert b.out("junction_1") - mean_c == pytest.approx(0.02 * accelerator_w, abs=0.2)


def test_the_hottest_is_above_the_mean_by_its_share_of_the_rise():
    assert junction.hottest_k(350.0, 320.0, 0.05) == pytest.approx(351.5)
    assert junction.hottest_k(300.0, 320.0, 0.05) == 300.0  # no rise: no spread, and never below the mean


def test_a_power_step_shows_the_die_first_and_the_plate_later(bench):
    """Two lags, 0.5 s of 0.008 K/W and 5 s of 0.012 K/W.

    After 1 s the die has most of its own rise and little of the plate's.
    """
    b = bench(0.0, junction_spread=0.0)
    b.run(5.0)
    before = b.out("junction_1")
    b.rack_w[:] = 9.0 * 1000.0
    b.run(1.0)
    alone = 8.0 * (1.0 - math.exp(-1.0 / 0.5))  # [K] the die's lag alone
    assert alone < b.out("junction_1") - before < alone + 12.0 * (1.0 - math.exp(-1.0 / 5.0))


def test_without_flow_a_group_heats_as_fast_as_its_capacity_lets_it(bench):
    """15 kW into dies and plates (9 x 479.2 J/K) and, in part, still coolant (0.87 kg, 4.28 kJ/K)."""
    b = bench(120e3)
    b.actuators = [0.0] * 6
    b.run(10.0)
    early = b.out("junction_1")
    b.run(5.0)
    rate = (b.out("junction_1") - early) / 5.0
    assert 15000.0 / (9 * 479.17 + 4280.0) < rate < 15000.0 / (9 * 479.17)
    assert b.out("flow_a") == 0.0


def test_time_to_throttle_after_a_pump_loss_is_seconds(bench):
    b = bench(120e3, prime_health_a=0.0)
    seconds = 0.0
    while b.out("junction_1") < 95.0 and seconds < 60.0:
        b.run(0.1)
        seconds += 0.1
    assert 2.0 < seconds < 15.0
    assert b.out("junction_2") < 82.5  # the other loop holds
