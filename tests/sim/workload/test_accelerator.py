"""Power of one accelerator, clock locks, caps and throttling."""

import math

import pytest

from sim.parameters import pack
from sim.workload import accelerator

P = pack(accelerator.PARAMETERS, {})


def test_idle_and_peak():
    assert accelerator.power_w(0.0, 1.0, P) == 250.0
    assert accelerator.power_w(1.0, 1.0, P) == 2080.0
    assert accelerator.power_w(accelerator.activity_at_full_clock(0.45, P), 1.0, P) == pytest.approx(936.0)


def test_a_clock_lock_lowers_power_more_than_speed():
    """f = 0.3: V = 0.68 + 0.32 * 0.3 = 0.776, f V^2 = 0.18065; with 6 % memory 0.22982 of 1,830 W dynamic."""
    assert accelerator.power_w(1.0, 0.3, P) == pytest.approx(250.0 + 1830.0 * 0.229815, rel=1e-5)


def test_a_cap_above_the_draw_does_nothing_and_one_below_is_met():
    decode = accelerator.activity_at_full_clock(0.3, P)  # 624 W
    assert accelerator.capped_clock(decode, 1.0, 700.0, P) == 1.0
    assert accelerator.capped_clock(decode, 1.0, math.nan, P) == 1.0
    for activity, cap_w in ((1.0, 1500.0), (1.0, 700.0), (decode, 500.0)):
        clock = accelerator.capped_clock(activity, 1.0, cap_w, P)
        assert accelerator.power_w(activity, clock, P) == pytest.approx(cap_w, abs=1e-6)
    assert accelerator.capped_clock(1.0, 1.0, 100.0, P) == 0.1  # below idle: the lowest clock, and no more


def test_throttling_has_hysteresis():
    states = []
    state = 0.0
    for junction_c in (94.9, 95.0, 92.0, math.nan, 90.0, 89.9, 94.0):
        state = accelerator.throttled(state, junction_c, P)
        states.append(state)
    assert states == [0.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0]


@pytest.mark.parametrize(("asked", "given"), [(0.5, 0.5), (2.0, 1.0), (0.0, 0.1), (math.nan, 0.1)])
def test_clocks_out_of_range(asked, given):
    assert accelerator.clock_asked(asked, P) == given
