"""Every shipped scenario flies to its end with all its requirements held and those it is for exercised."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[3] / "fixtures" / "scenarios"
NAMES = sorted(path.stem for path in FOLDER.glob("*.yaml"))
FLOWN_ELSEWHERE = {"eclipse_pass"}  # whole, with exit code 0, by tests/hil/test_run_resume.py


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", sorted(set(NAMES) - FLOWN_ELSEWHERE))
def test_a_shipped_scenario_passes(name: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hil.cli", "run", name, "--boards", "inproc", "--no-report", "--json"]
    done = subprocess.run(
        [*command, "--out", str(tmp_path / "run")], capture_output=True, text=True, timeout=880, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    verdict = json.loads((tmp_path / "run" / "verdict.json").read_text(encoding="utf-8"))
    held = {row["id"]: row["status"] for row in verdict["rows"]}
    assert set(held.values()) <= {"PASS", "NOT_EXERCISED"}
    assert "PASS" in held.values()


def test_there_are_the_scenarios_that_the_documents_name() -> None:
    assert {
        "eclipse_pass",
        "nominal_orbit",
        "pump_loss",
        "string_loss",
        "shell_30deg",
        "glycol",
        "stuck_valve",
        "ai1_hot",
    } <= set(NAMES)
