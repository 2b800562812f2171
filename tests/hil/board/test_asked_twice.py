"""A board that was asked for HELLO twice says it twice; the second is no restart, nor the HELLO of a later one."""

from __future__ import annotations

from math import inf

import pytest

from firmware_py.board.agent import Agent
from firmware_py.icd import packets
from firmware_py.wire import image
from hil.board.base import DELIVERED, SILENT
from hil.board.wired import WiredBoard
from hil.clock import Deadline
from hil.transport.base import Transport
from hil.transport.memory import MemoryTransport

EPS = 0
RESET_TICKS = 2


class DrippingTransport(MemoryTransport):
    """Is silent once, as a board that still starts; then it brings frame by frame, as a slow line does."""

    def __init__(self, agent: Agent) -> None:
        super().__init__(agent)
        self._silent = True

    def read(self, deadline: Deadline, longest_s: float = inf) -> bytes:
        """Return nothing, then one frame at a time."""
        if self._silent:
            self._silent = False
            return b""
        frame, zero, rest = super().read(deadline, longest_s).partition(b"\0")
        if rest:
            self._answers = [rest]
        return frame + zero


class DrippingBoard(WiredBoard):
    """The agent behind it."""

    def connect(self) -> Transport:
        """Return an open transport to a fresh agent."""
        return DrippingTransport(Agent("eps", reset_ticks=RESET_TICKS))


@pytest.fixture
def board() -> DrippingBoard:
    board = DrippingBoard("eps")
    board.open()
    return board


def outcomes(board: DrippingBoard, first: int, last: int, kick: int) -> list[int]:
    """Fly the ticks from `first` to before `last`, all with the same kick; return how each went."""
    told = []
    for tick in range(first, last):
        board.post(tick, tick * 100_000_000, kick, bytes(image.SENSOR_BYTES[EPS]), None, ())
        board.collect(Deadline(5.0))
        told.append(board.outcome)
    return told


def test_a_watchdog_reset_takes_its_ticks_and_no_more(board: DrippingBoard) -> None:
    bitten = packets.WATCHDOG_TICKS
    told = outcomes(board, 0, bitten + 10, 7)
    assert told == [DELIVERED] * (bitten + 1) + [SILENT] * RESET_TICKS + [DELIVERED] * (9 - RESET_TICKS)
    assert board.counters()["restarts"] == 1


def test_a_reset_by_command_takes_its_ticks_and_no_more(board: DrippingBoard) -> None:
    assert outcomes(board, 0, 3, 7) == [DELIVERED] * 3
    assert board.command(packets.RESET) == (packets.DONE, b"")
    assert outcomes(board, 3, 9, 8) == [SILENT] * RESET_TICKS + [DELIVERED] * (6 - RESET_TICKS)
