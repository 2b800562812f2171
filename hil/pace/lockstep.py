"""No pace at all: the next tick begins when the last one is done, and an answer may take what it takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from hil.board.base import Board, Sample
from hil.check.verdict import Row
from hil.clock import Deadline
from hil.pace.pauses import Pauses

GONE_S = 2.0  # [s] without an answer: the board is gone


class Lockstep:
    """The pacer of a lockstep run."""

    to_safe: frozenset[int] = frozenset()  # boards whose next image is the safe one: here none, for none is late
    priority = False  # asked of the operating system

    def __init__(self) -> None:
        self._pauses = Pauses()

    def wait(self, tick: int, asked: Callable[[], bool]) -> bool:
        """Do not wait; an end that was asked for is seen after the tick."""
        return True

    def collect(self, board_list: Sequence[Board], tick: int) -> list[Sample | None]:
        """Return the SAMPLE of every board."""
        return [board.collect(Deadline(GONE_S)) for board in board_list]  # each its own: one may take long to come back

    def paused(self, tick: int, held_ns: int) -> None:
        """Take note of a pause."""
        self._pauses.add(tick, held_ns)

    def rows(self) -> tuple[Row, ...]:
        """Return what the verdict has to say of the pace: nothing."""
        return ()

    def plain(self) -> dict[str, Any]:
        """Return what the manifest says."""
        return {"mode": "lockstep", **self._pauses.plain()}
