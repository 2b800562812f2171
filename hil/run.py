"""One run from open to closed: boards, loop, record, verdict; whatever happens, nothing is left open.

Order: everything that can be wrong with the input is found before the folder is made, so bad input creates nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from hil.assemble import Parts
from hil.check.delivered import Delivered, delivered
from hil.check.verdict import FAIL, Verdict, judge
from hil.clock import NS_PER_S, monotonic_ns, wall_date
from hil.errors import BoardLost, ConfigError, HilError, RecordError
from hil.pace.hand import Hand
from hil.pace.priority import realtime
from hil.record.folder import RunFolder
from hil.record.opened import open_run

STATUS_EVERY_TICKS = 50  # how often a watcher is told,
STATUS_EVERY_NS = NS_PER_S // 2  # and how often where ticks take their time

Status = dict[str, float]
Checkpoints = Mapping[int, Path]


class Watcher(Protocol):
    """Who looks on while a run goes."""

    def update(self, status: Status) -> None:
        """Take what to show: simulated time, speed and some signals."""


class Outcome(NamedTuple):
    """How a run ended."""

    folder: Path
    exit_code: int
    verdict: Verdict | None
    hashes: dict[str, Any]
    speed_factor: float  # simulated over wall time of the ticks
    error: str | None
    compute: Delivered  # what the run delivered; empty when it did not reach its end
    pacing: dict[str, Any]  # the pace that was asked for and kept, as the manifest has it
    losses: list[dict[str, Any]]  # boards that were lost and came back, as the manifest has them


class Interruption(HilError):
    """A person or the system asked the run to end early."""

    def __init__(self, tick: int) -> None:
        super().__init__("the run", "to reach its last tick", f"an interruption after tick {tick}", "run it again")


def execute(
    parts: Parts,
    path: Path,
    *,
    watcher: Watcher,
    interrupted: Callable[[], bool],
    checkpoints: Checkpoints,
    hand: Hand | None = None,
) -> Outcome:
    """Run `parts` and record in `path`. Raises HilError only before the folder exists.

    `interrupted` is asked after every tick; `checkpoints` names the file for the state after a tick; `hand` is the
    person who may pause the run.
    """
    _check_free(path)
    parts.open(stateful=bool(checkpoints))
    try:
        folder = parts.create_folder(path, {"started": wall_date()})
    except RecordError as error:  # nothing is recorded yet: it is the name that is no good
        parts.close()
        raise ConfigError(error.what, error.expected, error.got, "choose another --out") from error
    except BaseException:
        parts.close()
        raise
    first_tick = parts.loop.tick
    flight = _Flight(parts, watcher, interrupted, checkpoints, hand)
    problem: HilError | None = None
    with realtime(parts.pacer.priority) as obtained:
        try:
            flight.fly()
        except HilError as error:
            problem = error
        except BaseException:  # a fault of ours: the folder stays as a killed run leaves it, but no board does
            parts.close()
            raise
        wall_s = flight.wall_s()
    counters, clocks = parts.accounts.counters(), parts.accounts.clocks()
    try:
        parts.close()
    except HilError as error:
        problem = problem or error
    speed = (parts.loop.tick - first_tick) * parts.period_s / wall_s if wall_s > 0.0 else 0.0
    return _finish(parts, folder, problem, {
        "wall_s": wall_s, "speed_factor": speed, "pacing": parts.pacer.plain() | obtained, "links": counters,
        "clocks": clocks, "wire_time": parts.accounts.wire_times(), "disturbances": parts.accounts.disturbed(),
        "faults": parts.receipts(), "signals": parts.accounts.struck(), "losses": parts.accounts.losses(),
    })  # fmt: skip


class _Flight:
    """The ticks of one run, with those who look on and those who may stop it."""

    def __init__(
        self,
        parts: Parts,
        watcher: Watcher,
        interrupted: Callable[[], bool],
        checkpoints: Checkpoints,
        hand: Hand | None,
    ) -> None:
        self._parts, self._watcher, self._checkpoints, self._hand = parts, watcher, checkpoints, hand
        self._interrupted = interrupted
        self._started_ns = self._shown_ns = monotonic_ns()

    def wall_s(self) -> float:
        """Return how long the ticks took so far [s], pauses left out."""
        return (monotonic_ns() - self._started_ns) / NS_PER_S

    def fly(self) -> None:
        """Run every tick that is left. Raises what ends the run early."""
        loop, pacer, last = self._parts.loop, self._parts.pacer, self._parts.last_tick
        while (tick := loop.tick) <= last:
            if self._hand is not None:
                self._hold(self._hand, tick)
            if not pacer.wait(tick, self._interrupted):
                raise Interruption(tick - 1)
            loop.step()
            self._after(tick)

    def _hold(self, hand: Hand, tick: int) -> None:
        held_ns = hand.between(self._show, self._interrupted)
        if held_ns:
            self._started_ns += held_ns
            self._parts.pacer.paused(tick, held_ns)
        if hand.ended or (held_ns and self._interrupted()):
            raise Interruption(tick - 1)

    def _show(self, paused: bool) -> None:
        status = self._parts.status(self.wall_s())
        if paused:
            status["paused_before_tick"] = self._parts.loop.tick
        self._watcher.update(status)
        self._shown_ns = monotonic_ns()

    def _after(self, tick: int) -> None:
        if tick in self._checkpoints:
            self._parts.save_checkpoint(self._checkpoints[tick])
        due = monotonic_ns() - self._shown_ns > STATUS_EVERY_NS
        if due or tick % STATUS_EVERY_TICKS == 0 or tick == self._parts.last_tick:
            self._show(False)
        if self._interrupted():
            raise Interruption(tick)


def _check_free(path: Path) -> None:
    """Raise ConfigError when `path` is a file or a folder that holds something, before any board is started."""
    if path.is_dir() and (held := next(path.iterdir(), None)) is not None:
        raise ConfigError(
            f"run folder {path}", "an empty or new folder", f"it holds {held.name}", "choose another --out"
        )
    if path.exists() and not path.is_dir():
        raise ConfigError(f"run folder {path}", "an empty or new folder", "a file", "choose another --out")


def _loss(problem: HilError | None) -> dict[str, Any]:
    """Return what is known of a lost link, for the manifest; nothing when none was lost."""
    return {"loss": problem.report} if isinstance(problem, BoardLost) else {}


def _failure(parts: Parts, problem: HilError | None, verdict: Verdict | None) -> int | None:
    """Return the tick that went wrong first: of what broke the run, or of the requirement that failed."""
    if problem is not None:
        return None if isinstance(problem, Interruption) else parts.loop.tick
    rows = () if verdict is None else verdict.rows
    failed = [row.when_s for row in rows if row.status == FAIL and math.isfinite(row.when_s)]
    return round(min(failed) / parts.period_s) if failed else None


def _finish(parts: Parts, folder: RunFolder, problem: HilError | None, result: dict[str, Any]) -> Outcome:
    """Judge a run that reached its end, close the folder, and say how it went. A broken run is never judged."""
    verdict: Verdict | None = None
    compute: Delivered = {}
    exit_code = problem.exit_code if problem is not None else 3
    try:
        folder.convert()
        if problem is None:
            run = open_run(folder.path)
            judged = judge(run, parts.limits, parts.must_exercise)
            verdict, compute = Verdict(judged.rows + parts.pacer.rows() + parts.accounts.loss_rows()), delivered(run)
            folder.verdict(verdict.plain())
            exit_code = verdict.exit_code
        result = {**result, "waves": parts.accounts.draw(_failure(parts, problem, verdict))}
    except HilError as error:
        problem, exit_code = problem or error, 3
    message = str(problem) if problem is not None else None
    try:
        folder.close(exit_code, {**result, "compute": compute, "error": message, **_loss(problem)})
    except HilError as error:
        message, exit_code = message or str(error), 3
    hashes, speed, pacing = folder.hashes(), result["speed_factor"], result["pacing"]
    return Outcome(folder.path, exit_code, verdict, hashes, speed, message, compute, pacing, result["losses"])
