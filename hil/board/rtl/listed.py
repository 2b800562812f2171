"""Asking the design for its registers before a run: a simulator is started that does nothing but list them."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from hil.board.rtl.design import built
from hil.board.rtl.errand import errand
from hil.board.rtl.installed import check_installed
from hil.board.rtl.register import Register
from hil.errors import BoardError

LIST_S = 60.0  # [s] for a simulator with Python in it, on a loaded machine


def registers(kind: str, simulator: str) -> dict[str, Register]:
    """Return every register of a board of `kind` by its name. Raises ConfigError or BoardError.

    The simulator is asked once for each build, which takes seconds: all kinds are one design.
    """
    check_installed(kind, simulator)
    file = built(simulator) / "registers.json"
    if not file.is_file():
        _list(kind, simulator, file)
    return {name: Register(*row) for name, row in sorted(json.loads(file.read_text("utf-8")).items())}


def _list(kind: str, simulator: str, file: Path) -> None:
    with tempfile.TemporaryDirectory(dir=file.parent) as folder:
        fresh = Path(folder) / file.name
        found = errand(kind, simulator, "--listing", str(fresh), limit_s=LIST_S)
        if not fresh.is_file():
            raise BoardError(f"the registers of board {kind}", "a list from the simulator", found, "see its message")
        fresh.replace(file)  # whole, whoever else is asking
