"""The compute supervisor: rungs carried out in order, racks back one by one, junctions guarded, silence met."""

from itertools import pairwise

import pytest

from firmware_py.icd import events
from firmware_py.icd.payload import JOB_CHECKPOINTING, JOB_HELD, JOB_RESTORING, JOB_RUNNING
from tests.firmware.flight_rig import NAN, Rig, message


def ordered(rig: Rig, rung: int, ticks: int = 20) -> None:
    rig.mail[0] = message("eps", rung=rung, laser_allowed=15)
    rig.step(ticks)


def running() -> Rig:
    rig = Rig("payload")
    rig.step(400)
    assert rig.out("rack_enable") == 255.0
    assert rig.out("clock_inference") == rig.out("clock_training") == 1.0
    assert rig.out("training_order") == 1.0
    return rig


def test_rung_one_locks_the_inference_clock_within_two_ticks_and_nothing_else() -> None:
    rig = running()
    ordered(rig, 1, 2)
    assert rig.out("clock_inference") == pytest.approx(0.30)
    assert rig.out("clock_training") == 1.0
    assert rig.out("training_order") == 1.0
    rig.step(20)
    assert rig.field("rung_in_force") == 1.0


def test_rung_two_waits_for_the_checkpoint_before_it_holds() -> None:
    rig = running()
    ordered(rig, 2, 4)
    assert rig.out("training_order") == 2.0
    rig.values["job_state"] = JOB_CHECKPOINTING
    rig.step(200)
    assert rig.out("training_order") == 2.0
    assert rig.out("clock_training") == 1.0  # a slow checkpoint would only cost energy
    assert rig.field("rung_in_force") == 1.0
    rig.values["job_state"] = JOB_HELD
    rig.step(20)
    assert rig.out("clock_training") == pytest.approx(0.30)
    assert rig.field("rung_in_force") == 2.0
    assert len(rig.told(events.CHECKPOINT_DONE)) == 1


def test_a_checkpoint_that_never_ends_is_given_up() -> None:
    rig = running()
    rig.values["job_state"] = JOB_CHECKPOINTING
    ordered(rig, 2, 620)
    assert rig.out("training_order") == 0.0
    assert len(rig.told(events.CHECKPOINT_TIMEOUT)) == 1


def test_rung_three_switches_the_racks_off_within_a_second_from_anywhere() -> None:
    for rung in (0, 1, 2):
        rig = running()
        ordered(rig, rung)
        ordered(rig, 3, 10)
        assert rig.out("rack_enable") == 0.0


def test_racks_come_back_one_by_one_and_clocks_on_a_ramp() -> None:
    rig = running()
    ordered(rig, 3, 100)
    rig.values.update({f"junction_{n}": 20.0 for n in range(1, 9)}, job_state=JOB_HELD)
    rig.mail[0] = message("eps", rung=0)
    on, clocks = [], []
    for _ in range(600):
        rig.step()
        on.append(bin(int(rig.out("rack_enable"))).count("1"))
        clocks.append(rig.out("clock_inference"))
    assert on[-1] == 8
    assert on.index(8) >= 7 * 50  # 5 s between groups
    assert max(b - a for a, b in pairwise(on)) == 1
    assert max(b - a for a, b in pairwise(clocks)) <= 0.01 + 1e-9


def test_recovery_runs_training_first_and_frees_inference_last() -> None:
    rig = running()
    rig.values["job_state"] = JOB_HELD
    ordered(rig, 2, 50)
    ordered(rig, 1, 5)
    assert rig.out("training_order") == 1.0
    assert rig.out("clock_inference") == pytest.approx(0.30)
    rig.values["job_state"] = JOB_RESTORING
    rig.step(200)
    rig.values["job_state"] = JOB_RUNNING
    ordered(rig, 0, 400)
    assert rig.out("clock_inference") == 1.0


def test_a_warm_junction_slows_the_clocks_and_a_hot_one_loses_its_group() -> None:
    rig = running()
    rig.values["junction_3"] = 94.5
    rig.step(50)
    assert 0.88 <= rig.out("clock_training") <= 0.92
    rig.values["junction_3"] = 103.0
    rig.step(6)
    assert rig.out("rack_enable") == 255.0 - 4.0
    rig.values["junction_3"] = 60.0
    rig.step(500)
    assert rig.out("rack_enable") == 255.0 - 4.0  # rests a minute
    rig.step(200)
    assert rig.out("rack_enable") == 255.0


def test_invalid_junctions_switch_nothing() -> None:
    rig = running()
    rig.values.update({f"junction_{n}": NAN for n in range(1, 9)})
    rig.step(100)
    assert rig.out("rack_enable") == 255.0
    assert rig.told(events.PAYLOAD_SENSOR_INVALID)


def test_without_the_power_side_it_sheds_by_itself_and_comes_back() -> None:
    rig = running()
    orders = rig.mail[0]
    rig.mail[0] = None
    rig.step(48)
    assert rig.out("clock_inference") == 1.0
    rig.step(20)
    assert rig.out("clock_inference") == pytest.approx(0.30)
    assert rig.out("training_order") == 1.0
    rig.step(50)
    assert rig.out("training_order") == 2.0
    rig.mail[0] = orders
    rig.step(450)
    assert rig.out("training_order") == 1.0
    assert rig.out("clock_inference") == 1.0


def test_a_cold_start_brings_the_racks_up_in_steps_and_a_warm_one_at_once() -> None:
    cold = Rig("payload")
    cold.values.update({f"junction_{n}": 20.0 for n in range(1, 9)})
    cold.step(60)
    assert cold.out("rack_enable") in (1.0, 3.0)
    warm = Rig("payload")
    warm.step(5)
    assert warm.out("rack_enable") == 255.0


def test_the_power_told_is_the_mean_of_five_seconds() -> None:
    rig = running()
    rig.values.update({f"rack_power_{n}": 5000.0 for n in range(1, 9)})
    rig.step(26)
    assert 40e3 < rig.field("power") < 120e3
    rig.step(34)
    assert rig.field("power") == 40e3
