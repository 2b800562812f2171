"""What is asked of the signals of one Verilog board, and what they told: its faults, their receipts, its waves."""

from __future__ import annotations

import json
import shutil
import tempfile
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from hil.board.rtl.journal import entries
from hil.board.rtl.listed import registers
from hil.board.rtl.order import Order
from hil.board.rtl.resolve import resolve
from hil.board.rtl.signal import SignalFault
from hil.board.rtl.waves import draw


class Life(NamedTuple):
    """From one start of the simulator to its end: what it was told, and which of all faults those are."""

    order: Order
    numbers: Sequence[int]

    def receipts(self) -> list[dict[str, Any]]:
        """Return what its faults did; nothing when it never wrote any."""
        file = self.order.receipts
        if file is None or not file.is_file():
            return []
        told: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
        return told

    def saw(self, first: int, last: int) -> bool:
        """Whether its journal has one of the ticks `first` to `last`."""
        journal = self.order.journal
        ticks = () if journal is None or not journal.is_file() else (entry.tick for entry in entries(journal))
        return any(tick is not None and first <= tick <= last for tick in ticks)


class Books:
    """Kept by the host beside a board of `kind`; its simulators write into their folder, which goes with us.

    A board that is lost and comes back has another simulator, and another life.
    """

    def __init__(self, kind: str, simulator: str) -> None:
        """Nothing is asked yet."""
        self._kind, self._simulator = kind, simulator
        self._faults: list[SignalFault] = []
        self._seed = 0
        self._journaled = False
        self._folder: Path | None = None
        self._lives: list[Life] = []

    def ask(self, faults: Sequence[SignalFault], seed: int, journal: bool = False) -> None:
        """Let `faults` strike when the board is started next; what they leave open is drawn by `seed`.

        `journal` makes `draw` possible.
        """
        self._faults, self._seed, self._journaled, self._lives = list(faults), seed, journal, []

    def begin(self) -> None:
        """Open the books, the board being about to start. Raises ConfigError for a register that it has not."""
        if any(fault.kind == "flip" for fault in self._faults):
            self._faults = resolve(self._faults, registers(self._kind, self._simulator), self._seed, self._kind)
        if not self._faults and not self._journaled:
            return
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="everdawn-rtl-"))
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        self._lives.append(self._life(Path(tempfile.mkdtemp(dir=self._folder))))

    def _life(self, folder: Path) -> Life:
        """Return the next life: what has struck does not strike again, but for a drift, which lasts."""
        struck = self.struck()
        left = [n for n, one in enumerate(self._faults) if struck[n]["clock"] is None or one.kind == "drift"]
        faults = tuple(self._faults[n] for n in left)
        receipts = folder / "receipts.json" if faults else None
        return Life(Order(faults, receipts, folder / "journal" if self._journaled else None), left)

    def order(self) -> Order:
        """Return what the simulator is to be told."""
        return self._lives[-1].order if self._lives else Order()

    def struck(self) -> list[dict[str, Any]]:
        """Return the receipts of all faults, in their order; also of those that did not come to their clock."""
        told: list[dict[str, Any]] = [{"fault": one.text, "clock": None, "changed": False} for one in self._faults]
        for life in self._lives:
            for number, receipt in zip(life.numbers, life.receipts(), strict=False):
                told[number] = receipt
        return told

    def draw(self, file: Path, first: int, last: int) -> dict[str, Any]:
        """Write the waves of ticks `first` to `last` to `file`, the board being closed; return what was done.

        The board is flown again over its journal: a simulator that dumps is several times slower, and nobody knows
        beforehand which ticks are going to matter. Of several lives it is the last that saw one of them.
        Raises BoardError.
        """
        saw = (life.order for life in reversed(self._lives) if life.saw(first, last))
        return draw(self._kind, next(saw, self.order()), file, first, last)
