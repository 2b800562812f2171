"""Boards that end with their port and are started anew by every try to open them again."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager

import psutil
import pytest

from firmware_py.wire import image
from hil.board.base import AWAY, DELIVERED, SILENT
from hil.board.micropython import MicropythonBoard
from hil.board.returning import PATIENCE_S, ReturningBoard
from hil.clock import Deadline
from hil.errors import BoardLost

RESUME_S = 10.0  # [s] for a MicroPython that starts in some tenths
ENDS = [sys.executable, "-c", "pass"]
SAYS_NOTHING = [sys.executable, "-c", "import select; hung_up = select.poll(); hung_up.register(0, 0); hung_up.poll()"]


class Unlucky(MicropythonBoard):
    """Runs something else the times after the first."""

    def __init__(self, *others: list[str]) -> None:
        super().__init__("eps")
        self.starts = 0
        self._others = others

    def _command(self) -> list[str]:
        self.starts += 1
        return super()._command() if self.starts - 2 not in range(len(self._others)) else self._others[self.starts - 2]


def fly(board: ReturningBoard, first: int, last: int) -> list[int]:
    """Fly the ticks from `first` to before `last`; return how each went."""
    told = []
    for tick in range(first, last):
        board.post(tick, tick * 100_000_000, tick & 0xFF, bytes(image.SENSOR_BYTES[0]), None, ())
        board.collect(Deadline(RESUME_S))
        told.append(board.outcome)
    return told


def killed(inner: Unlucky) -> None:
    """Kill its process, and see it dead; how it died is left for the board to see."""
    assert inner.pid is not None
    os.kill(inner.pid, signal.SIGKILL)
    os.waitid(os.P_PID, inner.pid, os.WEXITED | os.WNOWAIT)


@contextmanager
def nothing_left() -> Iterator[None]:
    """Compare descriptors and child processes before and after."""

    def held() -> tuple[int, set[int]]:
        return len(os.listdir("/proc/self/fd")), {one.pid for one in psutil.Process().children(recursive=True)}

    gc.collect()  # what a test before has left to it would go in the middle of this one
    before = held()
    yield
    assert held() == before


def test_one_that_ends_before_it_greets_is_started_again() -> None:
    with nothing_left():
        inner = Unlucky(ENDS, ENDS)
        with closing(ReturningBoard(inner, RESUME_S)) as board:
            board.open()
            assert fly(board, 0, 3) == [DELIVERED] * 3
            killed(inner)
            assert fly(board, 3, 8) == [AWAY, SILENT, SILENT, DELIVERED, DELIVERED]
            told = [(loss.tick, loss.cause) for loss in board.losses]
            assert told == [(3, "its process died with signal 9 (SIGKILL)")]
        assert inner.starts == 4


def test_one_that_never_greets_again_is_lost_when_its_time_is_up() -> None:
    with nothing_left():
        inner = Unlucky(SAYS_NOTHING)
        with closing(ReturningBoard(inner, 3 * PATIENCE_S)) as board:
            board.open()
            fly(board, 0, 3)
            killed(inner)
            with pytest.raises(BoardLost, match=r"it did not come back within 1\.5 s .*silence"):
                fly(board, 3, 4)
        assert inner.starts == 2  # one try had all of the time: it is not started anew over and over
