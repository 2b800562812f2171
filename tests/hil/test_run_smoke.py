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


def test_a_verdict_that_the_record_does_not_give_is_found(tmp_path: Path) -> None:
    """A run of two seconds fails for want of exercise; whoever writes that it passed is found out."""
    out = tmp_path / "run"
    run_json("--boards", "inproc", "--set", "duration_s=2", "--out", str(out))
    verdict, manifest = out / "verdict.json", out / "manifest.json"
    told, about = verdict.read_text(encoding="utf-8"), manifest.read_text(encoding="utf-8")
    assert hil("verify", str(out)).returncode == 0
    plain = json.loads(told)
    lies = {
        "passed": ({**plain, "passed": True}, about),
        "exercised": ({**plain, "rows": [{**row, "status": "PASS"} for row in plain["rows"]], "passed": True}, about),
        "required": ({**plain, "rows": [{**row, "required": False} for row in plain["rows"]], "passed": True}, about),
        "shorter": ({**plain, "rows": plain["rows"][:3]}, about),
        "none": (None, about),
        "exit": (plain, about.replace('"exit": 1', '"exit": 0')),
    }
    for name, (lie, said) in lies.items():
        verdict.write_text("" if lie is None else json.dumps(lie), encoding="utf-8")
        manifest.write_text(said, encoding="utf-8")
        done = hil("verify", str(out))
        assert done.returncode == 4, name
        assert ("exit         1  DIFFERS: the folder says 0" if name == "exit" else "verdict") in done.stdout, name
        assert "DIFFERS" in done.stdout, name


def test_a_run_of_one_row_is_judged(tmp_path: Path) -> None:
    """And a disturbance that never struck stands in its manifest as one that was asked for."""
    one = ("--set", "duration_s=0.05", "--boards", "inproc", "--disturb", "eps=drop:in:@99999")
    assert run_json(*one, "--out", str(tmp_path / "run"))["rows"] == 1
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["status"] == "ended"
    told = manifest["disturbances"]["eps"]
    assert (told["counts"], told["first"]) == ({}, [])
    assert [(one["kind"], one["frame"]) for one in told["asked"]] == [("drop", 99999)]
