"""The board's end of a PTY."""

from __future__ import annotations

import errno
import os
import select
import tty

_CHUNK = 4096  # [bytes]


class Pty:
    """A raw PTY whose slave side is the port.

    Hang-up of the host shows only while nobody else has the slave open, and a master whose slave is closed is always
    ready; so we hold the slave ourselves until a host has sent something, then let go.
    """

    def __init__(self) -> None:
        self.master, slave = os.openpty()
        tty.setraw(slave)  # before the name is known to anybody: a cooked port would echo HELLO back
        self.path = os.ttyname(slave)
        self._held: int | None = slave

    def close(self) -> None:
        """Unplug: whoever has the port open sees it hang up, and its number is free."""
        os.close(self.master)
        if self._held is not None:
            os.close(self._held)

    def wait_for_host(self, life_line: int | None) -> bool:
        """Block until a host has sent something; False when `life_line` ended first."""
        if self._held is None:
            self._held = os.open(self.path, os.O_RDWR | os.O_NOCTTY)
        poll = select.poll()
        poll.register(self.master, select.POLLIN)
        if life_line is not None:
            poll.register(life_line, select.POLLIN)
        ready = [descriptor for descriptor, _ in poll.poll()]
        if self.master not in ready:
            return False
        held, self._held = self._held, None  # first: a signal between the two must not let it be closed twice
        os.close(held)
        return True

    def read(self) -> bytes:
        """Return what the host sent, b"" once it has hung up."""
        try:
            return os.read(self.master, _CHUNK)
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            return b""

    def write(self, data: bytes) -> None:
        """Send all of `data`; nobody being there to take it shows at the next read."""
        try:
            while data:
                data = data[os.write(self.master, data) :]
        except OSError as error:
            if error.errno != errno.EIO:
                raise
