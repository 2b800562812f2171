"""Step boundaries, checkpoints, holds, and what a loss of power costs."""

import numpy as np
import pytest

from sim.parameters import pack
from sim.workload import system, training
from tests.sim.workload.conftest import CHECKPOINT, CHECKPOINTING, HELD, HOLD, RESTORING, RUN, RUNNING


def test_steps_are_counted_exactly(bench):
    """2 s a step; the first is half way through its compute, 0.9 s, at the start: 50 boundaries in 100 s."""
    b = bench()
    b.run(100.0)
    assert b.out("training_steps") == 50.0
    b.run(0.9 + 0.2 - 0.02)  # to 101.08 s: the next boundary is at 101.1 s
    assert b.out("training_steps") == 50.0
    b.run(0.04)
    assert b.out("training_steps") == 51.0


def test_a_clock_lock_slows_compute_and_not_communication(bench):
    """At 0.3: 1.8 s / 0.3 + 0.2 s = 6.2 s a step."""
    b = bench()
    b.clock_training = 0.3
    b.run(20.0)
    begin = b.out("training_steps")
    b.run(62.0)
    assert b.out("training_steps") - begin == 10.0


def test_an_ordered_checkpoint_waits_for_the_boundary_takes_twenty_seconds_and_holds(bench):
    b = bench()
    b.run(4.5)
    b.order = CHECKPOINT
    assert b.until(CHECKPOINTING, 3.0) == pytest.approx(0.6, abs=0.021)  # boundaries are at 1.1, 3.1, 5.1 s
    watts = b.run(10.0)[:, :5] / 9.0
    assert watts.max() == pytest.approx(0.3 * 2080.0)  # 30 % of peak
    assert b.until(HELD, 20.0) == pytest.approx(10.0, abs=0.021)
    assert (b.out("checkpoints"), b.out("training_steps"), b.out("lost_steps")) == (1.0, 3.0, 0.0)
    b.run(30.0)
    assert b.out("job_state") == HELD
    assert b.out("rack_w_1") == 9 * 250.0


def test_after_a_checkpoint_racks_may_go_off_at_no_loss(bench):
    b = bench()
    b.run(10.0)
    b.order = CHECKPOINT
    b.until(HELD, 30.0)
    b.mask = 0.0
    b.run(60.0)
    assert b.out("total_w") == 0.0
    assert b.out("lost_steps") == 0.0


def test_racks_off_without_a_checkpoint_lose_the_steps_since_the_last(bench):
    b = bench()
    b.run(10.0)  # boundaries at 1.1, 3.1, ... 9.1 s
    assert b.out("training_steps") == 5.0
    b.mask = 254.0  # one training group is enough
    b.run(10.0)
    assert b.out("lost_steps") == 5.0
    assert b.out("job_state") == HELD
    assert b.out("training_steps") == 5.0  # steps done, lost or not


def test_a_loss_of_an_inference_group_does_not_touch_training(bench):
    b = bench()
    b.mask = 127.0
    b.run(10.0)
    assert (b.out("job_state"), b.out("lost_steps"), b.out("rack_w_8")) == (RUNNING, 0.0, 0.0)


@pytest.mark.parametrize("by_feed", [True, False])
def test_less_than_half_a_second_is_ridden_through_and_drawn_again(bench, by_feed):
    """0.4 s at 2,080 W is 832 J an accelerator, drawn again at 100 W: 8.3 s."""
    b = bench(compute_s=100.0)
    b.run(1.0)
    if by_feed:
        b.feed_on = 0.0
    else:
        b.mask = 0.0
    assert b.run(0.4)[:, :5].max() == 0.0
    b.feed_on, b.mask = 1.0, 255.0
    watts = b.run(10.0)[:, 0]
    assert (b.out("job_state"), b.out("lost_steps")) == (RUNNING, 0.0)
    assert watts[0] == pytest.approx(9 * 2180.0)
    assert ((watts - 9 * 2080.0) * 0.01).sum() == pytest.approx(9 * 832.0, rel=1e-6)


def test_a_second_is_too_long_and_the_groups_start_again(bench):
    b = bench()
    b.run(5.0)
    b.feed_on = 0.0
    b.run(1.0)
    b.feed_on = 1.0
    b.run(5.0)
    assert b.out("rack_w_1") == pytest.approx(9 * 350.0)  # idle, and the store refills: 1,040 J at 100 W, 10.4 s
    b.run(14.0)
    assert b.out("job_state") == HELD
    assert b.out("rack_w_1") == pytest.approx(9 * 250.0)
    b.until(RESTORING, 3.0)
    assert b.until(RUNNING, 11.0) == pytest.approx(10.0, abs=0.021)


