"""Boards of every kind: round trip beside a bare echo over the same medium, time to HELLO, frames lost over a PTY.

A round trip is one TICK out and its SAMPLE in, `post` and `collect`, eps board, nothing else in flight. The echo sends
as many bytes as a TICK has and gets them back: from another process over a PTY, for `rtl` over a socket pair as its
lockstep line is one, or for `inproc` from a function behind the same memory transport. A kind that is not installed
here says what it looked for.
"""

from __future__ import annotations

import statistics
import struct
import subprocess
import sys
import time
from contextlib import closing
from typing import cast

from firmware_py.board.agent import Agent
from firmware_py.icd import packets
from hil.board.choice import KINDS, make_board
from hil.board.rtl.lockstep import LONGEST, pair
from hil.clock import Deadline
from hil.errors import ConfigError, HilError, PortMissing
from hil.transport.memory import MemoryTransport

from .run import echoes, exchanges, tick_bytes

KIND = "eps"
COUNT = 3000  # exchanges, or as many as LONGEST_S allows
LONGEST_S = 20.0  # [s]
COUNTERS = ("taken", "bad COBS", "bad length", "bad CRC", "rejected", "gaps", "sent")  # of packets.COUNTERS_BODY
GIVE_BACK = """
import socket
end = socket.socket(fileno=0)
while data := end.recv(4096):
    end.send(data)
"""


class Echo:
    """Stands where the agent of a memory transport stands, and gives back what it is fed."""

    def feed(self, data: bytes) -> bytes:
        """Return `data`."""
        return data

    def safe(self) -> None:
        """Have nothing to put in a safe state."""


def every_kind(runs: int) -> None:
    """Print a line a kind, medians of `runs`; boards and echoes in turn."""
    print(f"one TICK-SAMPLE exchange, {KIND}, {COUNT} of them or {LONGEST_S:.0f} s, median of {runs}, echo in turn")
    print(f"  {'kind':8} {'median us':>10} {'p99 us':>10} {'bare echo us':>13} {'ratio':>7} {'to HELLO ms':>12}")
    for kind in KINDS:
        try:
            rows = [_one(kind) for _ in range(runs)]
        except (ConfigError, PortMissing) as error:
            print(f"  {kind:8} skipped: {error}")
            continue
        except HilError as error:
            print(f"  {kind:8} FAILED: {error}")
            continue
        median, p99, echo, ratio, hello = (statistics.median(column) for column in zip(*rows, strict=True))
        print(f"  {kind:8} {median:10.1f} {p99:10.1f} {echo:13.1f} {ratio:7.2f} {hello:12.1f}")


def _one(kind: str) -> tuple[float, float, float, float, float]:
    """Return median and p99 of an exchange, median of the echo [us], their ratio, and the time to HELLO [ms]."""
    with closing(make_board(KIND, f"{kind}:", None, None)) as board:
        start = time.perf_counter()
        board.open()
        hello_ms = (time.perf_counter() - start) * 1000.0
        took = exchanges(board, COUNT, LONGEST_S)
    echo = statistics.median(_echoes(kind))
    median = statistics.median(took)
    return median, statistics.quantiles(took, n=100)[98] if len(took) > 1 else median, echo, median / echo, hello_ms


def _echoes(kind: str) -> list[float]:
    """Return the microseconds of each bare echo over the medium of `kind`."""
    if kind == "inproc":
        return _memory_echoes(COUNT)
    return _lockstep_echoes(COUNT) if kind == "rtl" else echoes(tick_bytes(KIND), COUNT)


def _lockstep_echoes(count: int) -> list[float]:
    """Return the microseconds of each message over a lockstep line to a process that gives it back."""
    host, far = pair()
    with far:
        process = subprocess.Popen([sys.executable, "-c", GIVE_BACK], stdin=far.fileno())
    with host, process:
        payload, took = bytes(tick_bytes(KIND)), []
        for _ in range(count):
            start = time.perf_counter_ns()
            host.send(payload)
            host.recv(LONGEST)
            took.append((time.perf_counter_ns() - start) / 1000.0)
        host.close()  # the process ends
    return took


def _memory_echoes(count: int) -> list[float]:
    """Return the microseconds of each write and read of a memory transport whose far end gives back what it gets."""
    transport, payload = MemoryTransport(cast(Agent, Echo())), bytes(tick_bytes(KIND))
    deadline = Deadline(3600.0)
    took = []
    for _ in range(count):
        start = time.perf_counter_ns()
        transport.write(payload)
        transport.read(deadline)
        took.append((time.perf_counter_ns() - start) / 1000.0)
    return took


def lost(frames: int) -> None:
    """Print what was lost of `frames` frames over a PTY, as both ends count it by sequence."""
    with closing(make_board(KIND, "pty:", None, None)) as board:
        board.open()
        took = exchanges(board, frames // 2)
        told = struct.unpack(packets.COUNTERS_BODY, board.command(packets.COUNTERS)[1])
        ours = board.counters()
    there = dict(zip(COUNTERS, told, strict=True))
    damaged = sum(there[name] for name in COUNTERS[1:5]) + ours["bad_cobs"] + ours["bad_length"] + ours["bad_crc"]
    print(
        f"pty: {2 * len(took):,} frames, lost by sequence: {there['gaps']} to the board, {ours['gaps']} from it; "
        f"damaged {damaged}; ticks repeated {ours['retries']}; {ours['samples']:,} SAMPLEs for {len(took):,} TICKs"
    )
