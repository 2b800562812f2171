"""A recorded run flown again, its boards replayed from its wire capture."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from firmware_py.icd import boards
from hil.arguments import next_folder, run_folder
from hil.assemble import Parts
from hil.board.replay import CAPTURE, ReplayBoard
from hil.errors import ConfigError, RecordError, ReplayDeparted
from hil.record import manifest
from hil.run import Outcome, Watcher, execute
from hil.scenario.load import Loaded, load_resolved


class Replayed(NamedTuple):
    """The outcome of the run, and where it departed from the recorded one, if a board was asked something else."""

    outcome: Outcome
    departed: ReplayDeparted | None
    recorded_hash: str

    @property
    def equal(self) -> bool:
        """Whether the record is that of the recorded run, bit for bit."""
        return self.outcome.error is None and self.outcome.hashes.get("record_hash") == self.recorded_hash


class Recorded(NamedTuple):
    """A run folder that can be replayed."""

    path: Path
    manifest: dict[str, Any]
    scenario: Loaded


def recorded(path: Path, workload: Path | None) -> Recorded:
    """Return the run of folder `path` and its scenario, with its request trace. Raises ConfigError."""
    said = _manifest(path)
    return Recorded(path, said, load_resolved(said["scenario_text"], workload))


def replay(run: Recorded, out: Path | None, watcher: Watcher, interrupted: Callable[[], bool]) -> Replayed:
    """Fly the recorded scenario again into `out`. Raises HilError before anything is made."""
    parts = Parts(
        run.scenario, replay_urls(run.path), on_board=run.manifest.get("placement") == "board", capture="ring",
        corrections=_calibration(run.manifest),
    )  # fmt: skip
    target = out if out is not None else next_folder(f"{run.scenario.scenario.name}-replay")
    outcome = execute(parts, target, watcher=watcher, interrupted=interrupted, checkpoints={})
    departed = [board.departed for board in parts.boards if isinstance(board, ReplayBoard) and board.departed]
    return Replayed(outcome, departed[0] if departed else None, run.manifest["record_hash"])


def _calibration(said: dict[str, Any]) -> dict[str, dict[str, tuple[float, float]]]:
    """Return gain and offset by channel, by board: on the wire are the counts from before they were put right."""
    return {
        board["kind"]: {name: (gain, offset) for name, (gain, offset) in board["calibration"].items()}
        for board in said["boards"]
    }


def replay_urls(folder: Path) -> dict[str, str]:
    """Return board name to URL: all boards out of the wire capture of run folder `folder`."""
    return dict.fromkeys(boards.NAMES, f"replay:{folder / CAPTURE}")


def _manifest(path: Path) -> dict[str, Any]:
    """Return the manifest of a run that can be replayed. Raises ConfigError."""
    try:
        said = manifest.read(run_folder(path))
    except RecordError as error:
        raise ConfigError(error.what, error.expected, error.got, error.remedy) from error
    if said.get("exit") not in (0, 1):
        got = f"one that ended with exit {said.get('exit')}"
        raise ConfigError(str(path), "a run that reached its end", got, "replay another run")
    if said.get("resumed_at_tick") is not None:
        raise ConfigError(
            str(path), "a run from tick 0 on", f"one resumed at tick {said['resumed_at_tick']}",
            "record the run from its start",
        )  # fmt: skip
    if lost := said.get("losses"):
        raise ConfigError(
            str(path), "a run that lost no board", f"one with losses ({len(lost)} in its manifest)",
            "replay another run: a recording does not come back",
        )  # fmt: skip
    return said
