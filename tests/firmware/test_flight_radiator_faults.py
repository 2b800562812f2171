"""The coolant loops when pumps, valves, sensors or heat are not what they should be."""

import pytest

from firmware_py.icd import events
from tests.firmware.flight_rig import NAN, Rig
from tests.firmware.loop_bench import CP, Loop


def test_two_dead_pumps_ask_to_shed_everything() -> None:
    loop = Loop(120e3, 33.0)
    loop.run(60.0)
    loop.health.update(prime=0.0, standby=0.0)
    loop.run(12.0)
    assert loop.rig.field("mode_a") == 5.0
    assert loop.rig.field("shed_request") == 0.0
    loop.health.update(prime=1.0, standby=1.0)
    loop.rack_w = 20e3
    loop.run(200.0)
    assert loop.rig.field("mode_a") == 1.0
    assert loop.rig.field("shed_request") == -1.0


def test_a_loop_that_gets_too_hot_opens_up_and_asks_to_shed_until_it_holds() -> None:
    loop = Loop(120e3, 33.0)
    loop.run(60.0)
    loop.rack_w = 330e3  # more than any radiator of this size rejects
    loop.run(300.0)
    asked = loop.rig.field("shed_request")
    assert 0.0 <= asked < 330e3
    assert loop.rig.out("valve_set_a") == 1.0
    assert loop.rig.out("prime_set_a") == pytest.approx(1.1)
    loop.rack_w = 60e3
    loop.run(600.0)
    assert loop.rig.field("shed_request") == -1.0
    assert loop.rig.field("mode_a") == 1.0


def test_t11_a_loop_that_a_stuck_valve_makes_too_cold_is_isolated_inside_its_band() -> None:
    """T-11 of docs/physics.md: the loop of the ISS whose valve stuck in 2013 shut itself down on its low limit."""
    loop = Loop(120e3, 33.0)
    loop.run(300.0)
    loop.valve, loop.valve_stuck = 1.0, True
    loop.rack_w = 20e3
    loop.until(events.SUPPLY_LOW, 1800)
    assert loop.rig.told(events.VALVE_NOT_FOLLOWING)
    assert loop.rig.field("mode_a") == 4.0
    loop.until(events.LOOP_GIVEN_UP, 1800)
    assert loop.supply_c > 20.0  # odc120's band
    assert loop.rig.told(events.LOOP_GIVEN_UP)[0][1][1:] in ((0, 4), (1, 4))  # both loops of this bench are alike
    loop.run(2000.0)  # longer than the half hour after which a pump is tried
    assert loop.rig.field("mode_a") == 6.0
    assert loop.rig.out("prime_set_a") == 0.0


def followed(loop: Loop) -> None:
    """Let the valve read as if it followed its command, whatever it does."""
    flow = loop._flow

    def lying(dt_s: float) -> None:
        flow(dt_s)
        loop.rig.values.update({f"valve_{letter}": loop.rig.out(f"valve_set_{letter}") for letter in "ab"})

    loop._flow = lying  # type: ignore[method-assign]


@pytest.mark.parametrize(
    "name", ["supply_a", "return_a", "outlet_a", "flow_a", "prime_speed_a", "valve_a", "pressure_a"]
)
def test_an_invalid_sensor_loses_no_pump_and_sheds_nothing(name: str) -> None:
    loop = Loop(120e3, 33.0)
    loop.run(300.0)
    flow = loop._flow

    def broken(dt_s: float) -> None:
        flow(dt_s)
        loop.rig.values[name] = NAN

    loop._flow = broken  # type: ignore[method-assign]
    loop.run(300.0)
    assert loop.rig.told(events.PUMP_SWITCHED) == []
    assert loop.rig.field("shed_request") == -1.0
    assert 35.0 < loop.supply_c < 45.0
    if name in ("supply_a", "return_a", "outlet_a", "flow_a"):
        assert loop.rig.told(events.RADIATOR_SENSOR_INVALID)


def test_stale_samples_hold_the_outputs() -> None:
    loop = Loop(120e3, 33.0)
    loop.run(60.0)
    before = list(loop.rig.executive.actuators)
    loop.rig.values.update(supply_a=70.0, flow_a=0.0)
    for age in range(1, 100):
        loop.rig.step(age=age)
    assert loop.rig.executive.actuators == before


