"""The AVR board: the agent in C on an ATmega328P, simulated by libsimavr cycle by cycle, behind a PTY."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from firmware_py.icd import packets
from hil.board.avr import build, setup
from hil.board.handed import HandedBoard
from hil.board.link import LinkModel
from hil.errors import ConfigError


class AvrBoard(HandedBoard):
    """A board of `kind` in C. Lockstep; no flight software on it."""

    NOT_MODELLED = (
        "parity", "usb-frames", "bit-timing", "idle-time", "analogue-noise", "flight-software", "state-service",
        "board-clock", "replug",
    )  # fmt: skip

    def __init__(
        self,
        kind: str,
        *,
        link: LinkModel | None = None,
        parameters: Sequence[tuple[int, float]] | None = None,
        reset_ticks: int = packets.RESET_TICKS,
        lock_folder: Path | None = None,
        options: str = "",
    ) -> None:
        """`options` is what stands behind `avr:`.

        Raises ConfigError when it makes no sense, when flight software is to be placed on the board, or another reset
        time is asked for.
        """
        where = f"board {kind} on avr:"
        if parameters is not None:
            raise ConfigError(where, "flight software on the host", "--place board", "use --place host")
        if reset_ticks != packets.RESET_TICKS:
            raise ConfigError(where, f"{packets.RESET_TICKS} ticks of reset", str(reset_ticks), "leave it")
        super().__init__(kind, link=link, reset_ticks=reset_ticks, lock_folder=lock_folder)
        self._setup = setup.parse(options)

    def _command(self) -> list[str]:
        log = [] if self._setup.log is None else ["--log", str(self._setup.log)]
        baud = self._setup.baud
        return [str(build.harness()), str(build.firmware(self.kind, baud)), str(baud), *log, *self._setup.events]
