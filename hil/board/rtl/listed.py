"""Asking the design for its registers before a run: a simulator is started that does nothing but list them."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from hil.board.rtl.errand import errand
from hil.board.rtl.register import Register
from hil.errors import BoardError

LIST_S = 60.0  # [s] for a simulator with Python in it, on a loaded machine


def registers(kind: str, simulator: str) -> dict[str, Register]:
    """Return every register of a board of `kind` by its name. Blocks a second; raises ConfigError or BoardError."""
    with tempfile.TemporaryDirectory(prefix="everdawn-rtl-") as folder:
        file = Path(folder) / "registers.json"
        found = errand(kind, simulator, "--listing", str(file), limit_s=LIST_S)
        if not file.is_file():
            raise BoardError(f"the registers of board {kind}", "a list from the simulator", found, "see its message")
        return {name: Register(*row) for name, row in sorted(json.loads(file.read_text("utf-8")).items())}
