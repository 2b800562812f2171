"""The shortest runs: what `make smoke` flies, and one of a single row."""

from __future__ import annotations

import json
from pathlib import Path

from hil.record.opened import open_run
from tests.hil.command import hil, run_json


def test_a_short_run_is_recorded_judged_and_verifies(tmp_path: Path) -> None:
    out = tmp_path / "run"
    outcome = run_json("--boards", "pty", "--set", "duration_s=2", "--out", str(out))
    run = open_run(out)
    assert run.complete
    assert (run.counts("tick") == range(21)).all()
    assert outcome["exit"] == 1  # two seconds show none of what the scenario demands to see
    assert outcome["verdict"]["passed"] is False
    assert not [row["id"] for row in outcome["verdict"]["rows"] if row["status"] == "FAIL"]
    assert hil("verify", str(out)).returncode == 0


def test_a_run_of_one_row_is_judged(tmp_path: Path) -> None:
    """And a disturbance that never struck stands in its manifest as one that was asked for."""
    one = ("--set", "duration_s=0.05", "--boards", "inproc", "--disturb", "eps=drop:in:@99999")
    assert run_json(*one, "--out", str(tmp_path / "run"))["rows"] == 1
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["status"] == "ended"
    told = manifest["disturbances"]["eps"]
    assert (told["counts"], told["first"]) == ({}, [])
    assert [(one["kind"], one["frame"]) for one in told["asked"]] == [("drop", 99999)]
