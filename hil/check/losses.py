"""Boards that were lost in mid-run and came back: what the verdict says of them, and the same in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .verdict import FAIL, PASS, Row

ROW_ID = "LOSS-001"
TEXT = "No board is lost in mid-run, come back or not"
SHOWN = 5  # losses told one by one

Losses = Sequence[Mapping[str, Any]]  # as hil.board.returning.Loss.plain gives them, in the order of the ticks


def loss_row(losses: Losses, budget: int, period_s: float) -> Row:
    """Return the row of the verdict: `budget` losses are allowed in a run of ticks of `period_s` [s]."""
    when_s = losses[0]["tick"] * period_s if losses else float("nan")
    count = float(len(losses))
    status = PASS if count <= budget else FAIL
    return Row(ROW_ID, TEXT, "losses", count, f"<= {budget}", when_s, budget - count, status, False)


def sentences(losses: Losses) -> list[str]:
    """Return a line a loss, the first few, and how many more there were."""
    said = [_sentence(loss) for loss in losses[:SHOWN]]
    more = len(losses) - SHOWN
    return [*said, f"and {more} more"] if more > 0 else said


def _sentence(loss: Mapping[str, Any]) -> str:
    before, after = loss["boot"]
    boots = f"boot {before} still" if before == after else f"boot {before}, then {after}"
    return (
        f"{loss['board']} at tick {loss['tick']:,}: {loss['cause']}; back on {loss['port']} after "
        f"{loss['away_ms']:.0f} ms ({boots}), {1 + loss['silent_ticks']} ticks without samples"
    )
