"""Paced runs from end to end: equal to lockstep when nothing is late, and true about it when something is."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from firmware_py.icd import boards, channel
from hil import assemble
from hil import run as running
from hil.board.base import DELIVERED, LATE
from hil.board.process import ProcessBoard
from hil.pace.paced import ROW_ID
from hil.pace.plan import Plan
from hil.record.opened import Run, open_run
from hil.record.verify import verify
from tests.hil.meddled import flown

pytestmark = pytest.mark.slow  # whole runs against the host's clock

AMPLE = 1_000_000  # misses allowed: what is tested is not how fast this machine is


def manifest(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "manifest.json").read_text())
    return found


@pytest.mark.parametrize(
    ("kind", "factor", "assignments"),
    [
        ("inproc", 10.0, ("duration_s=5",)),  # a board in this process is never late
        ("pty", 1.0, ("duration_s=4", "period_ms=1000")),  # an answer takes a thousandth of the second it has
    ],
)
def test_a_paced_run_has_the_record_of_a_lockstep_one(
    tmp_path: Path, kind: str, factor: float, assignments: tuple[str, ...]
) -> None:
    lockstep = flown(tmp_path / "lockstep", *assignments, pace=Plan(None, 0, "hold"), kind="inproc")
    paced = flown(tmp_path / "paced", *assignments, pace=Plan(factor, AMPLE, "hold"), kind=kind)
    pacing = manifest(tmp_path / "paced")["pacing"]
    assert [one["late"] for one in pacing["boards"].values()] == [0, 0, 0, 0]
    assert paced.hashes["record_hash"] == lockstep.hashes["record_hash"]
    assert (pacing["mode"], pacing["factor"], pacing["policy"]) == ("paced", factor, "hold")
    assert 0.0 < pacing["achieved_factor"] <= factor * 1.001  # never faster than asked: it waits for every tick
    judged = paced.hashes["rows"] - 2  # two ticks warm up
    assert [one["latency"]["count"] for one in pacing["boards"].values()] == [judged] * 4
    assert pacing["host"]["lateness"]["count"] == judged - 1  # the first one is where the clock starts
    assert manifest(tmp_path / "lockstep")["pacing"] == {"mode": "lockstep"}


STOPPED, GOING = 11, 14  # the eps board's process is stopped before the one tick and goes on before the other


def stop_eps(parts: assemble.Parts) -> None:
    board = parts.boards[0]
    assert isinstance(board, ProcessBoard)
    assert board.pid is not None
    if STOPPED <= parts.loop.tick < GOING:
        os.kill(board.pid, signal.SIGSTOP)
    else:
        os.kill(board.pid, signal.SIGCONT)


def late_run(folder: Path, policy: str, budget: int, place: str = "host") -> tuple[running.Outcome, Run]:
    """Fly 3 s in real time, with the eps board's process stopped for three ticks of 100 ms."""
    outcome = flown(folder, "duration_s=3", pace=Plan(1.0, budget, policy), meddle=stop_eps, place=place)
    return outcome, open_run(folder)


def late_ticks(run: Run) -> npt.NDArray[np.intp]:
    late = np.flatnonzero(run.counts("eps.link.outcome") == LATE)
    assert set(range(STOPPED, GOING)) <= set(late.tolist())
    return late


def test_late_answers_are_in_record_manifest_and_verdict_and_fail_the_run(tmp_path: Path) -> None:
    outcome, run = late_run(tmp_path / "run", "hold", budget=2)
    late, told = len(late_ticks(run)), manifest(tmp_path / "run")
    assert told["pacing"]["boards"]["eps"]["late"] == late == told["links"]["eps"]["late"]
    assert {"tick": STOPPED, "who": "eps"} in told["pacing"]["first_misses"]
    assert outcome.verdict is not None
    row = outcome.verdict.rows[-1]
    assert (row.id, row.status, row.measured) == (ROW_ID, "FAIL", float(told["pacing"]["misses"]))
    assert outcome.exit_code == 1
    assert verify(tmp_path / "run").equal


def test_a_late_board_holds_what_it_had_and_no_answer_stands_in_for_another(tmp_path: Path) -> None:
    _, run = late_run(tmp_path / "run", "hold", budget=AMPLE)
    late, told = late_ticks(run), run.counts("eps.link.tick")
    assert (told[late] == 0xFFFFFFFF).all()
    good = np.flatnonzero(run.counts("eps.link.outcome") == DELIVERED)
    assert good.max() > GOING  # it answered in time again
    assert (told[good] == good).all()
    for row in boards.ACTUATORS[0]:
        values = run.counts(f"eps.set.{row[channel.NAME]}")
        assert (values[late] == values[late - 1]).all()


@pytest.mark.parametrize("place", ["host", "board"])
def test_policy_safe_sends_the_safe_image_after_a_late_answer(tmp_path: Path, place: str) -> None:
    _, run = late_run(tmp_path / "run", "safe", AMPLE, place)
    outcomes = run.counts("eps.link.outcome")
    after = np.flatnonzero((outcomes[:-1] == LATE) & (outcomes[1:] == DELIVERED)) + 1
    assert len(after)
    assert verify(tmp_path / "run").equal
    if place == "board":  # it publishes at every tick: what came late was never taken for fresh, and is counted
        assert manifest(tmp_path / "run")["links"]["eps"]["late_mail"] > 0
    differs = 0
    for row in boards.ACTUATORS[0]:
        values, safe = run.counts(f"eps.set.{row[channel.NAME]}"), channel.to_raw(row, row[channel.SAFE])
        assert (values[after] == safe).all()
        differs += int(values[STOPPED - 1]) != safe
    assert differs  # else nothing would have been seen


def test_policy_abort_ends_the_run_and_says_why(tmp_path: Path) -> None:
    outcome, run = late_run(tmp_path / "run", "abort", budget=2)
    assert outcome.exit_code == 3
    assert outcome.verdict is None
    assert outcome.error is not None
    assert "2 missed deadlines at most (policy abort), got miss number 3" in outcome.error
    assert manifest(tmp_path / "run")["pacing"]["misses"] == 3
    assert run.rows <= GOING - 1
