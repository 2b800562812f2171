"""The process of a Verilog board: runs the design built before. `python -m hil.board.rtl.serve KIND`."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

from cocotb_tools.runner import get_runner

from firmware_py.icd import boards
from hil.board.rtl.installed import SIMULATORS
from hil.board.rtl.order import KIND, LISTING, ORDER, WINDOW, Order


def run(
    simulator: str, design: Path, folder: Path, module: str = "hil.board.rtl.bridge", plusargs: Sequence[str] = ()
) -> None:
    """Simulate `design` (hil.board.rtl.design.built) and what `module` does: to serve, until the host hangs up.

    It works in `folder`, which then goes.

    Leaves Python with what broke inside the simulator, if anything did: its own log says nothing.
    """
    os.environ.pop("PYTEST_CURRENT_TEST", None)  # with it the runner judges by itself, and leaves without saying why
    try:
        results = get_runner(simulator).test(
            test_module=module, hdl_toplevel="bench", hdl_toplevel_lang="verilog", build_dir=design,
            test_dir=folder, results_xml=str(folder / "results.xml"), plusargs=plusargs,
        )  # fmt: skip
        broken = _broken(results)
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # whoever started us sees to it too, should we be killed
    if broken:
        sys.exit(broken)


def _broken(results: Path) -> str:
    """Return what broke, as cocotb's results tell it; nothing when nothing did."""
    if not results.is_file():
        return "the simulator ended before what it was to do did"
    return "\n".join(str(one.text or one.get("message")) for one in ElementTree.parse(results).iter("failure"))


def main() -> int:
    """Serve one board: on the line that is standard input, or on a PTY."""
    parser = argparse.ArgumentParser(description="Serve a Verilog board.")
    parser.add_argument("kind", choices=boards.NAMES)
    parser.add_argument("--simulator", choices=SIMULATORS, default="icarus")
    parser.add_argument("--design", metavar="FOLDER", type=Path, required=True, help="where the design was built")
    parser.add_argument("--folder", metavar="FOLDER", type=Path, required=True, help="to work in; it goes at the end")
    parser.add_argument("--pty", action="store_true", help="on a PTY, whose name is printed, instead of in lockstep")
    parser.add_argument("--order", default=Order().text(), help="faults and journal, as hil.board.rtl.order has it")
    parser.add_argument("--listing", metavar="FILE", help="write the registers of the design to FILE, and end")
    parser.add_argument("--redraw", metavar="WINDOW", help="fly a journal again, as hil.board.rtl.redraw has it")
    parser.add_argument("--waves", metavar="FILE", help="where a redraw goes, .fst or .vcd")
    options = parser.parse_args()
    os.environ |= {"COCOTB_LOG_LEVEL": "CRITICAL", "GPI_LOG_LEVEL": "CRITICAL", "COCOTB_TRUST_INERTIAL_WRITES": "1"}
    os.environ |= {KIND: str(boards.kind_index(options.kind)), ORDER: options.order}
    os.environ["EVERDAWN_RTL_PTY"] = "1" if options.pty else "0"
    if options.listing:
        os.environ[LISTING] = options.listing
        run(options.simulator, options.design, options.folder, "hil.board.rtl.listing")
    elif options.redraw:
        os.environ[WINDOW] = options.redraw
        # cocotb tells Icarus to dump nothing, or FST; the last word counts.
        os.environ["SIM_CMD_SUFFIX"] = f"-{Path(options.waves).suffix[1:]}"
        run(options.simulator, options.design, options.folder, "hil.board.rtl.redraw", [f"+waves={options.waves}"])
    else:
        run(options.simulator, options.design, options.folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
