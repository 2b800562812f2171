"""Cost and memory as the number of satellites grows: a table, and a plot in runs/bench/fleet.html.

Each row is a process of its own on one core, so that its peak memory is its own; memory a satellite is what the peak
rises above that of one satellite. Set-up is in the time: of a million satellites, 1.6 h are 576 steps.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from tests.bench import peers

ROOT = Path(__file__).resolve().parents[2]
PLOT = ROOT / "runs" / "bench" / "fleet.html"
WORK = 2_000_000  # [satellite-steps] of a row, so that it takes about a second where there are few satellites
SHORTEST, LONGEST = 58, 20_000  # [steps] a tenth of 1.6 h, so that the set-up of many does not stand for their steps

Row = tuple[int, float, float]  # satellites, satellite-steps a second, peak memory [bytes]


def chain(satellites: int, steps: int) -> None:
    """Fly the whole chain of ours."""
    from tests.bench import chain as ours

    ours.fly(satellites, steps)


def numpy_orbits(satellites: int, steps: int) -> None:
    """Positions and shadow alone, in numpy."""
    angle = np.linspace(0.0, 2.0 * np.pi, satellites)
    for step in range(steps):
        peers.sunlit(peers.circles(angle, 10.0 * step))


WORKS: dict[str, Callable[[int, int], None]] = {
    "whole chain, ours": chain,
    "orbit and shadow, numpy": numpy_orbits,
}


def cost(runs: int, largest: int) -> None:
    """Print a table for 1 to `largest` satellites, the median of `runs`, and write the plot."""
    counts = [n for n in (1, 10, 100, 1_000, 10_000, 100_000, 1_000_000) if n <= largest]
    print(f"one core, each row a process of its own, median of {runs}")
    curves = {name: [_row(name, n, runs) for n in counts] for name in WORKS}
    for name, rows in curves.items():
        print(f"  {name}")
        print(f"    {'satellites':>10} {'million/s':>10} {'us a step of all':>17} {'peak, MB':>9} {'bytes each':>11}")
        for n, rate, peak in rows:
            each = f"{(peak - rows[0][2]) / n:,.0f}" if n >= 10_000 else "-"
            print(f"    {n:>10,} {rate / 1e6:>10.3f} {n / rate * 1e6:>17,.1f} {peak / 1e6:>9,.0f} {each:>11}")
    _plot(curves)
    print(f"  plot: {PLOT.relative_to(ROOT)}")


def _row(name: str, satellites: int, runs: int) -> Row:
    """Return the median row of `runs` processes."""
    command = [sys.executable, "-m", "tests.bench.fleet", name, str(satellites)]
    found = []
    for _ in range(runs):
        done = subprocess.run(command, cwd=ROOT, env=one_core(), capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        rate, peak = done.stdout.split()
        found.append((float(rate), float(peak)))
    return satellites, statistics.median(r for r, _ in found), max(p for _, p in found)


def one_core() -> dict[str, str]:
    """Return the environment in which numpy and numba use one thread."""
    return os.environ | dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")


def _plot(curves: dict[str, list[Row]]) -> None:
    """Write satellite-steps a second over the number of satellites, one page without network."""
    from bokeh.embed import file_html
    from bokeh.plotting import figure
    from bokeh.resources import INLINE

    chart = figure(
        x_axis_type="log", y_axis_type="log", width=900, height=500, x_axis_label="satellites",
        y_axis_label="satellite-steps per second and core", title="Cost as the fleet grows",
    )  # fmt: skip
    for (name, rows), colour in zip(curves.items(), ("#0b6e99", "#c2571a"), strict=False):
        chart.line([r[0] for r in rows], [r[1] for r in rows], legend_label=name, color=colour, line_width=2)
        chart.scatter([r[0] for r in rows], [r[1] for r in rows], legend_label=name, color=colour, size=8)
    chart.legend.location = "bottom_right"
    PLOT.parent.mkdir(parents=True, exist_ok=True)
    PLOT.write_text(file_html(chart, INLINE, "Fleet cost"), encoding="utf-8")


def _child() -> None:
    """Do one row: print satellite-steps a second and the peak memory in bytes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("work", choices=WORKS)
    parser.add_argument("satellites", type=int)
    options = parser.parse_args()
    work = WORKS[options.work]
    steps = max(SHORTEST, min(LONGEST, WORK // options.satellites))
    work(options.satellites, 2)  # compiled and loaded before the clock runs
    start = time.perf_counter()
    work(options.satellites, steps)
    took_s = time.perf_counter() - start
    print(options.satellites * steps / took_s, _peak_bytes())


def _peak_bytes() -> int:
    """Return this process's own peak memory. `ru_maxrss` would begin with that of the process that started it."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError("no VmHWM in /proc/self/status")


if __name__ == "__main__":
    _child()
