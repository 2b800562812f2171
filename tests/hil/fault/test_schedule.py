"""The schedule of plant faults: when which parameter takes which value, and what a receipt says of it."""

from hil.fault.schedule import PlantFault, Schedule, Switch

PUMP = "thermal.prime_health_a"
LEAK = "thermal.leak_a"


def test_a_fault_switches_at_its_tick_and_back_at_its_end() -> None:
    schedule = Schedule([PlantFault(PUMP, 0.0, 20, 50)], {PUMP: 1.0})
    assert [tick for tick in range(100) if schedule.due(tick)] == [20, 50]
    assert schedule.due(20) == [Switch(20, PUMP, 0.0)]
    assert schedule.due(50) == [Switch(50, PUMP, 1.0)]


def test_without_faults_nothing_is_ever_due() -> None:
    schedule = Schedule([], {})
    assert not any(schedule.due(tick) for tick in range(1000))
    assert schedule.receipts(1000) == []


def test_of_two_on_one_target_the_later_bears_and_the_earlier_comes_back() -> None:
    schedule = Schedule([PlantFault(PUMP, 0.5, 10, 90), PlantFault(PUMP, 0.0, 30, 60)], {PUMP: 1.0})
    assert [schedule.value(PUMP, tick) for tick in (9, 10, 29, 30, 59, 60, 89, 90)] == [1, 0.5, 0.5, 0, 0, 0.5, 0.5, 1]


def test_of_two_that_start_together_the_one_written_last_bears() -> None:
    schedule = Schedule([PlantFault(PUMP, 0.5, 10, None), PlantFault(PUMP, 0.25, 10, None)], {PUMP: 1.0})
    assert schedule.due(10) == [Switch(10, PUMP, 0.25)]


def test_switches_taken_over_at_any_tick_are_those_of_the_run_that_got_there() -> None:
    faults = [PlantFault(PUMP, 0.0, 5, 15), PlantFault(LEAK, 0.01, 10, None), PlantFault(PUMP, 0.3, 8, 12)]
    schedule = Schedule(faults, {PUMP: 1.0, LEAK: 0.0})
    walked = {PUMP: 1.0, LEAK: 0.0}
    for tick in range(30):
        walked.update({switch.target: switch.value for switch in schedule.due(tick)})
        assert {switch.target: switch.value for switch in schedule.all_at(tick)} == walked


def test_receipts_tell_what_was_reached_and_what_changed_nothing() -> None:
    faults = [PlantFault(PUMP, 0.0, 20, 50), PlantFault(LEAK, 0.0, 30, None), PlantFault(LEAK, 0.1, 500, None)]
    reached, nothing, late = Schedule(faults, {PUMP: 1.0, LEAK: 0.0}).receipts(40)
    assert reached == {
        "target": PUMP, "value": 0.0, "before": 1.0, "activated": 20, "restored": None, "changed": True
    }  # fmt: skip
    assert (nothing["activated"], nothing["changed"]) == (30, False)  # 0 was 0 before
    assert (late["activated"], late["changed"]) == (None, False)
    assert Schedule(faults, {PUMP: 1.0, LEAK: 0.0}).receipts(50)[0]["restored"] == 50
