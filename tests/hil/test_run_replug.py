"""Boards unplugged and plugged in again in the middle of a run, on real PTYs: resumed and told, or one typed error."""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from firmware_py.icd import boards
from hil import assemble
from hil import run as running
from hil.board.base import AWAY, DELIVERED, SILENT
from hil.board.process import ProcessBoard
from hil.pace.plan import Plan
from hil.record.opened import Run, open_run
from hil.record.verify import verify
from hil.report.terminal import Progress
from hil.scenario.load import load
from hil.scenario.shipped import scenario_path
from tests.hil.command import hil, started
from tests.hil.meddled import flown

pytestmark = pytest.mark.slow  # whole runs with processes

CYCLES = 100
EVERY = 6  # ticks: the one in which it is lost, two of silence, and a few good ones
PATIENCE_S = 10.0  # [s] five times the two seconds that are asked for
RESUME = ("pacing.on_loss=resume", f"pacing.resume_s={PATIENCE_S}")


def manifest(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "manifest.json").read_text())
    return found


@contextmanager
def nothing_leaked() -> Iterator[None]:
    """Compare descriptors, threads and child processes before and after."""

    def held() -> tuple[int, int, set[int]]:
        me = psutil.Process()
        return len(os.listdir("/proc/self/fd")), threading.active_count(), {one.pid for one in me.children(True)}

    gc.collect()  # what a test before has left to it would go in the middle of this one
    before = held()
    yield
    assert held() == before


def check_gaps(run: Run, name: str, losses: list[dict[str, Any]]) -> None:
    """See that each loss is a tick without SAMPLE and two of silence, and that good ones follow."""
    outcomes, told = run.counts(f"{name}.link.outcome"), run.counts(f"{name}.link.tick")
    away = np.flatnonzero(outcomes == AWAY)
    assert away.tolist() == [loss["tick"] for loss in losses if loss["board"] == name]
    for tick in away:
        assert (outcomes[tick + 1 : tick + 3] == SILENT).all()
        assert (told[tick : tick + 3] == 0xFFFFFFFF).all()
    good = outcomes == DELIVERED
    assert (told[good] == np.flatnonzero(good)).all()
    assert good.sum() + 3 * len(away) == len(outcomes)


