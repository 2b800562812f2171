"""The Verilog board: simulated clock cycles per second beside its own loop without Python, and a run on four of them.

Both fly the same TICK to and fro over the same line of the same design; only ours has a host, a lockstep line and
cocotb between two of them. Wanted: 0.8 of the loop.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from firmware_py.icd import boards
from firmware_py.wire import image
from hil import assemble
from hil.board.rtl.board import RtlBoard
from hil.board.rtl.design import built
from hil.board.rtl.form import Form
from hil.board.rtl.installed import SIMULATORS, lacking
from hil.clock import Deadline
from hil.scenario.load import load

from .run import PERIOD_S, SCENARIO

TICKS = {"icarus": 60, "verilator": 600}  # a second or two
WANTED = 0.8
BEFORE = 10  # ticks that are not timed


def beside_its_loop(runs: int, ticks: dict[str, int] = TICKS) -> None:
    """Print cycles per second of a board and of its loop, median of `runs` in turn, and ticks per second of a run."""
    for simulator in SIMULATORS:
        missing = lacking(simulator)
        if missing:
            print(f"{simulator:9} left out: needs {missing[0][0]}, none installed ({missing[0][1]})")
            continue
        built(simulator)
        pairs = [(_ours(simulator, ticks[simulator]), _bare(simulator, ticks[simulator])) for _ in range(runs)]
        ours, bare = (statistics.median(side) for side in zip(*pairs, strict=True))
        ratio = statistics.median(board / loop for board, loop in pairs)
        print(
            f"{simulator:9} {ours:9.0f} cycles/s, loop without Python {bare:9.0f}, ratio {ratio:.2f}, median of {runs} "
            f"({min(b / c for b, c in pairs):.2f} to {max(b / c for b, c in pairs):.2f}); wanted {WANTED}"
        )
        print(f"{'':9} four boards in lockstep: {_run(simulator, ticks[simulator] // 3):.1f} ticks/s")


def _ours(simulator: str, ticks: int) -> float:
    """Return the clock cycles per second of a board that a host flies."""
    with closing(RtlBoard("eps", form=Form(simulator))) as board:
        board.open()
        stimulus, before, start = bytes(image.SENSOR_BYTES[0]), board.cycles, time.perf_counter()
        for tick in range(ticks):
            board.post(tick, tick * 100_000_000, tick & 0xFF, stimulus, image.SAFE[0], ())
            board.collect(Deadline(60.0))
        took = time.perf_counter() - start
        assert before is not None
        assert board.cycles is not None
        return (board.cycles - before) / took


def _bare(simulator: str, ticks: int) -> float:
    cycles, took = looped(simulator, ticks)
    return cycles / took


def looped(simulator: str, ticks: int) -> tuple[int, float]:
    """Return the clock cycles and the seconds in which the board answers `ticks` TICKs with no Python in between."""
    command = [sys.executable, "-m", "tests.bench.rtl_loop", simulator, str(ticks)]
    said = subprocess.run(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True, check=True).stdout
    # Verilator has a last word of its own on the same output.
    cycles, took = json.loads(next(line for line in said.splitlines() if line.startswith("[")))
    return int(cycles), float(took)


def _run(simulator: str, ticks: int) -> float:
    """Return the ticks per second of the default scenario on four boards."""
    loaded = load(SCENARIO, [f"duration_s={(ticks + BEFORE) * PERIOD_S}"])
    parts = assemble.Parts(loaded, dict.fromkeys(boards.NAMES, f"rtl:{simulator}"), on_board=False, capture="off")
    parts.open()
    try:
        with tempfile.TemporaryDirectory() as folder:
            record = parts.create_folder(Path(folder) / "run", {})
            for _ in range(BEFORE):
                parts.loop.step()
            start = time.perf_counter()
            for _ in range(ticks):
                parts.loop.step()
            took = time.perf_counter() - start
            record.close(3, {})
    finally:
        parts.close()
    return ticks / took
