"""The thermal trip: a group that gets too hot goes dark, and comes back when it is cool and told off and on."""

import pytest

from sim import parts
from sim.satellite import TRUTH
from sim.thermal import layout
from tests.sim.test_satellite import orders, satellite, truth
from tests.sim.workload.conftest import HOLD, RUNNING

TRIP_C = 115.0


def test_at_the_trip_a_group_is_dark_at_once_and_loses_its_memory(bench):
    b = bench()
    b.run(10.0)
    b.junction_c[2] = TRIP_C
    b.run(0.02)
    assert b.out("rack_w_3") == 0.0
    assert b.out("rack_w_4") > 0.0
    assert b.out("tripped") == 4.0
    assert b.out("throttled") == 4.0
    assert b.out("lost_steps") == 5.0  # the job is one, and boundaries were at 1.1, 3.1, ... 9.1 s


def test_just_below_the_trip_it_only_throttles(bench):
    b = bench()
    b.junction_c[2] = TRIP_C - 0.01
    b.run(5.0)
    assert (b.out("tripped"), b.out("throttled")) == (0.0, 4.0)
    assert b.out("rack_w_3") > 0.0


def test_cooling_alone_does_not_bring_it_back_nor_does_a_command_while_hot(bench):
    b = bench()
    b.junction_c[2] = TRIP_C
    b.run(0.1)
    b.junction_c[2] = 30.0
    b.run(60.0)
    assert b.out("rack_w_3") == 0.0
    b.junction_c[2] = 80.0
    b.mask = 251.0
    b.run(1.0)
    b.mask = 255.0
    b.run(60.0)
    assert (b.out("rack_w_3"), b.out("tripped")) == (0.0, 4.0)


def test_cool_and_commanded_off_and_on_it_starts_again(bench):
    b = bench()
    b.junction_c[2] = TRIP_C
    b.run(0.1)
    b.junction_c[2] = 59.0
    b.mask = 251.0
    b.run(0.1)
    assert b.out("tripped") == 0.0
    b.mask = 255.0
    b.run(0.1)
    assert b.out("rack_w_3") / 9.0 == pytest.approx(250.0 + 100.0, abs=101.0)  # idle, and its store may refill
    b.until(RUNNING, 60.0)


def test_a_group_that_is_held_off_by_its_trip_draws_nothing_when_the_job_is_idle(bench):
    b = bench()
    b.order = HOLD
    b.junction_c[:] = 200.0
    b.run(1.0)
    assert b.out("total_w") == 0.0
    assert b.out("tripped") == 255.0


@pytest.mark.slow
def test_a_total_loss_of_cooling_ends_with_dark_racks():
    """No pump runs and nothing is commanded: every junction stays near the trip, and below it afterwards."""
    one = satellite()
    still = orders(**{f"radiator__{name}": 0.0 for name in ("prime_set_a", "prime_set_b")})
    hottest = 0.0
    for tick in range(1, 2001):
        one.advance(tick, still)
        hottest = max(hottest, truth(one, "junction_max_c"))
    assert TRIP_C - 5.0 <= hottest < TRIP_C + 5.0
    assert truth(one, "tripped") == 255.0
    assert truth(one, "payload_w") == 0.0
    assert "tripped" in TRUTH


@pytest.mark.slow
def test_energy_delivered_is_the_heat_that_the_loops_book():
    """Two integrals of the same powers, in two rooms, also while feeds are switched off and on."""
    one = satellite()
    for tick in range(1, 401):
        one.advance(tick, orders(eps__load_enable=11.0) if 200 <= tick < 230 else orders())
    heat_j = parts.cut_state(one._x).thermal[layout.RACK_J]
    assert truth(one, "training_j") + truth(one, "inference_j") == pytest.approx(heat_j, rel=1e-12)
    assert heat_j > 2e6
