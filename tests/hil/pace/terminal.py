"""A program on a terminal of its own, as a person has it: a PTY that is its controlling terminal."""

from __future__ import annotations

import os
import re
import select
import sys
import termios
from typing import Any

from hil.clock import Deadline
from tests.hil.command import START_S


class Terminal:
    """Runs a Python module with arguments; `until` reads what it shows, `press` types. Close it."""

    def __init__(self, *arguments: str) -> None:
        # Our own hold on the near end keeps the settings as the process left them: the last close would reset them.
        self._master, self._slave = os.openpty()
        self.pid = os.fork()
        if not self.pid:  # the child
            os.close(self._master)
            os.login_tty(os.dup(self._slave))
            os.environ["TERM"] = "xterm"
            os.execv(sys.executable, [sys.executable, "-m", *arguments])
        self.exit: int | None = None  # negative: the signal that ended it
        self._text = ""

    def settings(self) -> list[Any]:
        """Return the settings of the terminal."""
        return termios.tcgetattr(self._slave)

    def until(self, pattern: str, seconds: float = START_S) -> re.Match[str]:
        """Read until `pattern` has been shown since the last time; fail when it does not come."""
        deadline = Deadline(seconds)
        while (found := re.search(pattern, self._text)) is None:
            assert not deadline.expired, f"{pattern!r} did not come: {self._text[-2000:]}"
            assert not self._ended(), f"{pattern!r} did not come before the end: {self._text[-2000:]}"
            self._read()
        self._text = self._text[found.end() :]
        return found

    def press(self, keys: str) -> None:
        """Type `keys`."""
        os.write(self._master, keys.encode())

    def wait(self, seconds: float = START_S) -> int:
        """Read on until the process ends; return its exit code, or minus the signal that ended it."""
        deadline = Deadline(seconds)
        while not self._ended():
            assert not deadline.expired, "it does not end"
            self._read()
        assert self.exit is not None
        return self.exit

    def close(self) -> None:
        """End what still runs."""
        if self.exit is None:
            os.kill(self.pid, 9)
            os.waitpid(self.pid, 0)
        os.close(self._master)
        os.close(self._slave)

    def _ended(self) -> bool:
        if self.exit is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.exit = os.waitstatus_to_exitcode(status) if pid else None
        return self.exit is not None

    def _read(self) -> None:
        if select.select([self._master], [], [], 0.05)[0]:
            self._text += os.read(self._master, 4096).decode(errors="replace")
