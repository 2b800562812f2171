"""A latching current limiter: definite time, latch, reset by switching off and on."""

import math

import pytest

from sim.power import feed


class Feed:
    """One feed with a limit of 8 kW and 10 ms; `run` gives the power served in each step."""

    def __init__(self, dt_s: float = 0.001) -> None:
        self.dt_s, self.over_s, self.tripped = dt_s, 0.0, 0.0

    def run(self, demand_w: float, steps: int, on: bool = True) -> list[float]:
        served = []
        for _ in range(steps):
            w, self.over_s, self.tripped = feed.serve(demand_w, on, self.over_s, self.tripped, 8e3, 0.010, self.dt_s)
            served.append(w)
        return served


def test_a_load_within_its_limit_is_served_in_full() -> None:
    assert Feed().run(8e3, 1000) == [8e3] * 1000


def test_an_overload_is_held_at_the_limit_for_10_ms() -> None:
    line = Feed()
    assert line.run(20e3, 9) == [8e3] * 9
    assert line.tripped == 0.0
    assert line.run(20e3, 1) == [pytest.approx(8e3, rel=1e-12)]
    assert line.tripped == 1.0
    assert line.run(20e3, 100) == [0.0] * 100


def test_inrush_of_5_ms_does_not_trip() -> None:
    """docs/physics.md P-8: ten times the current for 5 ms; again after a pause of one step, for the clock restarts."""
    line = Feed()
    for _ in range(20):
        line.run(80e3, 5)
        line.run(5e3, 1)
    assert line.tripped == 0.0


def test_a_trip_inside_a_step_cuts_its_mean() -> None:
    """10 of 16 ms at 8 kW are 5 kW in the mean."""
    line = Feed(dt_s=0.016)
    assert line.run(9e3, 2) == [pytest.approx(5e3), 0.0]


def test_the_latch_holds_until_switched_off_and_on() -> None:
    line = Feed(dt_s=0.010)
    line.run(9e3, 1)
    assert line.run(1e3, 50) == [0.0] * 50
    assert line.run(1e3, 1, on=False) == [0.0]
    assert line.run(1e3, 1) == [1e3]


@pytest.mark.parametrize("demand_w", [0.0, -5.0, math.nan])
def test_no_demand_is_no_power(demand_w: float) -> None:
    assert Feed().run(demand_w, 3) == [0.0] * 3
