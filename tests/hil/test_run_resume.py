"""A run restored from its state at any tick ends like the run that was never interrupted."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.hil.command import EARLY_ECLIPSE, hil, run_json

pytestmark = pytest.mark.slow  # starts processes of whole runs

LAST = 58010  # tick of the default scenario


@pytest.mark.timeout(900)
def test_ten_random_ticks_of_the_default_run(tmp_path: Path) -> None:
    ticks = sorted(random.Random(20261123).sample(range(LAST), 10))
    marks = [option for tick in ticks for option in ("--checkpoint", f"{tick}={tmp_path}/{tick}.json")]
    whole = run_json("--boards", "inproc", "--out", str(tmp_path / "whole"), *marks)
    for tick in ticks:
        out = str(tmp_path / f"from{tick}")
        rest = run_json("--boards", "inproc", "--resume", f"{tmp_path}/{tick}.json", "--out", out)
        assert rest["record_hash"] == whole["record_hash"], f"restored at tick {tick}"
        assert hil("verify", out).returncode == 0


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
