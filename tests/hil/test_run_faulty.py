"""A run that ends by a fault of our own, no typed error: no board is left open, and no row is made up."""

from __future__ import annotations

from pathlib import Path

import pytest

from firmware_py.icd import boards
from hil import assemble
from hil import run as running
from hil.record.opened import open_run
from hil.report.terminal import Progress
from hil.run import Status
from hil.scenario.load import load
from hil.scenario.shipped import scenario_path

LAST = 50  # tick after which the watcher is told, and fails


class Faulty(Progress):
    """A watcher with a fault."""

    def __init__(self) -> None:
        super().__init__(quiet=True)

    def update(self, status: Status) -> None:
        """Fail at the second look."""
        if status["time_s"] > 0.0:
            raise ZeroDivisionError("a fault of the watcher")


def test_no_board_is_left_open_and_the_run_is_told_as_broken_off(tmp_path: Path) -> None:
    loaded = load(scenario_path("eclipse_pass"), ("duration_s=60",))
    parts = assemble.Parts(loaded, dict.fromkeys(boards.NAMES, "inproc:"), on_board=False, capture="ring")
    with pytest.raises(ZeroDivisionError):
        running.execute(parts, tmp_path / "run", watcher=Faulty(), interrupted=lambda: False, checkpoints={})
    assert [board.port_name() for board in parts.boards] == [""] * 4
    assert not (tmp_path / "run" / "verdict.json").exists()
    assert len(open_run(tmp_path / "run").time_s) <= LAST + 1
