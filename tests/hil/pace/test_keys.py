"""Pause, step, resume and end on a real terminal; and what becomes of the terminal's settings."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import termios
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hil.record.opened import open_run
from tests.hil.command import run_json
from tests.hil.pace.held import ENDED
from tests.hil.pace.terminal import Terminal

ECHO = termios.ECHO | termios.ICANON
READY = "keys: space pauses and resumes"
TICKS = 400


def _paused(run: Terminal) -> list[Any]:
    """Wait until the run is held by a key; return what the terminal's settings were before."""
    before = run.settings()
    assert before[3] & ECHO == ECHO
    run.until(READY)
    run.press(" ")
    run.until("PAUSED")
    assert run.settings()[3] & ECHO == 0
    return before


def _arguments(folder: Path) -> list[str]:
    short = ("--set", f"duration_s={TICKS / 10}", "--boards", "inproc", "--no-report")
    return ["hil.cli", "run", *short, "--out", str(folder)]


def _manifest(tmp_path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((tmp_path / "run" / "manifest.json").read_text())
    return found


@pytest.fixture
def run() -> Iterator[Terminal]:
    terminal = Terminal("tests.hil.pace.held")
    yield terminal
    terminal.close()


@pytest.mark.slow  # whole runs
def test_paused_stepped_and_resumed_it_is_the_same_run(tmp_path: Path) -> None:
    run = Terminal(*_arguments(tmp_path / "run"))
    try:
        run.until(READY)
        run.press(" ")
        first = int(run.until(r"PAUSED before tick (\d+)\D")[1])
        for step in range(1, 4):
            run.press("." if step % 2 else "n")
            run.until(rf"PAUSED before tick {first + step}\D")
        run.press(" ")
        assert run.wait() in (0, 1)
    finally:
        run.close()
    (pause,) = _manifest(tmp_path)["pacing"]["pauses"]["first"]
    assert (pause["before_tick"], pause["steps"]) == (first, 3)
    assert pause["held_s"] > 0.0
    never_held = run_json("--set", f"duration_s={TICKS / 10}", "--boards", "inproc", "--out", str(tmp_path / "other"))
    assert never_held["record_hash"] == _manifest(tmp_path)["record_hash"]


@pytest.mark.slow  # a whole run
def test_q_ends_a_run_and_the_terminal_is_as_before(tmp_path: Path) -> None:
    run = Terminal(*_arguments(tmp_path / "run"))
    try:
        before = _paused(run)
        run.press("q")
        assert run.wait() == 3
        assert run.settings() == before
    finally:
        run.close()
    assert _manifest(tmp_path)["exit"] == 3
    assert open_run(tmp_path / "run").rows < TICKS


def test_steps_and_resumes(run: Terminal) -> None:
    _paused(run)
    first = int(run.until(r" before tick (\d+)\.")[1])
    run.press(".n")
    run.until(rf"PAUSED before tick {first + 2}\.")
    run.press(" ")
    run.until(rf"GOES ON with tick {first + 2}\.")
    run.press("q")
    assert run.wait() == ENDED


@pytest.mark.parametrize(
    ("keys", "ends"), [("\x03", {3}), ("\x1c", {-signal.SIGQUIT}), ("\x03\x03", {3, -signal.SIGINT})]
)
def test_keys_that_end_a_process_leave_the_terminal_as_before(run: Terminal, keys: str, ends: set[int]) -> None:
    before = _paused(run)
    run.press(keys)
    assert run.wait() in ends
    assert run.settings() == before


@pytest.mark.parametrize("signals", [1, 2])
def test_so_does_kill(run: Terminal, signals: int) -> None:
    before = _paused(run)
    for _ in range(signals):
        os.kill(run.pid, signal.SIGTERM)
    assert run.wait() in (ENDED, -signal.SIGTERM)
    assert run.settings() == before


def test_so_does_an_error() -> None:
    run = Terminal("tests.hil.pace.held", "fail")
    try:
        before = _paused(run)
        run.press(".")
        assert run.wait() == 1
        assert run.settings() == before
    finally:
        run.close()


def test_only_sigkill_leaves_the_terminal_as_the_run_had_it(run: Terminal) -> None:
    """That the other tests would see it, if nothing were restored."""
    before = _paused(run)
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    assert run.settings() != before


def test_stopped_the_shell_has_its_terminal_and_brought_back_the_run_has_its_keys(run: Terminal) -> None:
    before = _paused(run)
    run.press("\x1a")  # Ctrl-Z
    _, status = os.waitpid(run.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status)
    assert run.settings() == before
    os.kill(run.pid, signal.SIGCONT)
    run.press(".")
    run.until(r"PAUSED before tick")
    run.press("q")
    assert run.wait() == ENDED
    assert run.settings() == before


def test_without_a_terminal_there_are_no_keys() -> None:
    command = [sys.executable, "-m", "tests.hil.pace.held"]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
