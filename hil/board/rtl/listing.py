"""Inside the simulator: lists the registers of the design, for whoever asks before a run. Run by cocotb."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import cocotb

from hil.board.rtl.handles import found, shape
from hil.board.rtl.order import LISTING


@cocotb.test()
async def listing(bench: Any) -> None:
    """Write name, bits and words of every register."""
    registers = {name: shape(handle) for name, handle in found(bench.dut)}
    Path(os.environ[LISTING]).write_text(json.dumps(registers), encoding="utf-8")
