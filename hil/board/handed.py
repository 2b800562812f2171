"""A board in a process of its own that is handed its end of a PTY as standard input and output."""

from __future__ import annotations

import os
import subprocess
import tty
from abc import abstractmethod

from hil.board.process import ProcessBoard
from hil.transport.base import Transport
from hil.transport.serial import SerialTransport


class HandedBoard(ProcessBoard):
    """Its process ends when the host closes the port. A subclass says what to run."""

    OUTLIVES_ITS_PORT = False

    _slave: int | None = None  # our end of its PTY, until the port is open

    @abstractmethod
    def _command(self) -> list[str]:
        """Return the program and its arguments. Raises ConfigError when it is not to be had."""

    def start(self) -> None:
        """Start the process without waiting for it. Does nothing when it runs. Raises ConfigError."""
        if self._process is not None:
            return
        command = self._command()
        master, self._slave = os.openpty()
        tty.setraw(self._slave)  # before anybody writes: a cooked port would echo
        os.set_blocking(master, False)  # MicroPython's read(n) waits for all n on a stream that blocks
        try:
            # Its own process group: Ctrl-C is for the host, which then ends its boards in order.
            self._process = subprocess.Popen(command, stdin=master, stdout=master, process_group=0)
        finally:
            os.close(master)

    def connect(self) -> Transport:
        """Return an open transport to the board."""
        self.start()
        assert self._slave is not None
        try:
            return SerialTransport(os.ttyname(self._slave), lock_folder=self._lock_folder)
        finally:
            os.close(self._slave)  # ours would hide from the board that the host has hung up
            self._slave = None

    def _parted(self) -> None:
        if self._slave is not None:
            os.close(self._slave)
            self._slave = None
        super()._parted()
