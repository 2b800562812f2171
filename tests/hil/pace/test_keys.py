"""Pause, step, resume and end of a real run on a real terminal; and what becomes of the terminal's settings."""

from __future__ import annotations

import json
import os
import signal
import termios
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hil.record.opened import open_run
from tests.hil.command import children, hil, run_json
from tests.hil.pace.terminal import Terminal

pytestmark = pytest.mark.slow  # starts processes of whole runs

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


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Terminal]:
    terminal = Terminal(_arguments(tmp_path / "run"))
    yield terminal
    terminal.close()


def _arguments(folder: Path, *more: str) -> list[str]:
    short = ("--set", f"duration_s={TICKS / 10}", "--boards", "inproc", "--no-report")
    return ["run", *short, "--out", str(folder), *more]


def _manifest(tmp_path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((tmp_path / "run" / "manifest.json").read_text())
    return found


def test_paused_stepped_and_resumed_it_is_the_same_run(tmp_path: Path, run: Terminal) -> None:
    run.until(READY)
    run.press(" ")
    first = int(run.until(r"PAUSED before tick (\d+)\D")[1])
    for step in range(1, 4):
        run.press("." if step % 2 else "n")
        run.until(rf"PAUSED before tick {first + step}\D")
    run.press(" ")
    assert run.wait() in (0, 1)
    (pause,) = _manifest(tmp_path)["pacing"]["pauses"]["first"]
    assert (pause["before_tick"], pause["steps"]) == (first, 3)
    assert pause["held_s"] > 0.0
    never_held = run_json("--set", f"duration_s={TICKS / 10}", "--boards", "inproc", "--out", str(tmp_path / "other"))
    assert never_held["record_hash"] == _manifest(tmp_path)["record_hash"]


def test_q_ends_it_and_the_terminal_is_as_before(tmp_path: Path, run: Terminal) -> None:
    before = _paused(run)
    run.press("q")
    assert run.wait() == 3
    assert _manifest(tmp_path)["exit"] == 3
    assert open_run(tmp_path / "run").rows < TICKS
    assert run.settings() == before


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
    assert run.wait() in (3, -signal.SIGTERM)
    assert run.settings() == before


def test_so_does_an_error(tmp_path: Path) -> None:
    terminal = Terminal(_arguments(tmp_path / "run", "--boards", "pty"))
    try:
        before = _paused(terminal)
        os.kill(children(terminal.pid)[0], signal.SIGKILL)
        terminal.press(".")
        assert terminal.wait() == 3
        assert terminal.settings() == before
    finally:
        terminal.close()


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
    run.until(r"PAUSED before tick \d+\D")
    run.press("q")
    assert run.wait() == 3
    assert run.settings() == before


def test_without_a_terminal_there_are_no_keys(tmp_path: Path) -> None:
    done = hil("run", "--set", "duration_s=2", "--boards", "inproc", "--no-report", "--out", str(tmp_path / "run"))
    assert "keys:" not in done.stderr
