"""The AVR board: the agent in C on an ATmega328P, simulated by libsimavr cycle by cycle, behind a PTY."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from firmware_py.icd import packets
from hil.board.avr import build, setup
from hil.board.fixed import check_host_flown, check_reset_ticks
from hil.board.handed import HandedBoard
from hil.board.link import LinkModel


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
        check_host_flown(where, parameters)
        check_reset_ticks(where, reset_ticks)
        super().__init__(kind, link=link, reset_ticks=reset_ticks, lock_folder=lock_folder)
        self._setup = setup.parse(options)

    def _command(self) -> list[str]:
        log = [] if self._setup.log is None else ["--log", str(self._setup.log)]
        baud = self._setup.baud
        return [str(build.harness()), str(build.firmware(self.kind, baud)), str(baud), *log, *self._setup.events]
