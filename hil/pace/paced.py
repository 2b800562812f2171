"""The pacer of a run against the clock: absolute deadlines, so that nothing late makes what follows late for ever.

Tick k is due at `start + (k - first) * period / factor` of the monotonic clock. Its answers are due when tick k + 1 is;
when the host itself began late, half a tick after it began at the earliest, so that no board pays for the host.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from hil.board.base import AWAY, LATE, Board, Sample
from hil.check.verdict import FAIL, PASS, Row
from hil.clock import NS_PER_S, Deadline, monotonic_ns, sleep_until
from hil.errors import HilError
from hil.pace.books import HOST, Books
from hil.pace.listen import listen
from hil.pace.lockstep import GONE_S
from hil.pace.pauses import Pauses
from hil.pace.plan import ABORT, SAFE, Plan

WARM_UP_TICKS = 2  # they load machine code and wake the boards; the clock starts with the tick after them
GONE_TICKS = 3  # without an answer, and GONE_S at least: the board is gone
SLICE_NS = NS_PER_S // 10  # an end that is asked for is seen so soon
ROW_ID = "PACE-001"


class Clock(Protocol):
    """The host's clock; tests bring their own."""

    def now_ns(self) -> int:
        """Return the time [ns]."""

    def sleep_until(self, due_ns: int) -> None:
        """Come back at `due_ns` [ns]."""


class HostClock:
    """The monotonic clock of this machine."""

    def now_ns(self) -> int:
        """Return the time [ns]."""
        return monotonic_ns()

    def sleep_until(self, due_ns: int) -> None:
        """Come back at `due_ns` [ns]."""
        sleep_until(due_ns)


class DeadlineMissed(HilError):
    """A deadline more than the budget allows was missed, and the policy is to abort."""

    def __init__(self, who: str, tick: int, misses: int, budget: int) -> None:
        what = f"{'the host' if who == HOST else f'board {who}'} at tick {tick}"
        got = f"miss number {misses}"
        super().__init__(what, f"{budget} missed deadlines at most (policy abort)", got, "run slower, or allow more")


