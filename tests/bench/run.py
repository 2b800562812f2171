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
from contextlib import closing
from math import inf
from pathlib import Path

import serial

from firmware_py.icd import boards, packets
from firmware_py.wire import image
from hil.board.process import ProcessBoard
from hil.board.wired import WiredBoard
from hil.clock import Deadline

SCENARIO = Path(__file__).resolve().parents[2] / "fixtures" / "scenarios" / "eclipse_pass.yaml"
PERIOD_S = 0.1
ANSWER_S = 10.0  # [s] for an answer of a board in a simulator on a busy machine
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
        with closing(ProcessBoard("eps")) as board:
            board.open()
            took = statistics.median(exchanges(board, count))
        echoed = statistics.median(echoes(tick_bytes("eps"), count))
        ours.append(took)
        bare.append(echoed)
        ratios.append(took / echoed)
    print(
        f"TICK-SAMPLE over a PTY (eps): {statistics.median(ours):.0f} us, bare echo {statistics.median(bare):.0f} us, "
        f"ratio {statistics.median(ratios):.2f}, median of {rounds}"
    )


def tick_bytes(kind: str) -> int:
    """Return the bytes of a TICK frame of board `kind`."""
    place = boards.kind_index(kind)
    over = packets.HEADER_BYTES + packets.TICK_HEAD_BYTES + packets.CRC_BYTES + 2  # COBS and its 0x00
    return image.SENSOR_BYTES[place] + image.ACTUATOR_BYTES[place] + over


def exchanges(board: WiredBoard, count: int, longest_s: float = inf, first: int = 0) -> list[float]:
    """Return the microseconds of each of `count` ticks from `first` on, fewer after `longest_s`. `board` is open."""
    place = boards.kind_index(board.kind)
    stimulus, actuators = bytes(image.SENSOR_BYTES[place]), image.SAFE[place]
    took: list[float] = []
    until = time.perf_counter() + longest_s
    for tick in range(first, first + count):
        start = time.perf_counter_ns()
        board.post(tick, tick * 100_000_000, tick & 0xFF, stimulus, actuators, ())
        board.collect(Deadline(ANSWER_S))
        took.append((time.perf_counter_ns() - start) / 1000.0)
        if time.perf_counter() > until:
            break
    return took


def echoes(size: int, count: int) -> list[float]:
    """Return the microseconds of each of `count` round trips of `size` bytes over a PTY to a process that echoes."""
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
            took.append((time.perf_counter_ns() - start) / 1000.0)
        return took
    finally:
        port.close()
        process.kill()
        process.stdout.close()
        process.wait()
