"""The pacer on a clock of its own: what is due when, what is late, and whose fault it is."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from firmware_py.wire import image
from hil.board import base
from hil.board.base import Sample
from hil.errors import BoardLost
from hil.pace.paced import DeadlineMissed, Paced
from hil.pace.plan import ABORT, HOLD, SAFE, Plan
from tests.hil.pace.slow import MS, SlowBoard, VirtualClock

PERIOD_MS = 100
NAMES = ("eps", "laser")


class Bench:
    """Two boards, a pacer and a clock; `tick` runs one tick as the loop does."""

    def __init__(self, factor: float = 1.0, budget: int = 0, policy: str = HOLD) -> None:
        self.clock = VirtualClock()
        self.boards = [SlowBoard(name, self.clock) for name in NAMES]
        for board in self.boards:
            board.open()
        self.pacer = Paced(Plan(factor, budget, policy), PERIOD_MS, NAMES, self.clock)
        self.next = 0

    def tick(self, delays_ms: Sequence[float] = (0, 0), host_ms: float = 0.0) -> list[Sample | None]:
        """Run one tick in which boards answer after `delays_ms` and the host then works for `host_ms`."""
        tick, self.next = self.next, self.next + 1
        assert self.pacer.wait(tick, lambda: False)
        self.begun_ns = self.clock.t_ns
        for board, delay_ms in zip(self.boards, delays_ms, strict=True):
            board.port.delay_ns = round(delay_ms * MS)
            kind = base_kind(board)
            board.post(tick, tick * PERIOD_MS * MS, tick & 0xFF, stimulus(kind, tick), image.SAFE[kind], ())
        samples = self.pacer.collect(self.boards, tick)
        self.clock.t_ns += round(host_ms * MS)
        return samples

    def warm_up(self) -> int:
        """Run the ticks before the clock starts and the first one on it; return when that began [ns]."""
        for _ in range(3):
            self.tick()
        return self.begun_ns


def base_kind(board: SlowBoard) -> int:
    return NAMES.index(board.kind) * 2  # eps 0, laser 2 in the dictionary


def stimulus(kind: int, tick: int) -> bytes:
    """Return an image that says which tick it is of."""
    return (tick + 1).to_bytes(2, "big") + bytes(image.SENSOR_BYTES[kind] - 2)


@pytest.mark.parametrize(("factor", "tick_ms"), [(1.0, 100.0), (10.0, 10.0), (0.5, 200.0), (3.0, 100.0 / 3.0)])
def test_every_tick_begins_at_its_own_multiple_of_the_period_however_long_the_work_takes(
    factor: float, tick_ms: float
) -> None:
    bench = Bench(factor)
    start_ns = bench.warm_up()
    for number in range(1, 400):
        bench.tick((tick_ms * 0.3, 0.0), host_ms=tick_ms * (number % 7) / 10.0)
        assert abs(bench.begun_ns - (start_ns + number * tick_ms * MS)) <= 1
    assert bench.pacer.plain()["misses"] == 0
    assert bench.pacer.plain()["achieved_factor"] == pytest.approx(factor, rel=1e-6)


def test_an_answer_after_its_tick_is_late_counted_once_and_never_taken_for_the_next() -> None:
    bench = Bench(budget=5)
    bench.warm_up()
    late, other = bench.tick((130.0, 1.0))  # comes 30 ms into the next tick
    assert late is None
    assert other is not None
    assert bench.boards[0].outcome == base.LATE
    sample, _ = bench.tick((0.0, 1.0))  # its own answer queues behind the late one
    assert sample is not None
    assert sample.tick == 4
    assert sample.sensors[:2] == (5).to_bytes(2, "big")
    plain = bench.pacer.plain()
    assert plain["misses"] == 1
    assert plain["boards"]["eps"]["late"] == 1
    assert plain["boards"]["laser"]["late"] == 0
    assert plain["first_misses"] == [{"tick": 3, "who": "eps"}]
    assert bench.boards[0].counters()["late"] == 1


def test_waiting_for_a_late_board_is_not_the_fault_of_the_host() -> None:
    bench = Bench(budget=5)
    bench.warm_up()
    bench.tick((130.0, 0.0))
    bench.tick()
    assert bench.pacer.plain()["host"]["overruns"] == 0


def test_a_host_that_is_late_is_counted_itself_and_boards_get_half_a_tick_all_the_same() -> None:
    bench = Bench(budget=5)
    start_ns = bench.warm_up()
    bench.tick(host_ms=180.0)  # its tick lasts 100 ms: the next one is due 80 ms before the host is ready
    samples = bench.tick((45.0, 0.0))
    assert bench.begun_ns == start_ns + 280 * MS
    assert None not in samples  # 45 ms after a TICK that itself went out 80 ms late
    bench.tick()
    plain = bench.pacer.plain()
    assert plain["host"]["overruns"] == 2  # the tick 80 ms late, and the one that its 45 ms pushed to 325 ms
    assert plain["boards"]["eps"]["late"] == 0
    assert plain["host"]["lateness"]["max_us"] == 80_000.0
    bench.tick()
    assert bench.begun_ns == start_ns + 400 * MS  # and nothing of it is left


def test_a_budget_that_is_kept_passes_and_one_that_is_not_fails() -> None:
    for budget, status in ((2, "PASS"), (1, "FAIL")):
        bench = Bench(budget=budget)
        bench.warm_up()
        for _ in range(2):
            bench.tick((130.0, 0.0))
            bench.tick()
        (row,) = bench.pacer.rows()
        assert (row.status, row.measured, row.margin) == (status, 2.0, budget - 2.0)
        assert row.when_s == pytest.approx(0.3)
        assert row.failed is (status == "FAIL")


def test_abort_ends_the_run_with_the_first_miss_beyond_the_budget() -> None:
    bench = Bench(budget=1, policy=ABORT)
    bench.warm_up()
    bench.tick((130.0, 0.0))
    bench.tick()
    with pytest.raises(DeadlineMissed, match="board laser at tick 5") as caught:
        bench.tick((0.0, 130.0))
    assert caught.value.exit_code == 3


def test_abort_counts_the_host_too() -> None:
    bench = Bench(budget=0, policy=ABORT)
    bench.warm_up()
    bench.tick(host_ms=180.0)
    with pytest.raises(DeadlineMissed, match="the host at tick 4"):
        bench.tick()


def test_safe_asks_for_the_safe_image_until_the_board_is_in_time_again() -> None:
    bench = Bench(budget=5, policy=SAFE)
    bench.warm_up()
    bench.tick((0.0, 130.0))
    assert bench.pacer.to_safe == {1}
    bench.tick()
    assert bench.pacer.to_safe == frozenset()


def test_hold_asks_for_no_safe_image() -> None:
    bench = Bench(budget=5, policy=HOLD)
    bench.warm_up()
    bench.tick((0.0, 130.0))
    assert bench.pacer.to_safe == frozenset()


def test_a_board_that_never_answers_is_late_for_two_seconds_and_then_lost() -> None:
    bench = Bench(budget=1000)
    bench.warm_up()
    for _ in range(19):  # ticks of 100 ms
        bench.tick((1e6, 0.0))
    assert bench.pacer.plain()["boards"]["eps"]["late"] == 19
    with pytest.raises(BoardLost, match="board eps is lost"):
        bench.tick((1e6, 0.0))


def test_a_pause_moves_every_deadline_by_its_length() -> None:
    bench = Bench()
    start_ns = bench.warm_up()
    bench.tick()
    bench.clock.t_ns += 60_000 * MS
    bench.pacer.paused(bench.next, 60_000 * MS)
    bench.tick()
    assert bench.begun_ns == start_ns + 60_200 * MS
    plain = bench.pacer.plain()
    assert plain["misses"] == 0
    assert plain["pauses"] == {
        "count": 1, "held_s": 60.0, "first": [{"before_tick": 4, "steps": 0, "held_s": 60.0}]
    }  # fmt: skip
    assert plain["achieved_factor"] == pytest.approx(1.0)


def test_a_pause_does_not_bury_a_board_that_was_late_before_it() -> None:
    bench = Bench(budget=1000)
    bench.warm_up()
    bench.tick((130.0, 0.0))
    bench.clock.t_ns += 60_000 * MS
    bench.pacer.paused(bench.next, 60_000 * MS)
    assert bench.tick((10.0, 0.0))[0] is not None


def test_the_end_is_seen_while_waiting_for_a_slow_tick() -> None:
    bench = Bench(factor=0.001)  # a tick of 100 s
    start_ns = bench.warm_up()
    assert bench.pacer.wait(3, lambda: bench.clock.t_ns >= start_ns + 1000 * MS) is False
    assert bench.clock.t_ns <= start_ns + 1200 * MS


def test_ticks_of_the_warm_up_are_not_judged() -> None:
    bench = Bench(factor=10.0)
    bench.tick((200.0, 0.0), host_ms=500.0)  # machine code being loaded
    bench.tick((200.0, 0.0), host_ms=500.0)
    bench.tick()
    bench.tick()
    assert bench.pacer.plain()["misses"] == 0
