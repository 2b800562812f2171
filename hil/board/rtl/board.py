"""The RTL board: the Verilog design of `fixtures/rtl` in a simulator, opened through a PTY like any serial port."""

from __future__ import annotations

import json
import shutil
import tempfile
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from firmware_py.icd import packets
from hil.board.link import LinkModel
from hil.board.process import ProcessBoard
from hil.board.rtl.installed import check_installed
from hil.board.rtl.listed import registers
from hil.board.rtl.order import Order
from hil.board.rtl.resolve import resolve
from hil.board.rtl.signal import SignalFault
from hil.board.rtl.waves import draw
from hil.errors import ConfigError

BUILD_S = 180.0  # [s] Verilator makes a C++ program of the design, once for each version of it


class RtlBoard(ProcessBoard):
    """A board of `kind` in Verilog, simulated by `simulator`. Lockstep; no flight software on it."""

    NOT_MODELLED = (
        "parity",
        "usb-frames",
        "idle-time",
        "analogue-noise",
        "flight-software",
        "state-service",
        "board-clock",
        "replug",
    )

    def __init__(
        self,
        kind: str,
        *,
        link: LinkModel | None = None,
        parameters: Sequence[tuple[int, float]] | None = None,
        reset_ticks: int = packets.RESET_TICKS,
        lock_folder: Path | None = None,
        simulator: str = "icarus",
    ) -> None:
        """Raises ConfigError when flight software is to be placed on it, or another reset time asked for."""
        if parameters is not None:
            raise ConfigError(
                f"board {kind} on rtl:", "flight software on the host", "--place board", "use --place host"
            )
        if reset_ticks != packets.RESET_TICKS:
            raise ConfigError(
                f"board {kind} on rtl:", f"{packets.RESET_TICKS} ticks of reset", str(reset_ticks), "leave it"
            )
        super().__init__(kind, link=link, reset_ticks=reset_ticks, lock_folder=lock_folder)
        self._simulator = simulator
        self._faults: list[SignalFault] = []
        self._seed = 0
        self._journaled = False
        self._books: Path | None = None  # folder of receipts and journal; gone with us
        self.start_s = BUILD_S

    def start(self) -> None:
        """Start the simulator without waiting for it.

        Raises ConfigError when it is not installed, or a fault is meant for a register that the board has not.
        """
        check_installed(self.kind, self._simulator)
        if any(fault.kind == "flip" for fault in self._faults):
            self._faults = resolve(self._faults, registers(self.kind, self._simulator), self._seed, self.kind)
        super().start()

    def _module(self) -> list[str]:
        return ["hil.board.rtl.serve", self.kind, "--simulator", self._simulator, "--order", self._order().text()]

    # ---- faults and waves

    def strike(self, faults: Sequence[SignalFault], seed: int) -> None:
        """Make `faults` happen at its signals, from the next `start` on; what they leave open is drawn by `seed`."""
        self._faults, self._seed = list(faults), seed

    def keep_journal(self, wanted: bool = True) -> None:
        """Keep a journal from the next `start` on, or none: `draw` needs it."""
        self._journaled = wanted

    def struck(self) -> list[dict[str, Any]]:
        """Return the receipts of all faults, in their order; also of those that did not come to their clock."""
        file = self._order().receipts
        if file is None or not file.is_file():
            return [{"fault": fault.text, "clock": None, "changed": False} for fault in self._faults]
        receipts: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
        return receipts

    def draw(self, file: Path, first: int, last: int) -> dict[str, Any]:
        """Write the waves of ticks `first` to `last` to `file`, once closed. Returns what was done; raises BoardError.

        The board is flown again over its journal, for a simulator that dumps is several times slower, and nobody knows
        beforehand which ticks are going to matter.
        """
        return draw(self.kind, self._simulator, self._order(), file, first, last)

    def _order(self) -> Order:
        faults = self._faults
        if self._books is None and (faults or self._journaled):
            self._books = Path(tempfile.mkdtemp(prefix="everdawn-rtl-"))
            weakref.finalize(self, shutil.rmtree, self._books, ignore_errors=True)
        books = self._books
        return Order(
            tuple(faults),
            books / "receipts.json" if books is not None and faults else None,
            books / "journal" if books is not None and self._journaled else None,
        )
