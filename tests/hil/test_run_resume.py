"""A run restored from its state at any tick ends like the run that was never interrupted."""

from __future__ import annotations

import json
import random
import signal
from pathlib import Path

import pytest

from tests.hil.command import EARLY_ECLIPSE, hil, run_json, started, until

pytestmark = pytest.mark.slow  # starts processes of whole runs

LAST = 58010  # tick of the default scenario


def is_whole(path: Path) -> bool:
    """Say whether the checkpoint in `path` is there, and not half written."""
    try:
        json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return False
    return True


@pytest.mark.timeout(900)
def test_ten_random_ticks_of_the_default_run(tmp_path: Path) -> None:
    """Interrupted at ten ticks, each time restored in a process of its own, it ends like the run that never was.

    The hash chains go along from process to process: one restored wrongly anywhere would show in the last hash.
    """
    common = ("--boards", "inproc", "--no-report")
    whole = run_json(*common, "--out", str(tmp_path / "whole"))
    assert whole["exit"] == 0  # the default scenario holds in full; no other test flies the whole of it for that
    resumed: tuple[str, ...] = ()
    for tick in sorted(random.Random(20261123).sample(range(LAST), 10)):
        mark = tmp_path / f"{tick}.json"
        going_on = (*resumed, "--checkpoint", f"{tick}={mark}", "--out", str(tmp_path / f"to{tick}"))
        with started("run", *common, *going_on) as process:
            until(lambda mark=mark: is_whole(mark), 300.0, process)
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60.0)
        resumed = ("--resume", str(mark))
    rest = run_json(*common, *resumed, "--out", str(tmp_path / "rest"))
    assert rest["record_hash"] == whole["record_hash"]
    assert hil("verify", str(tmp_path / "rest")).returncode == 0


@pytest.mark.parametrize("place", ["host", "board"])
def test_a_checkpoint_goes_over_the_wire_to_board_processes(tmp_path: Path, place: str) -> None:
    """Taken in the middle of the shed ladder, on PTY boards, with flight software in either place."""
    common = ("--set", EARLY_ECLIPSE, "--set", "duration_s=200", "--boards", "pty", "--place", place)
    mark = f"{tmp_path}/mark.json"
    whole = run_json(*common, "--out", str(tmp_path / "whole"), "--checkpoint", f"1405={mark}")
    rest = run_json(*common, "--out", str(tmp_path / "rest"), "--resume", mark)
    assert rest["record_hash"] == whole["record_hash"]


def test_a_checkpoint_of_another_run_is_refused(tmp_path: Path) -> None:
    mark = f"{tmp_path}/mark.json"
    short = ("--set", "duration_s=1", "--boards", "inproc")
    run_json(*short, "--out", str(tmp_path / "one"), "--checkpoint", f"5={mark}")
    refused = hil("run", *short, "--seed", "9", "--resume", mark, "--out", str(tmp_path / "two"))
    assert refused.returncode == 2
    assert "same scenario" in refused.stderr
    assert not (tmp_path / "two").exists()


def test_a_damaged_checkpoint_is_refused(tmp_path: Path) -> None:
    """One digit of the plant's state is another: such a run would go on from what never was."""
    mark = tmp_path / "mark.json"
    short = ("--set", "duration_s=1", "--boards", "inproc")
    run_json(*short, "--out", str(tmp_path / "one"), "--checkpoint", f"5={mark}")
    text = mark.read_text(encoding="utf-8")
    where = text.index(".", text.index('"plant"')) + 1
    mark.write_text(text[:where] + str((int(text[where]) + 1) % 10) + text[where + 1 :], encoding="utf-8")
    refused = hil("run", *short, "--resume", str(mark), "--out", str(tmp_path / "two"))
    assert refused.returncode == 2
    assert "undamaged" in refused.stderr
    twice = hil(
        "run", *short, "--checkpoint", f"5={mark}", "--checkpoint", f"5={mark}2", "--out", str(tmp_path / "two")
    )
    assert twice.returncode == 2
    assert "each tick once" in twice.stderr
    assert not (tmp_path / "two").exists()
