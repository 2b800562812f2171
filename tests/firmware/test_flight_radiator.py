"""One coolant loop in closed loop with a toy plant: legs with delay, a panel of one lump, a mixing valve."""

import pytest

from firmware_py.icd import events
from tests.firmware.flight_rig import Rig, message
from tests.firmware.loop_bench import Loop


def _fastest_k_per_min(temps: list[float], window_s: float) -> float:
    n = round(window_s * 10.0)
    return max(abs(b - a) for a, b in zip(temps, temps[n:], strict=False)) * 60.0 / window_s


def test_an_eclipse_pass_keeps_the_supply_in_its_band_and_under_its_rate() -> None:
    loop = Loop(120e3, 33.0)
    loop.run(900.0)
    loop.temps.clear()
    loop.rack_w = 30e3
    loop.run(1300.0)
    loop.rack_w = 120e3
    loop.run(900.0)
    assert all(20.0 <= temp <= 50.0 for temp in loop.temps)  # odc120
    assert _fastest_k_per_min(loop.temps, 30.0) <= 5.0


def test_the_step_back_to_full_load_settles_within_two_kelvin_in_300_s() -> None:
    loop = Loop(30e3, -20.0)  # T-10, with the radiator cold
    loop.run(900.0)
    loop.temps.clear()
    loop.rack_w = 120e3
    loop.run(600.0)
    assert max(loop.temps) < 45.0
    assert all(abs(temp - 40.0) <= 2.0 for temp in loop.temps[3000:])


def test_a_swinging_load_does_not_make_the_valve_hunt() -> None:
    loop = Loop(120e3, 33.0)
    loop.run(900.0)
    travel, last = 0.0, loop.rig.out("valve_set_a")
    for half in range(600):  # T-10: 0.5 Hz, 40 to 100 %, 10 min
        loop.rack_w = 120e3 if half % 2 else 48e3
        loop.run(1.0)
        travel += abs(loop.rig.out("valve_set_a") - last)
        last = loop.rig.out("valve_set_a")
    assert travel / 600.0 < 0.01  # strokes a second: 6 in ten minutes
    assert abs(loop.supply_c - 40.0) < 3.0


def test_the_pump_gives_the_rated_rise_and_stays_in_its_range() -> None:
    loop = Loop(120e3, 33.0)
    loop.run(900.0)
    assert loop.return_c - loop.supply_c == pytest.approx(12.0, abs=1.0)
    loop.rack_w = 15e3
    loop.run(600.0)
    assert loop.rig.out("prime_set_a") == pytest.approx(0.5, abs=1e-3)


def test_a_restart_goes_on_with_the_pump_that_runs() -> None:
    rig = Rig("radiator")
    rig.values.update(prime_speed_a=0.0, standby_speed_a=1.0)
    rig.step(60)
    assert rig.field("pump_a") == 2.0
    assert rig.field("pump_b") == 1.0
    assert (rig.out("prime_set_a"), rig.out("standby_set_b")) == (0.0, 0.0)
    assert rig.out("standby_set_a") >= 0.5
    assert rig.told(events.PUMP_SWITCHED) == []


def test_the_rise_is_met_though_the_message_of_heat_is_a_fifth_short() -> None:
    loop = Loop(120e3, 33.0)
    loop.telling = 0.8
    loop.run(900.0)
    assert loop.return_c - loop.supply_c == pytest.approx(12.0, abs=1.0)


def test_pump_and_valve_commands_are_rate_limited() -> None:
    loop = Loop(30e3, -20.0)
    loop.run(600.0)
    loop.rack_w = 120e3
    last = loop.rig.out("prime_set_a"), loop.rig.out("valve_set_a")
    for _ in range(600):
        loop.run(0.1)
        now = loop.rig.out("prime_set_a"), loop.rig.out("valve_set_a")
        assert abs(now[0] - last[0]) <= 0.02 + 2e-4  # 0.1 a second, stepped every 0.2 s; and a count
        assert abs(now[1] - last[1]) <= 0.016 + 2e-4  # 0.08 a second
        last = now


def test_a_restart_with_a_warm_loop_walks_to_the_set_point_at_the_permitted_rate() -> None:
    rig = Rig("radiator")
    rig.values["supply_a"] = 46.0
    rig.step(300)
    assert rig.executive.module.loops[0].set_c == pytest.approx(46.0 - 2.0, abs=0.1)  # 4 K/min, half a minute


def test_a_lost_pump_is_replaced_within_two_seconds_and_the_flow_verified() -> None:
    loop = Loop(120e3, 33.0)
    loop.run(60.0)
    failed = loop.rig.tick
    loop.health["prime"] = 0.0
    loop.run(10.0)
    switched = [(tick, event) for tick, event in loop.rig.told(events.PUMP_SWITCHED) if event[1] == 0]
    assert len(switched) == 1
    assert switched[0][0] - failed <= 20
    assert switched[0][1] == (events.PUMP_SWITCHED, 0, 2)
    assert len(loop.rig.told(events.PUMP_VERIFIED)) == 2
    assert loop.rig.out("prime_set_a") == 0.0
    assert loop.rig.field("pump_a") == 2.0
    assert loop.rig.field("shed_request") == -1.0


def test_the_valve_opens_at_its_rate_also_when_the_loop_is_hot() -> None:
    rig = Rig("radiator")
    rig.values["valve_a"] = 0.3
    rig.step(10)
    rig.values.update(supply_a=49.0, return_a=61.0)
    last = rig.out("valve_set_a")
    for _ in range(100):
        rig.step()
        assert rig.out("valve_set_a") - last <= 0.016 + 2e-4  # 0.08 a second, stepped every 0.2 s; and a count
        last = rig.out("valve_set_a")
    assert last == 1.0


def test_a_few_hot_racks_get_the_flow_of_a_loop_at_full_load() -> None:
    """Odc120: a rack at full power is at 90 degC at rated flow; two of four at full power carry half of the heat."""
    rig = Rig("radiator")
    rig.values.update(return_a=44.0, flow_a=0.54, prime_speed_a=0.5)
    rig.mail[3] = message("payload", power=30000, junction_max=6500)
    rig.step(600)
    assert rig.out("prime_set_a") == pytest.approx(0.5, abs=1e-3)  # the heat asks for no more
    rig.mail[3] = message("payload", power=30000, junction_max=9200)
    rig.step(600)
    assert rig.out("prime_set_a") == pytest.approx(1.0, abs=1e-3)
    rig.mail[3] = message("payload", power=30000, junction_max=6500)
    rig.step(600)
    assert rig.out("prime_set_a") == pytest.approx(0.5, abs=1e-3)
