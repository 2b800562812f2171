"""A board in reset is sent nothing, whatever else is due: docs/timing.md."""

from __future__ import annotations

from contextlib import closing

import pytest

from firmware_py.board.agent import Agent
from firmware_py.icd import packets
from firmware_py.wire import image
from hil.board import pinger
from hil.board.base import DELIVERED, SILENT
from hil.board.wired import WiredBoard
from hil.clock import Deadline
from hil.transport.base import Transport
from hil.transport.memory import MemoryTransport

RESET_TICKS = 3


class ClockedBoard(WiredBoard):
    """An agent that has a clock."""

    def connect(self) -> Transport:
        """Return an open transport to a fresh agent."""
        return MemoryTransport(Agent("eps", reset_ticks=RESET_TICKS, clock=lambda: 5))


def test_no_clock_is_asked_of_a_board_in_reset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pinger, "NS_PER_S", -1)  # a clock is due in every tick
    sent: list[int] = []
    with closing(ClockedBoard("eps")) as board:
        board.open()
        board.tap(lambda _t_ns, outbound, _frame: sent.append(board.outcome) if outbound else None)
        for tick in range(8):
            if tick == 2:
                board.command(packets.RESET)
            board.post(tick, tick * 100_000_000, tick & 0xFF, bytes(image.SENSOR_BYTES[0]), None, ())
            board.collect(Deadline(5.0))
    assert board.counters()["silent"] == RESET_TICKS
    assert sent.count(DELIVERED) == 1 + 2 * (8 - RESET_TICKS)  # RESET; TICK and CLOCK in every tick that is heard
    assert SILENT not in sent