def test_a_hold_stops_at_the_boundary_and_keeps_memory(bench):
    b = bench()
    b.run(4.5)
    b.order = HOLD
    b.run(0.5)
    assert b.out("job_state") == RUNNING
    b.run(0.2)
    assert b.out("job_state") == HELD
    assert b.out("checkpoints") == 0.0
    b.order = RUN
    b.run(0.02)
    assert b.out("job_state") == RESTORING
    assert b.until(RUNNING, 11.0) == pytest.approx(10.0, abs=0.021)
    assert b.out("lost_steps") == 0.0


def test_a_held_job_can_still_be_saved(bench):
    b = bench()
    b.run(4.5)
    b.order = HOLD
    b.run(3.0)
    b.order = CHECKPOINT
    b.until(CHECKPOINTING, 0.1)
    b.until(HELD, 21.0)
    assert b.out("checkpoints") == 1.0
    b.run(1.0)
    assert b.out("job_state") == HELD  # nothing new: it is not written again


def test_a_checkpoint_cut_short_saves_nothing(bench):
    b = bench()
    b.run(10.0)
    b.order = CHECKPOINT
    b.until(CHECKPOINTING, 3.0)
    b.run(5.0)
    b.mask = 0.0
    b.run(5.0)
    assert (b.out("checkpoints"), b.out("lost_steps")) == (0.0, 6.0)


def test_checkpoints_come_by_themselves(bench):
    b = bench(checkpoint_every_s=60.0)
    b.run(200.0)
    assert b.out("checkpoints") == 2.0  # boundaries at 61.1 s and, 20 s of writing and 60 s later, 141.1 s
    assert b.out("job_state") == RUNNING


def test_orders_out_of_range_hold(bench):
    b = bench()
    b.order = 7.0
    b.run(3.0)
    assert b.out("job_state") == HELD


def test_accelerators_of_a_group_are_skewed_by_the_seed_and_the_lane():
    """Nine normal draws of 3 ms: the mean is off by 1 ms, the ramp widens from 30 to some 32 ms."""
    p = pack(system.PARAMETERS, {})
    delays_s, rises_s = [], []
    for seed in range(50):
        x = system.initial(p, seed=seed)
        delays_s.append(x[system.DELAY : system.GROUPS * system.STRIDE : system.STRIDE] - 0.002 * np.arange(8))
        rises_s.append(x[system.RISE : system.GROUPS * system.STRIDE : system.STRIDE])
    assert np.std(delays_s) == pytest.approx(0.001, rel=0.15)
    # the mean of the variance of nine draws is 8/9 of theirs: 30^2 + 12 x 8/9 x 3^2 = 996 ms2
    assert np.mean(np.square(rises_s)) == pytest.approx(996e-6, rel=0.03)
    assert system.initial(p, seed=1).tobytes() == system.initial(p, seed=1).tobytes()
    assert system.initial(p, seed=1).tobytes() != system.initial(p, seed=1, lane=1).tobytes()
    still = system.initial(pack(system.PARAMETERS, {"spread_s": 0.0}), seed=1)
    assert set(still[system.RISE : system.GROUPS * system.STRIDE : system.STRIDE]) == {0.03}


def test_a_smeared_ramp_has_the_second_moment_of_nine_single_ones():
    """Against the mean of nine trapezoids, each shifted by its own delay, summed in fine steps."""
    p = pack(system.PARAMETERS, {})[system.TRAINING_P : system.INFERENCE_P]
    delays_s = 0.003 * np.array([-1.4, -0.9, -0.5, -0.2, 0.0, 0.2, 0.5, 0.9, 1.4])
    time_s = np.arange(-0.06, 0.12, 1e-5)
    nine = np.mean([np.clip((time_s - delay) / 0.03, 0.0, 1.0) for delay in delays_s], axis=0)
    rise_s = training.rise_of_group_s(p[training.RISE], delays_s.var())
    middle_s = 0.015 + delays_s.mean()
    ours = np.clip((time_s - middle_s) / rise_s + 0.5, 0.0, 1.0)
    assert np.abs(ours - nine).max() < 0.03  # the shape itself is only near
    assert (nine - ours).sum() * 1e-5 == pytest.approx(0.0, abs=1e-6)
