"""What the boards of a run have to tell of it: for its manifest and its verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from hil.board.replay import ReplayBoard
from hil.board.returning import ReturningBoard
from hil.board.rtl.board import RtlBoard
from hil.board.rtl.option import Waves
from hil.board.wired import WiredBoard
from hil.check.losses import loss_row
from hil.check.verdict import Row

RECEIPTS = 100  # of a fault proxy that the manifest shows; all are counted


class Accounts:
    """Those of the boards of one run. To be asked while it flies or once it is closed; it keeps nothing itself."""

    def __init__(
        self,
        board_list: Sequence[WiredBoard],
        returning: Sequence[ReturningBoard],
        waves: Mapping[str, Waves],
        loss_budget: int,
        period_s: float,
    ) -> None:
        """`returning` are the boards that may come back, none when a loss ends the run; `waves` wanted, by board."""
        self._boards, self._returning, self._waves = board_list, returning, waves
        self._loss_budget, self._period_s = loss_budget, period_s

    def counters(self) -> dict[str, dict[str, int]]:
        """Return the link counters of every board."""
        return {board.kind: board.counters() for board in self._boards}

    def clocks(self) -> dict[str, dict[str, float] | str]:
        """Return the clock of every board against the host's, with its bound, or why there is none."""
        return {board.kind: board.clock() or _without_clock(board) for board in self._boards}

    def wire_times(self) -> dict[str, dict[str, Any]]:
        """Return how much of a tick the exchanges with each board took in virtual time; empty where nothing does."""
        found = {board.kind: board.wire_time() for board in self._boards}
        return {kind: told for kind, told in found.items() if told is not None}

    def losses(self) -> list[dict[str, Any]]:
        """Return every loss of a board that came back, in the order of the ticks."""
        found = [loss for board in self._returning for loss in board.losses]
        return [loss.plain() for loss in sorted(found, key=lambda one: one.tick)]

    def loss_rows(self) -> tuple[Row, ...]:
        """Return the row of the verdict on lost boards, none when a loss would have ended the run."""
        budget = self._loss_budget
        return (loss_row(self.losses(), budget, self._period_s),) if self._returning else ()

    def disturbed(self) -> dict[str, dict[str, Any]]:
        """Return what fault proxies were asked for and did, by board: how often each kind, and the first receipts."""
        return {
            board.kind: {
                "asked": [one._asdict() for one in board.disturbances],
                "counts": Counter(receipt.kind for receipt in board.receipts()),
                "first": [receipt._asdict() for receipt in board.receipts()[:RECEIPTS]],
            }
            for board in self._boards
            if board.disturbances
        }

    def struck(self) -> dict[str, list[dict[str, Any]]]:
        """Return what faults at signal level really did, by board."""
        found = {board.kind: board.books.struck() for board in self._boards if isinstance(board, RtlBoard)}
        return {kind: receipts for kind, receipts in found.items() if receipts}

    def draw(self, failure: int | None) -> dict[str, dict[str, Any]]:
        """Write the waves that are wanted, once closed; `failure` is the tick that went wrong. Raises BoardError.

        Where nothing went wrong, the first fault that struck a board's signals is what waves are drawn round.
        """
        done: dict[str, dict[str, Any]] = {}
        for board in self._boards:
            if isinstance(board, RtlBoard) and board.kind in self._waves:
                wanted = self._waves[board.kind]
                ticks = wanted.ticks(_first_struck(board.books.struck()) if failure is None else failure)
                nothing = {"file": None, "why": "nothing went wrong, and no fault struck"}
                done[board.kind] = nothing if ticks is None else board.books.draw(wanted.file, *ticks)
        return done


def _first_struck(receipts: Sequence[Mapping[str, Any]]) -> int | None:
    return next((receipt["tick"] for receipt in receipts if receipt.get("tick") is not None), None)


def _without_clock(board: WiredBoard) -> str:
    if isinstance(board, ReplayBoard):
        return "recorded: it says nothing against the host's of today"
    return "simulated time, exact" if "board-clock" in board.NOT_MODELLED else "it told no clock"
