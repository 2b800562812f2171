"""The keys of the terminal that a run is on, one by one and unseen, while a person may use them.

Terminal settings go back on every way out that a process has a say in: the end of the block, an error, Ctrl-C, Ctrl-\\,
SIGTERM, Ctrl-Z until it is brought back. After SIGKILL the shell's `stty sane` is what is left.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import termios
import tty
from contextlib import suppress
from types import FrameType, TracebackType
from typing import Any


class Keys:
    """A context manager over the terminal `descriptor`. Main thread only: it takes over SIGQUIT and SIGTSTP inside."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._before: list[Any] | None = None
        self._handlers: dict[int, Any] = {}
        self._open = True

    def __enter__(self) -> Keys:
        self._before = termios.tcgetattr(self._descriptor)
        for number, handler in ((signal.SIGQUIT, self._end), (signal.SIGTSTP, self._stop)):
            self._handlers[number] = signal.signal(number, handler)
        self._take()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.restore()
        for number, handler in self._handlers.items():
            signal.signal(number, handler)

    def restore(self) -> None:
        """Give the terminal its settings back. May be called at any time, from a signal handler too."""
        if self._before is not None:
            with suppress(termios.error):  # the terminal is gone
                termios.tcsetattr(self._descriptor, termios.TCSADRAIN, self._before)

    def pressed(self, longest_s: float) -> str:
        """Return the next key, "" when none comes within `longest_s` [s]. Never raises for a terminal that is gone."""
        if not self._open or not select.select([self._descriptor], [], [], longest_s)[0]:
            return ""
        try:
            key = os.read(self._descriptor, 1)
        except OSError:
            key = b""
        self._open = bool(key)  # else the terminal has hung up: nothing more will come
        return key.decode("ascii", errors="replace")

    @property
    def there(self) -> bool:
        """Whether the terminal is still there."""
        return self._open

    def _take(self) -> None:
        tty.setcbreak(self._descriptor, termios.TCSADRAIN)  # no echo, no waiting for a line; Ctrl-C is still a signal

    def _end(self, number: int, _frame: FrameType | None) -> None:
        self.restore()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.restore()
        os.kill(os.getpid(), signal.SIGSTOP)
        self._take()  # we go on from here when we are brought back


def usable() -> bool:
    """Whether standard input is a terminal and this process the one it listens to, no job in the background."""
    try:
        descriptor = sys.stdin.fileno()
        return os.isatty(descriptor) and os.tcgetpgrp(descriptor) == os.getpgrp()
    except (OSError, ValueError, AttributeError):  # closed, or no file at all
        return False
