"""What a run does when something dies: a board, the host, the disk, or a person's patience."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import time
from pathlib import Path

import pytest

from hil.record.opened import open_run
from tests.hil.command import START_S, alive, children, hil, journal_rows, started, until

pytestmark = pytest.mark.slow  # starts processes of whole runs

TURNS = 10
NOTICE_S = 5.0  # [s] a killed board is noticed within one second; five-fold slack
END_S = 10.0  # [s] boards of a dead host end within two; five-fold slack


def _running(folder: Path, turn: int) -> tuple[subprocess.Popen[str], list[int]]:
    """Start the default scenario on PTY boards; return it and its four boards at a random moment of the run."""
    process = started("run", "--boards", "pty", "--no-report", "--out", str(folder))
    moment = random.Random(turn).randrange(200_000, 4_000_000)  # bytes of journal: 100 to 2,300 ticks
    until(journal_rows(folder, moment), START_S, process)
    boards = children(process.pid)
    assert len(boards) == 4
    return process, boards


@pytest.mark.parametrize("turn", range(TURNS))
def test_a_killed_board_ends_the_run_with_one_typed_error(tmp_path: Path, turn: int) -> None:
    folder = tmp_path / "run"
    process, boards = _running(folder, turn)
    os.kill(boards[turn % 4], signal.SIGKILL)
    start = time.monotonic()
    _, errors = process.communicate(timeout=START_S)
    assert process.returncode == 3
    assert time.monotonic() - start < NOTICE_S
    run = open_run(folder)
    said = [line for line in errors.splitlines() if "is lost" in line]
    assert len(said) == 1
    assert "signal 9" in said[0]
    assert f"after tick {run.rows - 1}" in said[0] or f"after tick {run.rows}" in said[0]
    assert run.manifest["exit"] == 3
    assert run.manifest["error"] in errors
    assert (run.counts("tick") == range(run.rows)).all()
    assert not any(alive(pid) for pid in boards)
    assert hil("verify", str(folder)).returncode == 0


@pytest.mark.parametrize("turn", range(TURNS))
def test_a_killed_host_leaves_a_folder_that_opens_and_no_board(tmp_path: Path, turn: int) -> None:
    folder = tmp_path / "run"
    process, boards = _running(folder, 100 + turn)
    size = (folder / "journal.bin").stat().st_size
    process.kill()
    process.communicate()
    due = time.monotonic() + END_S
    while any(alive(pid) for pid in boards):
        assert time.monotonic() < due, "a board outlives its host"
        time.sleep(0.01)
    run = open_run(folder)
    assert not run.complete
    assert run.rows * run.layout.row_size >= size - 2 * run.layout.row_size - 20_000  # the head of the journal
    assert (run.counts("tick") == range(run.rows)).all()
    verified = hil("verify", str(folder))
    assert verified.returncode == 4  # a run that did not end is never taken for one that did
    assert hil("repair", str(folder)).returncode == 0
    mended = open_run(folder)
    assert (mended.rows, mended.manifest["status"], mended.manifest["exit"]) == (run.rows, "repaired", 3)
    assert not (folder / "journal.bin").exists()


def test_ctrl_c_closes_the_run_and_leaves_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    process = started("run", "--boards", "pty", "--no-report", "--out", str(folder))
    until(journal_rows(folder, 400_000), START_S, process)
    boards = children(process.pid)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=START_S)
    assert process.returncode == 3
    assert "interrupt" in errors
    run = open_run(folder)
    assert run.complete
    assert run.verdict is None
    assert not (folder / "journal.bin").exists()
    assert not any(alive(pid) for pid in boards)


def test_a_full_disk_ends_the_run_with_a_typed_error(tmp_path: Path) -> None:
    """A limit on file size stands for the disk: the write fails in the same place."""
    folder = tmp_path / "run"

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, 3_000_000))

    process = started("run", "--boards", "pty", "--no-report", "--out", str(folder), preexec_fn=limit)
    until(lambda: len(children(process.pid)) == 4, START_S, process)
    boards = children(process.pid)
    _, errors = process.communicate(timeout=START_S)
    assert process.returncode == 3
    assert "journal.bin" in errors
    run = open_run(folder)
    assert run.rows > 100
    assert not any(alive(pid) for pid in boards)
