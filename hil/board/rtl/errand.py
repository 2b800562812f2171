"""Sending the simulator on an errand: started, run to its end, not spoken to meanwhile."""

from __future__ import annotations

import subprocess
import sys

from hil.board.rtl.design import built
from hil.board.rtl.installed import check_installed
from hil.errors import BoardError


def errand(kind: str, simulator: str, *arguments: str, limit_s: float) -> str:
    """Run `hil.board.rtl.serve` with `arguments`, once the design is built; return the end of what it said.

    Raises ConfigError when the simulator is not installed, BoardError after `limit_s`.
    """
    check_installed(kind, simulator)
    built(simulator)
    command = [sys.executable, "-m", "hil.board.rtl.serve", kind, "--simulator", simulator, *arguments]
    try:
        done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, timeout=limit_s, check=False)
    except subprocess.TimeoutExpired as error:
        what = "the simulator of a Verilog board"
        raise BoardError(what, f"an end within {limit_s:g} s", "none", "give it a smaller window") from error
    return f"exit {done.returncode}: {(done.stdout + done.stderr).decode(errors='replace').strip()[-300:]}"
