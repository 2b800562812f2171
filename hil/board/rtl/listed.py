"""Asking the design for its registers before a run: a simulator is started that does nothing but list them."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from hil.board.rtl.installed import check_installed
from hil.board.rtl.register import Register
from hil.errors import BoardError

#: [s] Verilator may have to build the design first.
LIST_S = 180.0


def registers(kind: str, simulator: str) -> dict[str, Register]:
    """Return every register of a board of `kind` by its name. Blocks a second; raises ConfigError or BoardError."""
    check_installed(kind, simulator)
    with tempfile.TemporaryDirectory(prefix="everdawn-rtl-") as folder:
        file = Path(folder) / "registers.json"
        found = serve(kind, "--simulator", simulator, "--listing", str(file), limit_s=LIST_S)
        if not file.is_file():
            raise BoardError(f"the registers of board {kind}", "a list from the simulator", found, "see its message")
        return {name: Register(*row) for name, row in sorted(json.loads(file.read_text("utf-8")).items())}


def serve(*arguments: str, limit_s: float) -> str:
    """Run `hil.board.rtl.serve` to its end and return the end of what it said. Raises BoardError after `limit_s`."""
    command = [sys.executable, "-m", "hil.board.rtl.serve", *arguments]
    try:
        done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, timeout=limit_s, check=False)
    except subprocess.TimeoutExpired as error:
        what = "the simulator of a Verilog board"
        raise BoardError(what, f"an end within {limit_s:g} s", "none", "give it a smaller window") from error
    return f"exit {done.returncode}: {(done.stdout + done.stderr).decode(errors='replace').strip()[-300:]}"
