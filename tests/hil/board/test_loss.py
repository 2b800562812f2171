"""What is said of a lost link: a table of symptoms, and a board process killed for real."""

from __future__ import annotations

import os
import signal
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from firmware_py.wire import image
from hil.board.loss import Trend, suspected
from hil.board.process import ProcessBoard
from hil.clock import Deadline
from hil.errors import BoardLost
from hil.transport.disturbance import parse

HEALTHY: dict[str, Any] = {
    "ended": None, "hung_up": False, "errors": 0, "slowing": False, "answered": True, "port_there": True,
}  # fmt: skip


@pytest.mark.parametrize(
    ("symptoms", "words"),
    [
        ({"ended": "its process died with signal 9 (SIGKILL)", "hung_up": True}, "signal 9"),
        ({"port_there": False, "hung_up": True}, "left the bus"),
        ({"hung_up": True}, "far end closed"),
        ({"errors": 12}, "12 frames were damaged"),
        ({"answered": False}, "first step"),
        ({"slowing": True}, "slowed down"),
        ({}, "fell silent with its port open"),
        ({"port_there": None}, "fell silent with its port open"),
    ],
)
def test_the_surest_evidence_decides(symptoms: dict[str, Any], words: str) -> None:
    assert words in suspected(**HEALTHY | symptoms)


def test_a_trend_needs_something_to_compare_with() -> None:
    trend = Trend()
    for trip_ns in [100_000] * 15:
        trend.add(trip_ns)
    assert not trend.slowing()
    for trip_ns in [900_000] * 4:
        trend.add(trip_ns)
    assert trend.slowing()
    assert trend.latest_us()[-1] == 900.0


def fly(board: ProcessBoard, first: int, last: int) -> None:
    """Fly the ticks from `first` to before `last`."""
    for tick in range(first, last):
        board.post(tick, tick * 100_000_000, tick & 0xFF, bytes(image.SENSOR_BYTES[0]), None, ())
        board.collect(Deadline(5.0))


def test_a_killed_board_leaves_a_report(tmp_path: Path) -> None:
    with closing(ProcessBoard("eps", lock_folder=tmp_path)) as board:
        board.open()
        fly(board, 0, 20)
        assert board.pid is not None
        os.kill(board.pid, signal.SIGKILL)
        with pytest.raises(BoardLost) as lost:
            fly(board, 20, 40)
    report = lost.value.report
    assert report["last_tick"] == lost.value.last_tick
    assert report["last_tick"] >= 19
    assert "signal 9" in report["cause"]
    assert len(report["round_trip_us"]) == 8
    assert all(trip > 0.0 for trip in report["round_trip_us"])
    assert report["counters"]["samples"] >= 20
    assert any("/dev/pts/" in line for line in report["enumeration"])


def test_a_disconnection_by_the_fault_proxy_is_not_blamed_on_the_board(tmp_path: Path) -> None:
    """The process ends too, since its port is hung up; that is no cause but a consequence."""
    with closing(ProcessBoard("eps", lock_folder=tmp_path)) as board:
        board.disturb([parse("disconnect:out:@30")], 7)
        board.open()
        with pytest.raises(BoardLost, match="fault proxy") as lost:
            fly(board, 0, 40)
    assert "fault proxy" in lost.value.report["cause"]
    assert "exit code" not in str(lost.value)
