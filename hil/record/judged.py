"""The verdict of a folder judged again: every requirement once more over its record, beside what the folder says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hil.check.verdict import Verdict, from_plain, judge
from hil.errors import RecordError

from .folder import VERDICT_NAME
from .opened import Run, open_run
from .verify import Difference, Verification

RECORDED = (0, 1)  # exit codes of a run that reached its end and was judged


def judged(path: Path) -> Verification:
    """Judge run folder `path` again, by the requirements of this version, and compare. Raises RecordError.

    Rows on pace and lost boards are about the host's clock and cannot be had from the record: they are taken as they
    stand, and count for the exit code.
    """
    run = open_run(path)
    said = _said(run)
    if run.manifest.get("exit") not in RECORDED:
        none = {"verdict": "none, for the run did not reach its end"}
        return Verification(none, () if said is None else (Difference("verdict", f"a {VERDICT_NAME}", "none"),))
    again = _again(run)
    rows = again.plain()["rows"]
    told = [] if said is None else said["rows"]
    whole = Verdict(again.rows + from_plain({"rows": told[len(rows) :]}).rows)
    failed = ", ".join(row.id for row in whole.rows if row.failed)
    held = f"failed: {failed}" if failed else "all held"
    found: dict[str, Any] = {"verdict": f"{len(whole.rows)} requirements, {held}", "exit": whole.exit_code}
    differences = []
    if said is None or told[: len(rows)] != rows or said["passed"] != whole.passed:
        differences.append(Difference("verdict", _parted(said, rows), found["verdict"]))
    if run.manifest["exit"] != whole.exit_code:
        differences.append(Difference("exit", run.manifest["exit"], whole.exit_code))
    return Verification(found, tuple(differences))


def _again(run: Run) -> Verdict:
    try:
        scenario = json.loads(run.manifest["scenario_text"])
        return judge(run, scenario["limits"], scenario["must_exercise"])
    except (ValueError, KeyError) as error:
        got = f"one without {error}"
        raise RecordError(f"run folder {run.path}", "a run of this version", got, "judge it with its own") from error


def _said(run: Run) -> dict[str, Any] | None:
    """Return what verdict.json says; None when there is none, or none that can be read."""
    try:
        said: dict[str, Any] = json.loads((run.path / VERDICT_NAME).read_text(encoding="utf-8"))
        from_plain(said)
        return said if isinstance(said["passed"], bool) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _parted(said: dict[str, Any] | None, rows: list[dict[str, Any]]) -> str:
    """Return the first thing in which verdict.json is another than `rows`, in words."""
    if said is None:
        return f"no {VERDICT_NAME} that can be read"
    for row, other in zip(rows, said["rows"], strict=False):
        if row != other:
            keys = [key for key in row if row[key] != other.get(key)]
            return f"{other['id']} {keys[0]} {other[keys[0]]}, not {row[keys[0]]}"
    if len(said["rows"]) < len(rows):
        return f"{len(said['rows'])} requirements"
    return f"passed: {said['passed']}"
