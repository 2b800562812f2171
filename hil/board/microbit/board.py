"""The micro:bit board: the real MicroPython image of a BBC micro:bit in QEMU, with a small agent uploaded to it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tty
from collections.abc import Sequence
from pathlib import Path

from firmware_py.icd import boards, packets
from hil.board.fixed import check_host_flown
from hil.board.link import LinkModel
from hil.board.microbit import program as agent
from hil.board.microbit.repl import RawRepl
from hil.board.microbit.ring import RingTransport
from hil.board.process import ProcessBoard
from hil.errors import ConfigError, PortLost, PortMissing
from hil.transport.base import Transport
from hil.transport.serial import SerialTransport

QEMU = "qemu-system-arm"
FIRMWARE = Path("/usr/share/firmware-microbit-micropython/firmware.hex")
PACKAGES = "apt install --no-install-recommends qemu-system-arm firmware-microbit-micropython"


def missing() -> str | None:
    """Return what is not installed of the programs and files that it takes, None when all is there."""
    for program in (QEMU, "setsid"):
        if shutil.which(program) is None:
            return f"the program {program}"
    return None if FIRMWARE.is_file() else f"the file {FIRMWARE}"


class MicrobitBoard(ProcessBoard):
    """A board of `kind` on an emulated micro:bit. Its process ends when the host closes the port, or dies.

    QEMU ends at a hang-up of its terminal. That is a PTY whose other end only we hold.
    """

    NOT_MODELLED = (
        "baud", "parity", "usb-frames", "bit-timing", "analogue-inputs", "temperature", "flight-software",
        "state-service", "board-clock", "replug",
    )  # fmt: skip
    OUTLIVES_ITS_PORT = False

    def __init__(
        self,
        kind: str,
        *,
        link: LinkModel | None = None,
        parameters: Sequence[tuple[int, float]] | None = None,
        reset_ticks: int = packets.RESET_TICKS,
        lock_folder: Path | None = None,
    ) -> None:
        """Raises ConfigError when flight software is to be placed on it."""
        check_host_flown(f"board {kind} on qemu:", parameters)
        super().__init__(kind, link=link, reset_ticks=reset_ticks, lock_folder=lock_folder)
        self._slave: int | None = None  # our end of its UART, until the port is open
        self._life_line: int | None = None

    def start(self) -> None:
        """Start QEMU without waiting for it. Raises ConfigError when it or the image is not installed."""
        if self._process is not None:
            return
        lacking = missing()
        if lacking is not None:
            raise ConfigError("a board on qemu:", lacking, "none installed", PACKAGES)
        master, self._slave = os.openpty()
        self._life_line, terminal = os.openpty()
        tty.setraw(self._slave)  # before anybody writes: a cooked port would echo
        command = [
            "setsid", "--ctty", QEMU, "-M", "microbit", "-nodefaults", "-display", "none",
            "-add-fd", f"fd={master},set=1", "-chardev", "serial,id=wire,path=/dev/fdset/1", "-serial", "chardev:wire",
            "-device", f"loader,file={FIRMWARE}",
        ]  # fmt: skip
        try:
            self._process = subprocess.Popen(
                command, stdin=terminal, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, pass_fds=(master,)
            )
        finally:
            os.close(master)
            os.close(terminal)

    def connect(self) -> Transport:
        """Upload the agent, and return an open transport to it."""
        self.start()
        assert self._slave is not None
        port = SerialTransport(os.ttyname(self._slave), lock_folder=self._lock_folder)
        try:
            self._hand_over()
            self._upload(port)
        except PortLost as error:
            port.close()
            raise PortMissing("a board on qemu:", "an emulator that runs", self._last_words(), PACKAGES) from error
        except BaseException:
            port.close()
            raise
        return RingTransport(port)

    def _last_words(self) -> str:
        """Return how QEMU ended and what it said."""
        ended = self._ended()
        assert self._process is not None
        assert self._process.stdout is not None
        said = b"" if ended is None else self._process.stdout.read()
        return f"{ended or 'a closed port'}: {said.decode('utf-8', 'replace').strip()[:200] or 'not a word'}"

    def _upload(self, port: SerialTransport) -> None:
        repl = RawRepl(port)
        repl.enter()
        for command in agent.FIRST:
            repl.run(command)
        for piece in agent.pieces(agent.source()):
            repl.upload(piece)
        repl.upload(agent.made(boards.kind_index(self.kind), self._declared_reset_ticks))
        repl.launch(agent.SERVE, agent.READY)

    def _hand_over(self) -> None:
        if self._slave is not None:
            os.close(self._slave)  # ours would hide from us that QEMU is gone
            self._slave = None

    def _parted(self) -> None:
        self._hand_over()
        if self._life_line is not None:
            os.close(self._life_line)
            self._life_line = None
        super()._parted()
