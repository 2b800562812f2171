"""`hil` as a person runs it: a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

#: Puts the penumbra of the default scenario some 250 s after the epoch, so that a short run sees the shed ladder.
EARLY_ECLIPSE = "orbit.argument_of_latitude_deg=215.0"
START_S = 60.0  # [s] five times what start-up with cold compiled code takes here


def hil(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `hil` to its end."""
    return subprocess.run(
        _command(arguments), capture_output=True, text=True, env=os.environ | environment, timeout=600, check=False
    )


def run_json(*arguments: str, **environment: str) -> dict[str, Any]:
    """Run `hil run` and return its outcome; the exit code must be 0 or 1: the run took place."""
    done = hil("run", *arguments, "--json", "--no-report", **environment)
    assert done.returncode in (0, 1), done.stderr
    outcome: dict[str, Any] = json.loads(done.stdout)
    return outcome


def started(*arguments: str, **options: Any) -> subprocess.Popen[str]:
    """Start `hil` and return at once."""
    return subprocess.Popen(_command(arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)


def until(condition: Callable[[], bool], seconds: float, process: subprocess.Popen[str]) -> None:
    """Wait for `condition`; fail when it does not come in time or `process` ends before."""
    due = time.monotonic() + seconds
    while not condition():
        assert process.poll() is None, process.stderr.read() if process.stderr else "ended"
        assert time.monotonic() < due, "it did not come"
        time.sleep(0.01)


def journal_rows(folder: Path, at_least_bytes: int) -> Callable[[], bool]:
    """Return a condition: the journal of `folder` has grown past so many bytes."""
    journal = folder / "journal.bin"
    return lambda: journal.exists() and journal.stat().st_size > at_least_bytes


def children(pid: int) -> list[int]:
    """Return the processes whose parent is `pid`."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it ended while we looked
            if int(fields[1]) == pid:
                found.append(int(entry.name))
    return found


def alive(pid: int) -> bool:
    """Say whether process `pid` runs (a zombie does not)."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def _command(arguments: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", "hil.cli", *arguments]
