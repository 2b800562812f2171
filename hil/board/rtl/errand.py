"""Sending the simulator on an errand: started, run to its end, not spoken to meanwhile."""

from __future__ import annotations

import subprocess
import sys
import tempfile

from hil.board.rtl.design import TOLD, built
from hil.board.rtl.group import run_group
from hil.board.rtl.installed import check_installed
from hil.errors import BoardError


def errand(kind: str, simulator: str, *arguments: str, limit_s: float) -> str:
    """Run `hil.board.rtl.serve` with `arguments`, once the design is built; return the end of what it said.

    Raises ConfigError when the simulator is not installed, BoardError after `limit_s`.
    """
    check_installed(kind, simulator)
    design = built(simulator)
    with tempfile.TemporaryDirectory(prefix="everdawn-rtl-") as own:
        command = [
            sys.executable, "-m", "hil.board.rtl.serve", kind, "--simulator", simulator, "--design", str(design),
            "--folder", own,
        ]  # fmt: skip
        try:
            code, said = run_group([*command, *arguments], limit_s)
        except subprocess.TimeoutExpired as error:
            what = "the simulator of a Verilog board"
            raise BoardError(what, f"an end within {limit_s:g} s", "none", "give it a smaller window") from error
    return f"exit {code}: {said.strip()[-TOLD:]}"
