"""A board that comes back after a while: how long it was away is neither its own debt nor that of another board."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from firmware_py.wire import image
from hil.board.base import AWAY, DELIVERED, LATE, SILENT, Board
from hil.board.returning import ReturningBoard
from hil.clock import Deadline
from hil.pace import lockstep
from hil.pace.lockstep import GONE_S, Lockstep
from hil.pace.paced import Paced
from hil.pace.plan import HOLD, Plan
from hil.transport.base import Transport
from hil.transport.disturbance import parse
from tests.hil.pace.slow import MS, SlowBoard, VirtualClock

NEVER_NS = 10**15
RESUME_S = 30.0  # [s] of the host's clock; here it takes next to nothing of that
AWAY_MS = 3000


class Replugged(SlowBoard):
    """When it is opened again, AWAY_MS have passed, and it answers at once."""

    def __init__(self, kind: str, clock: VirtualClock) -> None:
        super().__init__(kind, clock)
        self._clock, self._opened = clock, False

    def connect(self) -> Transport:
        """Return the port as new."""
        self.port.close()
        self.port.delay_ns = 0
        self._clock.t_ns += AWAY_MS * MS * self._opened
        self._opened = True
        return self.port


def post(board_list: Sequence[Board], tick: int) -> None:
    """Send TICK `tick` to an eps board and those after it."""
    for place, board in enumerate(board_list):
        board.post(tick, tick * 100 * MS, tick & 0xFF, bytes(image.SENSOR_BYTES[place]), image.SAFE[place], ())


def test_the_lateness_before_a_loss_is_forgotten_with_it() -> None:
    clock = VirtualClock()
    inner = Replugged("eps", clock)
    board = ReturningBoard(inner, RESUME_S)
    board.open()
    pacer, told = Paced(Plan(1.0, 1000, HOLD), 100, ["eps"], clock), []
    for tick in range(30):
        assert pacer.wait(tick, lambda: False)
        if tick == 3:
            inner.port.delay_ns = NEVER_NS
        if told[-2:] == [SILENT, SILENT]:  # the first tick that it answers again
            inner.port.delay_ns = 130 * MS
        post([board], tick)
        pacer.collect([board], tick)
        told.append(board.outcome)
    (lost,) = [loss.tick for loss in board.losses]
    assert told[3:lost] == [LATE] * (lost - 3)
    assert told[lost : lost + 4] == [AWAY, SILENT, SILENT, LATE]


def test_a_board_whose_turn_comes_after_a_long_absence_is_still_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = VirtualClock()
    monkeypatch.setattr(lockstep, "Deadline", lambda seconds: Deadline(seconds, clock.now_ns))
    inner, other = Replugged("eps", clock), SlowBoard("radiator", clock)
    other.disturb([parse("drop:in:@4")], 1)  # the answer to TICK 3, after that to HELLO
    board_list: list[Board] = [ReturningBoard(inner, RESUME_S), other]
    for board in board_list:
        board.open()
    pacer, told = Lockstep(), []
    for tick in range(6):
        inner.port.delay_ns = NEVER_NS if tick == 3 else 0
        post(board_list, tick)
        samples = pacer.collect(board_list, tick)
        told.append(board_list[0].outcome)
        assert samples[1] is not None
    assert told == [DELIVERED] * 3 + [AWAY, SILENT, SILENT]
    assert other.counters()["retries"] == 1
    assert AWAY_MS > 1000.0 * GONE_S
