"""What one TICK-SAMPLE exchange costs: in process, over a PTY, and a bare echo of as many bytes beside it.

`python -m tests.hil.board.exchange_bench` prints the medians [us] of one run on one machine.
"""

import os
import statistics
import subprocess
import sys
import tty
from collections.abc import Callable
from contextlib import closing

from firmware_py.icd import boards
from firmware_py.wire import image
from hil.board.inproc import InprocBoard
from hil.board.process import ProcessBoard
from hil.board.wired import WiredBoard
from hil.clock import Deadline, monotonic_ns

ROUNDS = 3000
ECHO = """
import os, sys
out = int(sys.argv[2]) * b"x"
while data := os.read(int(sys.argv[1]), 4096):
    os.write(int(sys.argv[1]), out)
"""


def median_us(once: Callable[[int], None], rounds: int = ROUNDS) -> float:
    """Return the median time [us] of `once(round)`, after a tenth of the rounds as a warm-up."""
    times = []
    for number in range(rounds + rounds // 10):
        start = monotonic_ns()
        once(number)
        times.append(monotonic_ns() - start)
    return statistics.median(times[rounds // 10 :]) / 1000.0


def stimulus(kind: int) -> bytes:
    """Counts with a zero byte in five, as small counts in wide types have."""
    return bytes(0 if place % 5 == 0 else place % 255 + 1 for place in range(image.SENSOR_BYTES[kind]))


def exchange_us(board: WiredBoard) -> float:
    """Return the median of one post and collect on an open `board`, codec and agent included."""
    kind = boards.kind_index(board.kind)
    deadline = Deadline(3600.0)

    def once(tick: int) -> None:
        board.post(tick, tick * 100_000_000, tick & 0xFF, stimuli, image.SAFE[kind], ())
        board.collect(deadline)

    stimuli = stimulus(kind)
    return median_us(once)


def tick_us(several: list[WiredBoard]) -> float:
    """Return the median of a whole tick over open boards: all posts, then all collects, as the loop does it."""
    jobs = [(board, stimulus(kind := boards.kind_index(board.kind)), image.SAFE[kind]) for board in several]
    deadline = Deadline(3600.0)

    def once(tick: int) -> None:
        for board, stimuli, actuators in jobs:
            board.post(tick, tick * 100_000_000, tick & 0xFF, stimuli, actuators, ())
        for board, _, _ in jobs:
            board.collect(deadline)

    return median_us(once)


def bare_echo_us(kind: int) -> float:
    """Return the median round trip of as many bytes over a PTY to a Python process that only writes bytes back."""
    images = image.SENSOR_BYTES[kind] + image.ACTUATOR_BYTES[kind]
    there, back = bytes((1,)) * (16 + 6 + images + 4 + 2), 16 + 12 + images + 4 + 2
    master, slave = os.openpty()
    tty.setraw(slave)
    command = [sys.executable, "-c", ECHO, str(master), str(back)]
    echo = subprocess.Popen(command, pass_fds=(master,))

    def once(_: int) -> None:
        os.write(slave, there)
        left = back
        while left:
            left -= len(os.read(slave, 4096))

    try:
        return median_us(once)
    finally:
        echo.kill()
        echo.wait()
        os.close(master)
        os.close(slave)


def main() -> None:
    for kind, name in enumerate(boards.NAMES):
        with closing(InprocBoard(name)) as here, closing(ProcessBoard(name)) as there:
            here.open()
            there.open()
            memory, pty, echo = exchange_us(here), exchange_us(there), bare_echo_us(kind)
        print(f"{name:9s} inproc {memory:6.1f} us   pty {pty:6.1f} us   bare echo {echo:6.1f} us   x{pty / echo:.2f}")
    for factory in (InprocBoard, ProcessBoard):
        several: list[WiredBoard] = [factory(name) for name in boards.NAMES]
        for board in several:
            board.open()
        print(f"four boards {factory.__name__:13s} {tick_us(several):6.1f} us a tick")
        for board in several:
            board.close()


if __name__ == "__main__":
    main()
