"""P-8 of docs/physics.md: a latched part is off within 10 ms, tried again, given up at the third; inrush is not."""

import pytest

from sim.power import feed, latchup, system

NAMES = tuple(feed.FEEDS)


def times_on(excess_a: float, steps: int, dt_s: float = 0.001, forgiving: bool = False) -> list[tuple[float, float]]:
    """(share on, count) of each step under a lasting excess."""
    clock_s, count, rows = 0.0, 0.0, []
    for _ in range(steps):
        share, clock_s, count = latchup.watch(excess_a, True, clock_s, count, forgiving, dt_s)
        rows.append((share, count))
    return rows


def test_off_within_10_ms_and_held_off_for_half_a_second() -> None:
    rows = times_on(0.8, 600)
    assert sum(share for share, _ in rows[:500]) <= 10.0  # [ms] on
    assert [share for share, _ in rows[10:500]] == [0.0] * 490
    assert rows[520][1] == 2.0  # tried again, latched again


def test_the_third_latch_up_is_the_last() -> None:
    rows = times_on(0.8, 10_000)
    assert rows[-1] == (0.0, 3.0)
    assert sum(share for share, _ in rows) <= 3 * 10.0
    assert sum(share for share, _ in rows[1100:]) == 0.0


def test_a_retriggerable_feed_is_never_given_up() -> None:
    rows = times_on(0.8, 10_000, forgiving=True)
    assert rows[-1][1] > 15.0


def test_inrush_of_5_ms_is_no_latch_up() -> None:
    """Ten times 4 A, again and again with a pause of a step."""
    clock_s = count = 0.0
    for k in range(600):
        share, clock_s, count = latchup.watch(40.0 if k % 6 else 0.0, True, clock_s, count, False, 0.001)
        assert (share, count) == (1.0, 0.0)


def test_a_small_excess_is_the_meters_error() -> None:
    assert times_on(0.2, 1000)[-1] == (1.0, 0.0)


@pytest.mark.parametrize("name", ["pump", "payload", "laser"])
def test_p8_in_the_system(bench, name: str) -> None:
    """+0.8 A on one feed: one step of 10 ms at most, the others undisturbed to the watt, isolated at the third."""
    sat = bench().run(50)
    before = {other: sat[f"{other}_w"] for other in NAMES}
    bit = NAMES.index(name)
    position = [p.name for p in system.PARAMETERS].index(f"feed_latchup_{name}")
    sat.p[position] = 0.8
    on = sat.trace(300, f"{name}_w")
    assert on[0] == pytest.approx(0.8 * (before[name] + 0.8 * sat.state("bus_v")), rel=0.01)  # 8 of 10 ms
    lit = [k for k, watt in enumerate(on) if watt > 0.0]
    assert lit == [0, 51, 102]  # two retries, half a second apart
    assert sat.state(f"latchups_{name}") == 3.0
    assert int(sat["trips"]) == 1 << bit
    for other in NAMES:
        if other != name:
            assert sat[f"{other}_w"] == before[other]
    sat.p[position] = 0.0
    sat.run(1, load_mask=15.0 - (1 << bit)).run(100, load_mask=15.0)
    assert sat[f"{name}_w"] == 0.0  # for good
    assert abs(sat.residual()) < 1e-9


def test_a_latch_up_that_passes_is_ended_by_one_power_cycle(bench) -> None:
    sat = bench().run(50)
    position = [p.name for p in system.PARAMETERS].index("feed_latchup_laser")
    sat.p[position] = 0.8
    sat.run(2)
    sat.p[position] = 0.0
    assert sat["laser_w"] == 0.0
    sat.run(60)
    assert sat["laser_w"] == 500.0
    assert sat["trips"] == 0.0


def test_an_excess_that_went_leaves_no_clock_behind(bench) -> None:
    """5 ms of excess, 50 ms of none, 5 ms again: two short ones, neither of the 8 ms that make a latch-up."""
    sat = bench().run(50)
    position = [p.name for p in system.PARAMETERS].index("feed_latchup_laser")
    for excess_a in (0.8, 0.0, 0.8):
        sat.p[position] = excess_a
        sat.run(5 if excess_a else 50, dt_s=0.001)
        assert sat.state("latchup_s_laser") == pytest.approx(0.005 if excess_a else 0.0, abs=1e-12)
    assert sat.state("latchups_laser") == 0.0
    assert sat["trips"] == 0.0


def test_the_platform_comes_back_for_ever(bench) -> None:
    sat = bench(feed_latchup_platform=0.8)
    assert max(sat.trace(2000, "platform_w")[-100:]) > 3000.0
    assert sat.state("latchups_platform") > 10.0
    assert abs(sat.residual()) < 1e-9
