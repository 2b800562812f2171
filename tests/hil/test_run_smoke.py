"""The shortest whole run: what `make smoke` flies."""

from __future__ import annotations

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
