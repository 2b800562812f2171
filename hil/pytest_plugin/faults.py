"""The faults of one test: of the plant by scenario time, of the line by frame; and what became of them."""

from __future__ import annotations

from typing import Any

from hil.board.choice import disturbances
from hil.transport.disturbance import Disturbance


class Faults:
    """Collects faults before boards are opened or a scenario is flown. Raises ConfigError for what is none."""

    def __init__(self, seed: int) -> None:
        """`seed` decides every draw of a disturbance."""
        self.seed = seed
        self.plant_faults: list[dict[str, Any]] = []
        self.lines: dict[str, list[Disturbance]] = {}
        self.receipts: list[dict[str, Any]] = []

    def plant(self, target: str, value: float, *, at_s: float, for_s: float | None = None) -> None:
        """Set a parameter of the satellite to `value` from `at_s` [s] on, for `for_s` [s] or for good."""
        timed = {} if for_s is None else {"for_s": for_s}
        self.plant_faults.append({"target": target, "value": value, "at_s": at_s} | timed)

    def disturb(self, board: str, spec: str) -> None:
        """Disturb the line of `board` (or `all`): drop:0.01, flip:in:0.001, disconnect:out:@500."""
        for kind, plan in disturbances([f"{board}={spec}"]).items():
            self.lines.setdefault(kind, []).extend(plan)

    def keep(self, receipts: list[dict[str, Any]]) -> None:
        """Take receipts of what was really done."""
        self.receipts += receipts

    def assert_activated(self) -> None:
        """Assert that something was really disturbed, and that no fault of the plant was left without effect."""
        assert self.receipts, "no fault did anything: no receipt came back"
        idle = [receipt for receipt in self.receipts if receipt.get("activated") is False]
        assert not idle, f"faults that did nothing: {idle}"
