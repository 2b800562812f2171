"""Ctrl-C and SIGTERM as a question a loop can ask."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from types import FrameType


class Interrupt:
    """Ctrl-C and SIGTERM end a run after the piece in hand; the second one ends the process as usual."""

    def __init__(self) -> None:
        """Take over both signals, for the life of the process."""
        self._asked = False
        self._before_end: list[Callable[[], None]] = []
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask)

    def asked(self) -> bool:
        """Return whether an end was asked for."""
        return self._asked

    def before_end(self, action: Callable[[], None]) -> None:
        """Do `action` before the second signal ends the process: a terminal wants its settings back."""
        self._before_end.append(action)

    def _ask(self, number: int, _frame: FrameType | None) -> None:
        if self._asked:
            for action in self._before_end:
                action()
        if self._asked or not self._before_end:
            signal.signal(number, signal.SIG_DFL)
        if self._asked:
            os.kill(os.getpid(), number)
        self._asked = True
