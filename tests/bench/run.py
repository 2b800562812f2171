"""How fast a run goes, and what an exchange with a board over a PTY costs.

Speeds are of whole `hil run` processes timed from outside, less a run of no ticks, so that start-up, checks, hash and
Parquet are where they belong. Ratios are taken within one run of this script: machines differ, ratios less so.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import serial

from firmware_py.wire import image
from hil.board.process import ProcessBoard
from hil.clock import Deadline

SCENARIO = Path(__file__).resolve().parents[2] / "fixtures" / "scenarios" / "eclipse_pass.yaml"
PERIOD_S = 0.1
TARGETS = {"inproc": 2500.0, "pty": 1000.0}

ECHO = """
import os, sys, tty
master, slave = os.openpty()
tty.setraw(slave)
print(os.ttyname(slave), flush=True)
while True:
    data = os.read(master, 4096)
    os.write(master, data)
"""


def whole_runs(kind: str, runs: int, duration_s: float) -> None:
    """Print ticks per second of the default scenario on `kind`, median of `runs`."""
    ticks = round(duration_s / PERIOD_S)
    empty = statistics.median(_timed_run(kind, PERIOD_S) for _ in range(runs))
    rates = sorted(ticks / (_timed_run(kind, duration_s) - empty) for _ in range(runs))
    median = statistics.median(rates)
    print(
        f"{kind:7} {median:8.0f} ticks/s = {median * PERIOD_S:6.1f} x real time, median of {runs} "
        f"({rates[0]:.0f} to {rates[-1]:.0f}); run of no ticks {empty:.2f} s; wanted {TARGETS[kind]:.0f}"
    )


def _timed_run(kind: str, duration_s: float) -> float:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "hil.cli", "run", str(SCENARIO), "--boards", kind, "--json", "--no-report"]
        command += ["--set", f"duration_s={duration_s}", "--out", f"{folder}/run"]
        start = time.perf_counter()
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
        return time.perf_counter() - start


def exchange(rounds: int, count: int = 3000) -> None:
    """Print one TICK-SAMPLE exchange over a PTY as a ratio to a bare echo of as many bytes between two processes."""
    ratios, ours, bare = [], [], []
    for _ in range(rounds):
        sent, took = _exchange_us(count)
        echoed = _echo_us(sent, count)
        ours.append(took)
        bare.append(echoed)
        ratios.append(took / echoed)
    print(
        f"TICK-SAMPLE over a PTY (eps): {statistics.median(ours):.0f} us, bare echo {statistics.median(bare):.0f} us, "
        f"ratio {statistics.median(ratios):.2f}, median of {rounds}"
    )


def _exchange_us(count: int) -> tuple[int, float]:
    """Return the bytes of one TICK frame and the median microseconds of an exchange."""
    board = ProcessBoard("eps")
    board.open()
    try:
        stimulus, actuators = bytes(image.SENSOR_BYTES[0]), image.SAFE[0]
        took = []
        for tick in range(count):
            start = time.perf_counter_ns()
            board.post(tick, tick * 100_000_000, tick & 0xFF, stimulus, actuators, ())
            board.collect(Deadline(2.0))
            took.append(time.perf_counter_ns() - start)
        return len(stimulus) + len(actuators) + 28, statistics.median(took) / 1000.0
    finally:
        board.close()


def _echo_us(size: int, count: int) -> float:
    process = subprocess.Popen([sys.executable, "-c", ECHO], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    port = serial.Serial(process.stdout.readline().strip(), timeout=2.0)
    try:
        payload = bytes(size)
        took = []
        for _ in range(count):
            start = time.perf_counter_ns()
            port.write(payload)
            port.read(size)
            took.append(time.perf_counter_ns() - start)
        return statistics.median(took) / 1000.0
    finally:
        port.close()
        process.kill()
        process.wait()
