"""The books of a test run: which hardware tests ran, and evidence.json. Light: it is loaded by every pytest."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from hil.clock import wall_date
from hil.errors import ConfigError

if TYPE_CHECKING:
    from hil.pytest_plugin.bench import Bench

PREFIX = "hil."  # of our names among the user_properties of a report
NAME = "evidence.json"
VERSION = 1


class Tally:
    """The tests that concern boards: how each ended, and what it left."""

    def __init__(self, replayed: bool) -> None:
        """`replayed`: whatever runs, runs on recordings, and no hardware test is said to have run."""
        self._replayed = replayed
        self.asked: set[str] = set()  # ids of hardware tests
        self.ran: set[str] = set()  # of those, the ones whose body was reached
        self._tests: dict[str, dict[str, Any]] = {}

    def add(self, report: pytest.TestReport) -> None:
        """Take one phase of one test."""
        node = report.nodeid
        if "hardware" in report.keywords:
            self.asked.add(node)
            if (
                not self._replayed
                and report.when == "call"
                and (report.outcome != "skipped" or hasattr(report, "wasxfail"))
            ):
                self.ran.add(node)
        test = self._tests.setdefault(node, {"id": node, "outcome": "passed"})
        if report.outcome != "passed" and test["outcome"] != "failed":
            test["outcome"] = report.outcome
            test["reason"] = _reason(report)
        found = {name[len(PREFIX) :]: value for name, value in report.user_properties if name.startswith(PREFIX)}
        if found:
            test["evidence"] = {name: json.loads(str(value)) for name, value in sorted(found.items())}

    def write(self, folder: Path, bench: Bench, exit_status: int) -> None:
        """Write evidence.json into `folder`. Raises ConfigError."""
        whole = {
            "version": VERSION,
            "written": wall_date(),
            "exit": exit_status,
            "seed": bench.seed if bench.seed_given else None,
            "boards": bench.shown(),
            "not_there": bench.missing,
            "replayed_from": None if bench.recording is None else str(bench.recording.path),
            "hardware": {"asked": len(self.asked), "ran": len(self.ran)},
            "tests": [self._tests[node] for node in sorted(self._tests)],
        }
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / NAME).write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")
        except OSError as error:
            raise ConfigError(f"--hil-record {folder}", "a folder to write in", str(error), "name another") from error


def concerns(report: pytest.TestReport) -> bool:
    """Return whether a report is of a test with boards."""
    marked = any(name in report.keywords for name in ("hardware", "needs", "destructive"))
    return marked or any(str(name).startswith(PREFIX) for name, _ in report.user_properties)


def _reason(report: pytest.TestReport) -> str:
    if isinstance(report.longrepr, tuple):
        return str(report.longrepr[2])
    return str(report.longrepr).strip().splitlines()[-1] if report.longrepr else ""
