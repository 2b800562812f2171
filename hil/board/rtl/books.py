"""What is asked of the signals of one Verilog board, and what they told: its faults, their receipts, its waves."""

from __future__ import annotations

import json
import shutil
import tempfile
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hil.board.rtl.listed import registers
from hil.board.rtl.order import Order
from hil.board.rtl.resolve import resolve
from hil.board.rtl.signal import SignalFault
from hil.board.rtl.waves import draw


class Books:
    """Kept by the host beside a board of `kind`; its simulator writes into their folder, which goes with us."""

    def __init__(self, kind: str, simulator: str) -> None:
        """Nothing is asked yet."""
        self._kind, self._simulator = kind, simulator
        self._faults: list[SignalFault] = []
        self._seed = 0
        self._journaled = False
        self._folder: Path | None = None

    def ask(self, faults: Sequence[SignalFault], seed: int, journal: bool = False) -> None:
        """Let `faults` strike when the board is started next; what they leave open is drawn by `seed`.

        `journal` makes `draw` possible.
        """
        self._faults, self._seed, self._journaled = list(faults), seed, journal

    def begin(self) -> None:
        """Open the books, the board being about to start. Raises ConfigError for a register that it has not."""
        if any(fault.kind == "flip" for fault in self._faults):
            self._faults = resolve(self._faults, registers(self._kind, self._simulator), self._seed, self._kind)
        if self._folder is None and (self._faults or self._journaled):
            self._folder = Path(tempfile.mkdtemp(prefix="everdawn-rtl-"))
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)

    def order(self) -> Order:
        """Return what the simulator is to be told."""
        if self._folder is None:
            return Order()
        receipts, journal = self._folder / "receipts.json", self._folder / "journal"
        return Order(tuple(self._faults), receipts if self._faults else None, journal if self._journaled else None)

    def struck(self) -> list[dict[str, Any]]:
        """Return the receipts of all faults, in their order; also of those that did not come to their clock."""
        file = self.order().receipts
        if file is None or not file.is_file():
            return [{"fault": fault.text, "clock": None, "changed": False} for fault in self._faults]
        receipts: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
        return receipts

    def draw(self, file: Path, first: int, last: int) -> dict[str, Any]:
        """Write the waves of ticks `first` to `last` to `file`, the board being closed; return what was done.

        The board is flown again over its journal: a simulator that dumps is several times slower, and nobody knows
        beforehand which ticks are going to matter. Raises BoardError.
        """
        return draw(self._kind, self.order(), file, first, last)
