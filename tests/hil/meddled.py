"""Runs of the default scenario in this process, in which a test has its hand after every tick."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from firmware_py.icd import boards
from hil import assemble
from hil import run as running
from hil.pace.plan import Plan
from hil.report.terminal import Progress
from hil.scenario.load import load
from hil.scenario.shipped import scenario_path


def flown(
    folder: Path, *assignments: str, kind: str = "pty", place: str = "host",
    meddle: Callable[[assemble.Parts], None] = lambda _: None, pace: Plan | None = None,
) -> running.Outcome:  # fmt: skip
    """Fly it; `meddle` is called after every tick, and in a paced run while waiting for the next one too."""
    loaded = load(scenario_path("eclipse_pass"), assignments)
    urls = dict.fromkeys(boards.NAMES, f"{kind}:")
    parts = assemble.Parts(loaded, urls, on_board=place == "board", capture="off", pace=pace)

    def asked() -> bool:
        meddle(parts)
        return False

    return running.execute(parts, folder, watcher=Progress(quiet=True), interrupted=asked, checkpoints={})