def test_a_pump_lost_while_the_loop_is_hot_keeps_the_request_to_shed() -> None:
    loop = Loop(120e3, 33.0)
    loop.run(60.0)
    loop.rack_w = 330e3
    loop.run(300.0)
    assert 0.0 < loop.rig.field("shed_request") < 330e3
    loop.health["prime"] = 0.0
    asked = []
    for _ in range(60):
        loop.run(1.0)
        asked.append(loop.rig.field("shed_request"))
    assert loop.rig.told(events.PUMP_VERIFIED)
    assert loop.supply_c > 48.0  # still over the limit: the loop never held again
    assert loop.rig.told(events.SHED_CLEARED) == []
    assert all(0.0 <= value < 330e3 for value in asked)


def test_a_cold_loop_still_gives_its_racks_the_flow_they_need() -> None:
    loop = Loop(120e3, 33.0)
    loop.run(300.0)
    loop.valve, loop.valve_stuck = 1.0, True
    followed(loop)
    loop.rack_w = 20e3
    loop.run(900.0)
    assert loop.rig.field("mode_a") == 4.0
    loop.rack_w = 120e3
    loop.run(60.0)
    assert loop.rig.field("mode_a") == 4.0
    # 62 kW on 1.07 kg/s of 4900 J/kg/K is a rise of 11.8 K, odc120's 12; at half flow it would be twice that.
    assert loop.return_c - loop.supply_c < 18.0
    assert loop.rig.out("valve_set_a") == 0.0


def test_heat_that_will_not_go_away_is_asked_down_again_and_again() -> None:
    loop = Loop(120e3, 33.0)
    loop.run(60.0)
    loop.rack_w = 330e3
    loop.until(events.SHED_REQUESTED, 600)
    first = loop.rig.field("shed_request")
    loop.run(65.0)
    assert loop.rig.field("shed_request") == pytest.approx(0.64 * first, abs=3.0)  # 80 % of 80 % after 30 and 60 s


def test_a_pump_that_takes_its_time_at_start_up_is_not_given_up() -> None:
    rig = Rig("radiator")
    rig.values.update(flow_a=0.0, prime_speed_a=0.0)
    rig.step(25)
    rig.values.update(flow_a=1.0, prime_speed_a=1.0)
    rig.step(50)
    assert rig.told(events.PUMP_SWITCHED) == []


def test_without_a_flow_meter_the_speed_of_the_pump_tells_its_loss() -> None:
    rig = Rig("radiator")
    rig.values["flow_a"] = NAN
    rig.step(100)
    assert rig.told(events.PUMP_SWITCHED) == []
    rig.values["prime_speed_a"] = 0.0
    rig.step(20)
    assert [event for _, event in rig.told(events.PUMP_SWITCHED)] == [(events.PUMP_SWITCHED, 0, 2)]


def test_over_pressure_asks_to_shed_and_is_left_with_hysteresis() -> None:
    loop = Loop(120e3, 33.0)
    loop.run(300.0)
    loop.rig.values["pressure_a"] = 40.5
    loop.run(2.0)
    carried = 1.07 * CP * 12.0  # [W] of one loop
    assert loop.rig.field("shed_request") == pytest.approx(2.0 * 0.8 * carried, rel=0.1)
    assert [event for _, event in loop.rig.told(events.PRESSURE_HIGH)] == [(events.PRESSURE_HIGH, 0, 40500)]
    assert loop.rig.field("mode_a") == 3.0
    loop.rig.values["pressure_a"] = 39.0
    loop.run(5.0)
    assert loop.rig.field("mode_a") == 3.0
    loop.rig.values["pressure_a"] = 37.0
    loop.run(5.0)
    assert loop.rig.field("mode_a") == 1.0
    assert loop.rig.field("shed_request") == -1.0


def test_a_low_accumulator_is_told_once() -> None:
    rig = Rig("radiator")
    rig.step(50)
    rig.values["level_b"] = 0.05
    rig.step(100)
    assert [event for _, event in rig.told(events.LEVEL_LOW)] == [(events.LEVEL_LOW, 1, 500)]


def test_panels_near_freezing_keep_a_warming_flow() -> None:
    rig = Rig("radiator")
    for outlet_c, share in ((-55.0, 0.02), (-65.0, 0.15)):
        rig.values.update(supply_a=39.0, return_a=39.5, outlet_a=outlet_c)  # the mixture should be warmer
        rig.step(600)
        assert rig.out("valve_set_a") == pytest.approx(share, abs=1e-3)
