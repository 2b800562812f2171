"""One run from open to closed: boards, loop, record, verdict; whatever happens, nothing is left open.

Order: everything that can be wrong with the input is found before the folder is made, so bad input creates nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from hil.assemble import Parts
from hil.check.delivered import Delivered, delivered
from hil.check.verdict import Verdict, judge
from hil.clock import NS_PER_S, monotonic_ns, wall_date
from hil.errors import BoardLost, ConfigError, HilError, RecordError
from hil.record.folder import RunFolder
from hil.record.opened import open_run

STATUS_EVERY_TICKS = 50  # how often a watcher is told

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


class Interruption(HilError):
    """A person or the system asked the run to end early."""

    def __init__(self, tick: int) -> None:
        super().__init__("the run", "to reach its last tick", f"an interruption after tick {tick}", "run it again")


def execute(
    parts: Parts, path: Path, *, watcher: Watcher, interrupted: Callable[[], bool], checkpoints: Checkpoints
) -> Outcome:
    """Run `parts` and record in `path`. Raises HilError only before the folder exists.

    `interrupted` is asked after every tick; `checkpoints` names the file for the state after a tick.
    """
    _check_free(path)
    parts.open(stateful=bool(checkpoints))
    try:
        folder = parts.create_folder(path, {"started": wall_date()})
    except RecordError as error:  # nothing is recorded yet: it is the name that is no good
        parts.close()
        raise ConfigError(error.what, error.expected, error.got, "choose another --out") from error
    started_ns = monotonic_ns()
    first_tick = parts.loop.tick
    problem: HilError | None = None
    try:
        while parts.loop.tick <= parts.last_tick:
            parts.loop.step()
            _after(parts, parts.loop.tick - 1, watcher, interrupted, checkpoints, started_ns)
    except HilError as error:
        problem = error
    wall_s = (monotonic_ns() - started_ns) / NS_PER_S
    counters, clocks = parts.counters(), parts.clocks()
    try:
        parts.close()
    except HilError as error:
        problem = problem or error
    speed = (parts.loop.tick - first_tick) * parts.period_s / wall_s if wall_s > 0.0 else 0.0
    return _finish(parts, folder, problem, {
        "wall_s": wall_s, "speed_factor": speed, "links": counters,
        "clocks": clocks, "disturbances": parts.disturbed(), "faults": parts.receipts(),
    })  # fmt: skip


def _check_free(path: Path) -> None:
    """Raise ConfigError when `path` is a file or a folder that holds something, before any board is started."""
    if path.is_dir() and (held := next(path.iterdir(), None)) is not None:
        raise ConfigError(
            f"run folder {path}", "an empty or new folder", f"it holds {held.name}", "choose another --out"
        )
    if path.exists() and not path.is_dir():
        raise ConfigError(f"run folder {path}", "an empty or new folder", "a file", "choose another --out")


def _after(
    parts: Parts,
    tick: int,
    watcher: Watcher,
    interrupted: Callable[[], bool],
    checkpoints: Checkpoints,
    started_ns: int,
) -> None:
    if tick in checkpoints:
        parts.save_checkpoint(checkpoints[tick])
    if tick % STATUS_EVERY_TICKS == 0 or tick == parts.last_tick:
        watcher.update(parts.status((monotonic_ns() - started_ns) / NS_PER_S))
    if interrupted():
        raise Interruption(tick)


def _loss(problem: HilError | None) -> dict[str, Any]:
    """Return what is known of a lost link, for the manifest; nothing when none was lost."""
    return {"loss": problem.report} if isinstance(problem, BoardLost) else {}


def _finish(parts: Parts, folder: RunFolder, problem: HilError | None, result: dict[str, Any]) -> Outcome:
    """Judge a run that reached its end, close the folder, and say how it went. A broken run is never judged."""
    verdict: Verdict | None = None
    compute: Delivered = {}
    exit_code = problem.exit_code if problem is not None else 3
    try:
        folder.convert()
        if problem is None:
            run = open_run(folder.path)
            verdict, compute = judge(run, parts.limits, parts.must_exercise), delivered(run)
            folder.verdict(verdict.plain())
            exit_code = verdict.exit_code
    except HilError as error:
        problem, exit_code = problem or error, 3
    message = str(problem) if problem is not None else None
    try:
        folder.close(exit_code, {**result, "compute": compute, "error": message, **_loss(problem)})
    except HilError as error:
        message, exit_code = message or str(error), 3
    return Outcome(folder.path, exit_code, verdict, folder.hashes(), result["speed_factor"], message, compute)
