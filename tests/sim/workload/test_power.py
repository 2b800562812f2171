"""Power levels of the racks against `docs/odc120.md`, and what sheds load and what does not."""

import numpy as np
import pytest

from tests.sim.workload.conftest import HOLD, column

TOTAL = column("total_w")


@pytest.fixture
def working(bench):
    b = bench()
    b.load()
    b.run(5.0)
    return b


@pytest.mark.slow
def test_full_operation_is_120_kilowatts_mean_and_150_peak(bench):
    """Over half an hour, so with one checkpoint in it."""
    b = bench()
    b.load(seconds=1900.0)
    watts = b.run(1860.0)[:, TOTAL]
    assert watts.mean() == pytest.approx(120e3, rel=0.015)
    assert watts.max() == pytest.approx(150e3, rel=0.01)


def test_idle_is_18_kilowatts(bench):
    b = bench()
    b.order = HOLD
    b.run(10.0)
    assert b.out("total_w") == pytest.approx(18e3)


def test_clock_lock_and_a_held_job_leave_about_thirty_kilowatts(working):
    b = working
    b.clock_inference, b.order = 0.3, HOLD
    b.run(30.0)
    assert 28e3 <= b.run(20.0)[:, TOTAL].mean() <= 30e3


def test_a_clock_lock_of_inference_alone_is_seen_in_the_total(working):
    """The shed ladder's first rung is verified by a fall of 3 %."""
    b = working
    before_w = b.run(40.0)[:, TOTAL].mean()
    b.clock_inference = 0.3
    b.run(20.0)
    assert b.run(40.0)[:, TOTAL].mean() < 0.92 * before_w


def test_a_cap_above_decode_does_nothing_while_a_clock_lock_does(bench):
    """docs/physics.md finding 4: decode draws 20 to 45 % of 2,080 W, so a cap of 950 W never bites."""
    means = {}
    for name, cap_w, clock in (("free", 65000.0, 1.0), ("capped", 950.0, 1.0), ("locked", 65000.0, 0.3)):
        b = bench()
        b.order = HOLD
        b.load(0.15)  # hardly any prefill is needed once the first second is over
        assert b.arrivals is not None
        b.arrivals.prefill_tokens[:] = 0.0  # decode only
        b.cap_w, b.clock_inference = cap_w, clock
        b.run(10.0)
        means[name] = b.run(20.0)[:, 5:8].sum(axis=1).mean()
    assert means["capped"] == means["free"]
    assert means["locked"] < 0.8 * means["free"]
    assert means["free"] < 27 * 0.45 * 2080.0


def test_a_cap_below_the_draw_bites_within_a_second(bench):
    b = bench(compute_s=100.0)  # steady compute
    b.cap_w = 1000.0
    b.run(1.0)
    assert b.out("rack_w_1") / 9.0 == pytest.approx(1000.0, rel=1e-3)


def test_a_cap_answers_a_swinging_load_late(working):
    """In communication it does not bite and the clock recovers, so each step begins above the cap for a while."""
    b = working
    b.cap_w = 1000.0
    b.run(5.0)
    watts = b.run(20.0)[:, 0] / 9.0
    assert watts.max() > 1500.0
    assert np.mean(watts > 1050.0) < 0.2


def test_the_swing_of_training_is_at_half_a_hertz_with_overtones_below_three(bench):
    b = bench()
    watts = b.run(80.0)[:, TOTAL]
    spectrum = np.abs(np.fft.rfft(watts - watts.mean()))
    frequency_hz = np.fft.rfftfreq(watts.size, 0.01)
    assert frequency_hz[np.argmax(spectrum)] == pytest.approx(0.5, abs=0.013)
    band = (frequency_hz > 0.2) & (frequency_hz < 3.05)
    share = (spectrum[band] * spectrum[band]).sum() / (spectrum * spectrum).sum()
    assert share > 0.7
    third = spectrum[np.argmin(np.abs(frequency_hz - 1.5))]
    assert third > 0.3 * spectrum.max()
    assert watts.max() - watts.min() > 60e3  # 45 accelerators between 2,080 and 525 W: 70 kW


def test_edges_rise_in_tens_of_milliseconds_and_groups_are_skewed(bench):
    b = bench()
    rows = b.run(4.0)
    first, last = rows[:, 0], rows[:, 4]
    rising = int(np.argmax(np.diff(first) > 100.0))
    assert 3 <= int(np.argmax(first[rising:] == first.max())) <= 5  # 30 ms
    assert np.any(first != last)


def test_a_hot_group_throttles_itself_and_says_so(bench):
    b = bench(compute_s=100.0)  # steady compute
    cool_w = b.run(1.0)[-1, 2]
    b.junction_c[2] = 96.0
    b.run(2.0)
    assert b.out("throttled") == 4.0
    # f = 0.5: V = 0.84, f V^2 = 0.3528; 250 + 1,830 (0.06 + 0.94 * 0.3528) = 966.7 W an accelerator
    assert b.out("rack_w_3") == pytest.approx(9 * 966.7, rel=1e-4)
    assert cool_w == 9 * 2080.0


def test_the_energy_of_training_does_not_depend_on_the_substep(bench):
    from sim.workload import training

    energies = []
    for dt_s in (0.001, 0.01, 0.025):
        b = bench()
        x, p = training_vectors(b)
        area = 0.0
        for _ in range(round(10.0 / dt_s)):
            work = training.step(x, p, training.RUN, True, 1.0, dt_s)
            area += training.activity(x, p, work, 0.0, 0.03, 0.0) * dt_s
        energies.append(area)
    # five whole steps: 1.8 s of 1 and 0.2 s of 0.15 in each, whatever the edges
    assert energies == pytest.approx([5 * (1.8 + 0.2 * 0.15)] * 3, rel=1e-9)


def training_vectors(b):
    from sim.workload.layout import INFERENCE_P, JOB, POOL, TRAINING_P

    return b.x[JOB:POOL], b.p[TRAINING_P:INFERENCE_P]
