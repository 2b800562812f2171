"""Panels and bypass valve of a loop near freezing: what is closed, what is held, what gives a loop up."""

import pytest

from firmware_py.icd import events
from tests.firmware.flight_rig import Rig

COLD_C, WARM_C = -70.0, 0.0  # outlets: beyond the guard of -60 degC, and warm enough for both panels of a loop
GIVEN_UP_FROZEN = 3
SECOND = 10  # [ticks]


def outlet(rig: Rig, at_c: float, loops: str = "a") -> None:
    """Set the outlets, and the valves where flight software then wants them: a mixture of 40 degC, 15 % in the cold."""
    for loop in loops:
        rig.values.update({f"outlet_{loop}": at_c, f"valve_{loop}": 0.15 if at_c == COLD_C else 12.0 / (52.0 - at_c)})


def test_the_cold_closes_one_panel_of_each_loop_and_heat_opens_it_again() -> None:
    rig = Rig("radiator")
    rig.step(10 * SECOND)
    assert rig.out("panel_enable") == 15.0
    outlet(rig, COLD_C, "ab")
    rig.step(40 * SECOND)
    assert rig.out("panel_enable") == 5.0  # panels 1 and 3
    outlet(rig, WARM_C)
    rig.step(40 * SECOND)
    assert rig.out("panel_enable") == 7.0  # and 2; loop B is still cold
    assert [event[1:] for _, event in rig.told(events.PANEL_CLOSED)] == [(0, 2), (1, 4)]
    assert [event[1:] for _, event in rig.told(events.PANEL_OPENED)] == [(0, 2)]


def test_no_leak_is_suspected_in_a_cold_soak_and_one_is_when_it_is_over() -> None:
    rig = Rig("radiator")
    rig.step(10 * SECOND)
    outlet(rig, COLD_C)
    rig.step(40 * SECOND)
    assert rig.out("panel_enable") == 13.0
    rig.values["level_a"] = 0.3  # a fifth of the accumulator less, which no temperature explains
    rig.step(600 * SECOND)
    assert rig.told(events.LEAK_SUSPECTED) == []
    assert rig.out("panel_enable") == 13.0
    outlet(rig, WARM_C)
    rig.step(150 * SECOND)
    assert [event[1] for _, event in rig.told(events.LEAK_SUSPECTED)] == [0]


def test_a_leak_that_was_being_measured_is_measured_anew_after_the_cold() -> None:
    """What was lost in the cold says nothing of how fast it is lost: a panel test timed by it would end at once."""
    rig = Rig("radiator")
    rig.step(10 * SECOND)
    rig.values["level_a"] = 0.4
    rig.step(120 * SECOND)
    assert rig.told(events.LEAK_SUSPECTED)
    outlet(rig, COLD_C)
    rig.step(40 * SECOND)
    rig.values["level_a"] = 0.3
    rig.step(200 * SECOND)
    outlet(rig, WARM_C)
    rig.step(200 * SECOND)
    assert rig.out("panel_enable") == 15.0
    rig.values["level_a"] = 0.27  # it goes on
    rig.step(60 * SECOND)
    assert rig.out("panel_enable") == 14.0


def test_a_panel_that_leaks_is_the_only_one_closed_however_cold_it_gets() -> None:
    rig = Rig("radiator")
    rig.step(10 * SECOND)
    rig.values["level_a"] = 0.4
    rig.step(120 * SECOND)
    rig.values["level_a"] = 0.37
    rig.step(300 * SECOND)  # closing the first stops it
    assert [event[1:] for _, event in rig.told(events.LEAK_ISOLATED)] == [(0, 1)]
    assert rig.out("panel_enable") == 14.0
    outlet(rig, COLD_C)
    rig.step(120 * SECOND)
    assert rig.told(events.PANEL_CLOSED) == []
    assert rig.out("panel_enable") == 14.0


@pytest.mark.parametrize(("valve", "why"), [(0.9, [(0, GIVEN_UP_FROZEN)]), (0.0, [])])
def test_a_loop_that_freezes_is_given_up_when_its_valve_is_stuck_open_and_not_when_closed(
    valve: float, why: list[tuple[int, int]]
) -> None:
    """Stopping the pumps keeps cold coolant from the racks; behind a closed valve none comes to them."""
    rig = Rig("radiator")
    outlet(rig, COLD_C)
    rig.step(10 * SECOND)
    rig.values["valve_a"] = valve
    rig.step(60 * SECOND)
    assert [event[1] for _, event in rig.told(events.FREEZE_NEAR)] == [0]
    assert [event[1:] for _, event in rig.told(events.VALVE_NOT_FOLLOWING)] == [(0, round(valve * 1e4))]
    assert [event[1:] for _, event in rig.told(events.LOOP_GIVEN_UP)] == why


def test_the_set_point_follows_the_supply_only_while_the_panels_need_the_flow() -> None:
    rig = Rig("radiator")
    loop = rig.executive.module.loops[0]
    rig.values.update(supply_a=36.0, return_a=36.5, outlet_a=-65.0)
    rig.step(60 * SECOND)
    assert loop.set_c == pytest.approx(36.0, abs=0.05)  # the panels take more than 40 degC would leave them
    rig.values.update(supply_a=49.0, return_a=61.0, outlet_a=40.0)
    rig.step(60 * SECOND)  # hot: all the flow goes through the radiator, for heat and not for the panels
    before_c = loop.set_c
    assert rig.field("mode_a") == 3.0
    rig.values.update(supply_a=32.0, return_a=44.0, outlet_a=30.0)
    rig.step(1 * SECOND)
    assert rig.field("mode_a") == 1.0
    assert loop.set_c >= before_c