def test_a_hundred_cycles_in_mid_run_are_told_and_leak_nothing(tmp_path: Path) -> None:
    done: list[tuple[str, int]] = []

    def unplug(parts: assemble.Parts) -> None:
        tick = parts.loop.tick - 1
        if tick % EVERY == 0 and tick > 0 and len(done) < CYCLES:
            board = parts.boards[len(done) // 2 % 4]
            assert isinstance(board, ProcessBoard)
            assert board.pid is not None
            os.kill(board.pid, signal.SIGUSR1 if len(done) % 2 else signal.SIGKILL)
            done.append((board.kind, tick))

    flown(tmp_path / "first", "duration_s=1")  # what is made once, like compiled code, is not a leak
    with nothing_leaked():
        outcome = flown(tmp_path / "run", f"duration_s={(CYCLES + 3) * EVERY / 10}", *RESUME, meddle=unplug)
    assert outcome.error is None
    told = manifest(tmp_path / "run")
    losses = told["losses"]
    assert len(done) == len(losses) == CYCLES
    for (kind, tick), loss in zip(done, losses, strict=True):
        assert loss["board"] == kind
        assert tick < loss["tick"] <= tick + 2  # a board may answer one more tick before the signal is there
        assert loss["away_ms"] < 1000.0 * PATIENCE_S
    assert {loss["cause"] for loss in losses[::2]} == {"its process died with signal 9 (SIGKILL)"}
    assert all(after == before + 1 for before, after in (loss["boot"] for loss in losses[1::2]))
    run = open_run(tmp_path / "run")
    for name in boards.NAMES:
        check_gaps(run, name, losses)
    said = [event for event in run.events if event.name in ("board_lost", "board_back")]
    assert [event.tick for event in said[::2]] == [loss["tick"] for loss in losses]
    assert verify(tmp_path / "run").equal
    assert outcome.verdict is not None
    row = outcome.verdict.rows[-1]
    assert (row.id, row.measured, row.status) == ("LOSS-001", float(CYCLES), "FAIL")
    assert outcome.exit_code == 1


@pytest.mark.parametrize("place", ["host", "board"])
@pytest.mark.parametrize("kind", ["inproc", "pty", "mpy"])
def test_a_loss_at_one_frame_is_one_hash_on_every_kind_and_never_that_of_a_whole_run(
    tmp_path: Path, kind: str, place: str
) -> None:
    done = hil(
        "run", "--boards", kind, "--place", place, "--out", str(tmp_path / "run"), "--json", "--set", "duration_s=5",
        "--set", RESUME[0], "--set", RESUME[1], "--disturb", "eps=disconnect:in:@30",
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    outcome = json.loads(done.stdout)
    (loss,) = outcome["losses"]
    assert loss["cause"] == "a disconnection by the fault proxy"
    check_gaps(open_run(tmp_path / "run"), "eps", [loss])
    whole = flown(tmp_path / "whole", "duration_s=5", RESUME[0], kind="inproc", place=place)
    assert outcome["record_hash"] != whole.hashes["record_hash"]
    assert manifest(tmp_path / "whole")["losses"] == []


def test_a_resumed_run_still_tells_what_was_lost_before(tmp_path: Path) -> None:
    mark = tmp_path / "mark.json"
    common = ("run", "--boards", "inproc", "--json", "--set", "duration_s=5", "--set", RESUME[0])
    broken = ("--disturb", "eps=disconnect:in:@30", "--checkpoint", f"40={mark}")
    whole = hil(*common, *broken, "--out", str(tmp_path / "whole"))
    assert whole.returncode == 1, whole.stderr
    rest = hil(*common, "--resume", str(mark), "--out", str(tmp_path / "rest"))
    assert rest.returncode == 1, rest.stderr
    before, after = json.loads(whole.stdout), json.loads(rest.stdout)
    assert len(after["losses"]) == 1
    assert after["losses"] == before["losses"] == manifest(tmp_path / "rest")["losses"]
    assert after["record_hash"] == before["record_hash"]
    written = open_run(tmp_path / "rest").verdict
    assert written is not None
    rows = {row["id"]: row for row in written["rows"]}
    assert (rows["LOSS-001"]["measured"], rows["LOSS-001"]["status"]) == (1.0, "FAIL")


def test_a_paced_run_goes_on_and_counts_what_it_missed(tmp_path: Path) -> None:
    def kill(parts: assemble.Parts) -> None:
        board = parts.boards[2]
        assert isinstance(board, ProcessBoard)
        if parts.loop.tick == 20 and board.pid is not None and not parts.accounts.losses():
            os.kill(board.pid, signal.SIGKILL)

    outcome = flown(tmp_path / "run", "duration_s=4", *RESUME, meddle=kill, pace=Plan(5.0, 1_000_000, "hold"))
    assert outcome.error is None
    (loss,) = outcome.losses
    assert loss["board"] == "laser"
    run = open_run(tmp_path / "run")
    away = np.flatnonzero(run.counts("laser.link.outcome") == AWAY)
    assert away.tolist() == [loss["tick"]]
    assert run.rows == 41
    assert outcome.pacing["misses"] > 0  # it takes far longer than 20 ms to start a process
    assert verify(tmp_path / "run").equal


def test_a_budget_lets_a_run_hold_and_the_loss_is_still_told(tmp_path: Path) -> None:
    done = hil(
        "run", "--boards", "pty", "--out", str(tmp_path / "run"), "--set", "duration_s=5", "--set", RESUME[0], "--set",
        "pacing.loss_budget=1", "--set", "must_exercise=[]", "--disturb", "eps=re-enumerate:out:@40",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr + done.stdout
    assert "lost        eps at tick" in done.stdout
    assert "boot 1, then 2" in done.stdout
    report = manifest(tmp_path / "run")["losses"][0]["report"]
    assert report["enumeration"][0].startswith("it was /dev/pts/")
    assert "boards lost" in (tmp_path / "run" / "report.html").read_text()


def test_without_the_policy_a_replugged_board_ends_the_run(tmp_path: Path) -> None:
    done = hil(
        "run", "--boards", "pty", "--out", str(tmp_path / "run"), "--set", "duration_s=5", "--disturb",
        "eps=re-enumerate:out:@40",
    )  # fmt: skip
    assert done.returncode == 3
    assert "board eps is lost" in done.stderr
    assert manifest(tmp_path / "run")["loss"]["cause"] == "a re-enumeration by the fault proxy"


@contextmanager
def served(kind: str, link: Path) -> Iterator[subprocess.Popen[str]]:
    """Serve a board by hand at the symlink `link`, for as long as the test takes or less."""
    with started("boards", "serve", kind, "--link", str(link)) as process:
        assert process.stdout is not None
        process.stdout.readline()
        try:
            yield process
        finally:
            process.kill()


def test_a_board_that_does_not_come_back_ends_the_run(tmp_path: Path) -> None:
    link = tmp_path / "eps0"
    with served("eps", link) as board:

        def pull(parts: assemble.Parts) -> None:
            if parts.loop.tick == 10:
                board.kill()
                board.wait()

        outcome = by_hand(tmp_path / "run", f"{link}", pull)
    assert outcome.exit_code == 3
    assert outcome.error is not None
    assert "did not come back within 0.5 s" in outcome.error
    assert manifest(tmp_path / "run")["losses"] == []
    assert manifest(tmp_path / "run")["loss"]["last_tick"] == 9


def test_another_board_on_the_port_is_not_taken_for_the_lost_one(tmp_path: Path) -> None:
    link = tmp_path / "eps0"
    with served("eps", link) as board, served("laser", tmp_path / "laser0"):

        def swap(parts: assemble.Parts) -> None:
            if parts.loop.tick == 10:
                board.kill()
                board.wait()
                link.unlink()
                link.symlink_to(os.path.realpath(tmp_path / "laser0"))

        outcome = by_hand(tmp_path / "run", f"{link}", swap)
    assert outcome.exit_code == 3
    assert outcome.error is not None
    assert "what came back is another board" in outcome.error


def by_hand(folder: Path, url: str, meddle: Callable[[assemble.Parts], None]) -> running.Outcome:
    """Fly with the eps board on `url` and the others in this process; a lost one may be away for 0.5 s."""
    loaded = load(scenario_path("eclipse_pass"), ("duration_s=5", RESUME[0], "pacing.resume_s=0.5"))
    urls = dict.fromkeys(boards.NAMES, "inproc:") | {"eps": url}
    parts = assemble.Parts(loaded, urls, on_board=False, capture="off")

    def asked() -> bool:
        meddle(parts)
        return False

    return running.execute(parts, folder, watcher=Progress(quiet=True), interrupted=asked, checkpoints={})


def test_a_board_that_cannot_be_replugged_is_told_at_the_door(tmp_path: Path) -> None:
    done = hil("run", "--boards", "inproc", "--out", str(tmp_path / "run"), "--disturb", "eps=re-enumerate:@3")
    assert done.returncode == 2
    assert "a board that can be replugged from here" in done.stderr
    assert not (tmp_path / "run").exists()
