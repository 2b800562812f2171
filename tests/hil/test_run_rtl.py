"""The default scenario on four Verilog boards at once, in lockstep: the same run as in process, to the bit.

Both windows begin shortly before compute is shed. On Verilator it is 120 s, the whole shed with each rung verified;
Icarus, some ten times slower, has 12 s of the same.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from firmware_py.icd import boards
from tests.hil.board.rtl_needs import needs
from tests.hil.command import run_json

#: Where on its orbit the satellite begins: 47 s before the shed, and 5 s before it.
WHOLE, SHORT = 220.3, 222.9  # [deg] argument of latitude


def flown(folder: Path, form: str, duration_s: float, begins_deg: float) -> tuple[dict[str, Any], dict[str, Any]]:
    """Fly the window on boards of `form`; return outcome and manifest."""
    window = {"duration_s": duration_s, "orbit.argument_of_latitude_deg": begins_deg, "must_exercise": []}
    chosen = [f"--set={path}={value}" for path, value in window.items()]
    outcome = run_json("--out", str(folder), *chosen, *(f"--board={kind}={form}" for kind in boards.NAMES))
    return outcome, json.loads((folder / "manifest.json").read_text("utf-8"))


def events(folder: Path) -> set[str]:
    """Return the names of what happened."""
    return {json.loads(line)["name"] for line in (folder / "events.jsonl").read_text("utf-8").splitlines()}


def compared(tmp_path: Path, form: str, duration_s: float, begins_deg: float) -> None:
    reference, _ = flown(tmp_path / "inproc", "inproc:", duration_s, begins_deg)
    outcome, manifest = flown(tmp_path / "rtl", form, duration_s, begins_deg)
    assert {row["url"] for row in manifest["boards"]} == {form}
    assert outcome["rows"] == duration_s * 10 + 1
    assert outcome["record_hash"] == reference["record_hash"]
    for kind in boards.NAMES:  # it was simulated, and nothing was asked twice
        assert manifest["links"][kind]["cycles"] > 1000 * outcome["rows"]
        assert manifest["links"][kind]["retries"] == 0


@pytest.mark.slow
@pytest.mark.timeout(1800)
@needs("verilator")
def test_a_whole_shed_on_verilator(tmp_path: Path) -> None:
    compared(tmp_path, "rtl:verilator", 120.0, WHOLE)
    assert {"eclipse_predicted", "rung_ordered", "rung_in_force", "rung_verified"} <= events(tmp_path / "rtl")


@pytest.mark.slow
@pytest.mark.timeout(1800)
@needs("icarus")
def test_a_shed_ordered_on_icarus(tmp_path: Path) -> None:
    compared(tmp_path, "rtl:", 12.0, SHORT)
    assert {"eclipse_predicted", "rung_ordered", "rung_in_force"} <= events(tmp_path / "rtl")
