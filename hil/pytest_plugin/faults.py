"""The faults of one test: of the plant by scenario time, of the line by frame; and what became of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hil.board.choice import disturbances
from hil.errors import ConfigError
from hil.transport.disturbance import Disturbance


class Faults:
    """Collects faults before boards are opened or a scenario is flown. Raises ConfigError for what is none."""

    def __init__(self, seed: int) -> None:
        """`seed` decides every draw of a disturbance."""
        self.seed = seed
        self.plant_faults: list[dict[str, Any]] = []
        self.lines: dict[str, list[Disturbance]] = {}
        self._kept: list[dict[str, Any]] = []
        self._open: dict[str, Callable[[], list[dict[str, Any]]]] = {}  # boards under test, and how to ask for receipts
        self._asked: dict[str, set[str]] = {}  # disturbance as written: the boards it is meant for
        self._waiting: dict[str, set[str]] = {}  # what nothing was opened or flown with yet, likewise; a plant has none

    def plant(self, target: str, value: float, *, at_s: float, for_s: float | None = None) -> None:
        """Set a parameter of the satellite to `value` from `at_s` [s] on, for `for_s` [s] or for good."""
        timed = {} if for_s is None else {"for_s": for_s}
        self.plant_faults.append({"target": target, "value": value, "at_s": at_s} | timed)
        self._waiting[target] = set()

    def disturb(self, board: str, spec: str) -> None:
        """Disturb the line of `board` (or `all`): drop:0.01, flip:in:0.001, disconnect:out:@500."""
        asked = f"{board}={spec}"
        plans = disturbances([asked])
        if late := sorted(plans.keys() & self._open.keys()):
            what = f"disturbing board {late[0]}"
            raise ConfigError(what, "it before the first step of the board", asked, "move it to the test's beginning")
        self._asked[asked] = self._waiting[asked] = set(plans)
        for kind, plan in plans.items():
            self.lines.setdefault(kind, []).extend(plan)

    def opens(self, board: str, receipts: Callable[[], list[dict[str, Any]]]) -> None:
        """Know that `board` is being opened with what was asked so far; `receipts()` is what became of it."""
        self._open[board] = receipts
        self._waiting = {asked: kinds for asked, kinds in self._waiting.items() if board not in kinds}

    def flown(self, receipts: list[dict[str, Any]]) -> None:
        """Take the receipts of a scenario that was flown with all that was asked so far."""
        self._waiting = {}
        self._kept += receipts

    @property
    def receipts(self) -> list[dict[str, Any]]:
        """What was really done, so far."""
        return [*self._kept, *(receipt for ask in self._open.values() for receipt in ask())]

    def unused(self) -> list[str]:
        """Return what was asked and nothing was opened or flown with."""
        return list(self._waiting)

    def assert_activated(self) -> None:
        """Assert that something was really disturbed, and that no fault of the plant was left without effect."""
        assert self.receipts, "no fault did anything: no receipt came back"
        assert not self.unused(), f"faults that nothing was opened or flown with: {self.unused()}"
        idle = [receipt for receipt in self.receipts if receipt.get("changed") is False]
        assert not idle, f"faults that did nothing: {idle}"
        struck = {receipt.get("board") for receipt in self.receipts}
        spared = [asked for asked, kinds in self._asked.items() if kinds.isdisjoint(struck)]
        assert not spared, f"disturbances that struck no frame: {spared}"