class Paced:
    """The pacer of a paced run of `names`' boards with ticks of `period_ms`."""

    def __init__(self, plan: Plan, period_ms: int, names: Sequence[str], clock: Clock | None = None) -> None:
        assert plan.factor is not None
        self.to_safe: frozenset[int] = frozenset()  # boards whose next image is the safe one
        self._plan = plan
        self._names = list(names)
        self._clock = clock or HostClock()
        self._period_s = period_ms / 1000.0
        self._tick_ns = period_ms * 1_000_000 / plan.factor  # of the clock
        self._books = Books(names)
        self._pauses = Pauses()
        self._first: int | None = None  # tick that the clock starts with
        self._start_ns = 0  # when it was due
        self._begun = (0, 0)  # the last tick and when it began [ns]
        self._any_late = False  # in the last tick
        self._unanswered_ns: list[int | None] = [None] * len(self._names)  # since when

    @property
    def priority(self) -> bool:
        """Whether the operating system is asked for a better place."""
        return self._plan.priority

    def due_ns(self, tick: int) -> int:
        """Return when `tick` is due [ns]; the clock must have started."""
        assert self._first is not None
        return self._start_ns + round((tick - self._first) * self._tick_ns)

    def wait(self, tick: int, asked: Callable[[], bool]) -> bool:
        """Block until `tick` is due; False when `asked` said first that the run is to end. Raises DeadlineMissed."""
        clock = self._clock
        now_ns = clock.now_ns()
        if self._first is None:  # the first call
            self._first, self._start_ns = tick + WARM_UP_TICKS, now_ns
        if tick <= self._first:
            self._start_ns = now_ns
            self._begun = tick, now_ns
            return True
        due_ns = self.due_ns(tick)
        if now_ns >= due_ns:
            if not self._any_late:  # else it was waited for a board until now, and that is counted already
                self._books.overran(tick)
                self._judge(HOST, tick)
        else:
            while now_ns < due_ns:
                if asked():
                    return False
                clock.sleep_until(min(due_ns, now_ns + SLICE_NS))
                now_ns = clock.now_ns()
        self._books.host_lateness.add(now_ns - due_ns)
        self._begun = tick, now_ns
        return True

    def collect(self, board_list: Sequence[Board], tick: int) -> list[Sample | None]:
        """Return the SAMPLE of every board, None where it is late. Raises DeadlineMissed, and BoardLost."""
        if self._first is None or tick < self._first:
            return [board.collect(Deadline(GONE_S)) for board in board_list]
        due = Deadline.at(self._answers_due_ns(tick), self._clock.now_ns)
        listen(board_list, due)
        samples = [board.collect(self._gone(index), due) for index, board in enumerate(board_list)]
        late = {index for index, board in enumerate(board_list) if board.outcome == LATE}
        for index, board in enumerate(board_list):
            self._enter(index, board, tick)
        self._any_late = bool(late)
        self.to_safe = frozenset(late) if self._plan.policy == SAFE else frozenset()
        for index in sorted(late):
            self._judge(self._names[index], tick)
        return samples

    def paused(self, tick: int, held_ns: int) -> None:
        """Move what is due from `tick` on by a pause of `held_ns` [ns]."""
        self._start_ns += held_ns
        self._unanswered_ns = [None if since is None else since + held_ns for since in self._unanswered_ns]
        self._pauses.add(tick, held_ns)

    def rows(self) -> tuple[Row, ...]:
        """Return the row of the verdict that says whether the budget of misses was kept."""
        books, budget = self._books, self._plan.miss_budget
        when_s = books.misses[0][0] * self._period_s if books.misses else float("nan")
        status = PASS if books.missed <= budget else FAIL
        text = "Boards answer within their tick and the host begins each tick before the next is due"
        return (
            Row(ROW_ID, text, "misses", float(books.missed), f"<= {budget}", when_s, float(budget - books.missed),
                status, False),
        )  # fmt: skip

    def plain(self) -> dict[str, Any]:
        """Return what the manifest says."""
        plan = self._plan
        return {
            "mode": "paced", "factor": plan.factor, "achieved_factor": self._achieved(),
            "tick_ms": self._tick_ns / 1e6,
            "policy": plan.policy, "miss_budget": plan.miss_budget, **self._books.plain(), **self._pauses.plain(),
        }  # fmt: skip

    def _achieved(self) -> float | None:
        """Return simulated over real time from the first paced tick to the beginning of the last; None before."""
        tick, begun_ns = self._begun
        if self._first is None or tick <= self._first:
            return None
        return (tick - self._first) * self._period_s * NS_PER_S / (begun_ns - self._start_ns)

    def _answers_due_ns(self, tick: int) -> int:
        return max(self.due_ns(tick + 1), self._begun[1] + round(self._tick_ns / 2.0))

    def _gone(self, index: int) -> Deadline:
        since_ns = self._unanswered_ns[index]
        patience_ns = max(round(GONE_S * NS_PER_S), round(GONE_TICKS * self._tick_ns))
        now_ns = self._clock.now_ns
        return Deadline.at((now_ns() if since_ns is None else since_ns) + patience_ns, now_ns)

    def _enter(self, index: int, board: Board, tick: int) -> None:
        """Write down how `board` did."""
        if board.outcome == LATE:
            self._books.late(tick, self._names[index])
            if self._unanswered_ns[index] is None:
                self._unanswered_ns[index] = self._begun[1]
        elif board.trip_ns >= 0:
            self._books.boards[self._names[index]].answered(board.trip_ns)
            self._unanswered_ns[index] = None
        elif board.outcome == AWAY:  # it has greeted since
            self._unanswered_ns[index] = None

    def _judge(self, who: str, tick: int) -> None:
        budget, misses = self._plan.miss_budget, self._books.missed
        if self._plan.policy == ABORT and misses > budget:
            raise DeadlineMissed(who, tick, misses, budget)
