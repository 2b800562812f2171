"""Who starts the first run of a version is told what it waits for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def test_a_cold_cache_is_said_before_it_is_filled(tmp_path: Path, checkout: Path) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("NUMBA_")}
    command = [sys.executable, "-m", "hil.cli", "run", "--boards", "inproc", "--json", "--out", str(tmp_path / "run")]
    process = subprocess.Popen(
        command, cwd=checkout, env=clean | {"NUMBA_CACHE_DIR": str(tmp_path / "cache")}, text=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        assert process.stderr is not None
        assert process.stderr.readline().startswith("compiling the physics")
    finally:
        process.kill()
        process.communicate()
