"""The process board: the agent in its own process behind its own PTY, opened like any serial port."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from firmware_py.icd import packets
from hil.board.link import LinkModel
from hil.board.wired import WiredBoard
from hil.clock import Deadline
from hil.errors import PortMissing
from hil.transport.base import Transport
from hil.transport.serial import SerialTransport

START_S = 10.0  # [s] for an interpreter on a loaded machine
END_S = 2.0  # [s] for a process that is told to end


class ProcessBoard(WiredBoard):
    """A board of `kind` in a process of its own. `start` may be called before `open`, to start several at once.

    The process holds our end of a pipe as its standard input: should we die, it reads the end of it and ends too.
    """

    NOT_MODELLED: tuple[str, ...] = ("baud", "parity", "usb-frames", "bit-timing", "board-clock", "overrun")
    OUTLIVES_ITS_PORT = True

    def __init__(
        self,
        kind: str,
        *,
        link: LinkModel | None = None,
        parameters: Sequence[tuple[int, float]] | None = None,
        reset_ticks: int = packets.RESET_TICKS,
        lock_folder: Path | None = None,
    ) -> None:
        """Place flight software on the board when `parameters` (id, value) are given, be they none: ()."""
        super().__init__(kind, link)
        self._parameters, self._declared_reset_ticks = parameters, reset_ticks
        self._lock_folder = lock_folder
        self.start_s = START_S  # [s] the process may take to name its port
        self._process: subprocess.Popen[bytes] | None = None
        self._name: str | None = None  # of its port, once it was said

    @property
    def pid(self) -> int | None:
        """The process id, None when there is no process."""
        return None if self._process is None else self._process.pid

    def start(self) -> None:
        """Start the process without waiting for it. Does nothing when it runs."""
        if self._process is None:
            command = [sys.executable, "-m", *self._module()]
            # Its own process group: Ctrl-C is for the host, which then ends its boards in order.
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, process_group=0, bufsize=0
            )

    def _module(self) -> list[str]:
        """Return the module to run and its arguments."""
        module = ["hil.board.serve", self.kind, "--owned", "--reset-ticks", str(self._declared_reset_ticks)]
        if self._parameters is not None:
            module += ["--flight", *(f"--parameter={number}={value!r}" for number, value in self._parameters)]
        return module

    def connect(self) -> Transport:
        """Return an open transport to the board."""
        self.start()
        return SerialTransport(self._port_name(), lock_folder=self._lock_folder)

    def replug(self) -> None:
        """Let the board lose its port and its power; it comes back under another number, with another boot counter."""
        if self._process is None:
            return
        self._drain()
        self._process.send_signal(signal.SIGUSR1)
        try:
            self._name = self._told(START_S)
        except PortMissing:
            self._parted()  # it died of something else at that very moment: it is a lost board all the same

    def _port_name(self) -> str:
        """Return the path of the board's port, as its process has said it last."""
        if self._name is None:
            self._name = self._told(self.start_s)
        else:
            self._drain()
        return self._name

    def _drain(self) -> None:
        """Read away what a board that was replugged by somebody else has said: its name is the one that stays."""
        assert self._process is not None
        assert self._process.stdout is not None
        output = self._process.stdout
        while select.select([output], [], [], 0.0)[0] and output.read(256):
            pass

    def _told(self, seconds: float) -> str:
        """Return the next line that the process writes, its port, within `seconds` [s]. Raises PortMissing."""
        assert self._process is not None
        assert self._process.stdout is not None
        output = self._process.stdout
        deadline = Deadline(seconds)
        line = b""
        while not line.endswith(b"\n"):
            ready, _, _ = select.select([output], [], [], deadline.left_s())
            piece = output.read(256) if ready else b""
            if not piece:
                got = self._ended() or "silence"
                raise PortMissing(f"board process {self.kind}", "the name of its port", got, "see its message above")
            line += piece
        return line.decode().strip()

    def _ended(self) -> str | None:
        # A dying process is given a moment to be dead.
        if self._process is None:
            return None
        try:
            code = self._process.wait(0.5)
        except subprocess.TimeoutExpired:
            return None
        if code < 0:
            return f"its process died with signal {-code} ({signal.Signals(-code).name})"
        return f"its process ended with exit code {code}"

    def _parted(self) -> None:
        """See the process end: its port is closed, and so is its life line."""
        process, self._process, self._name = self._process, None, None
        if process is None:
            return
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        try:
            process.wait(END_S)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)  # with what it started: a simulator has a process of its own
            process.wait()
