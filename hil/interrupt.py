"""Ctrl-C and SIGTERM as a question a loop can ask."""

from __future__ import annotations

import signal
from types import FrameType


class Interrupt:
    """Ctrl-C and SIGTERM end a run after the piece in hand; the second one ends the process as usual."""

    def __init__(self) -> None:
        """Take over both signals, for the life of the process."""
        self._asked = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask)

    def asked(self) -> bool:
        """Return whether an end was asked for."""
        return self._asked

    def _ask(self, number: int, _frame: FrameType | None) -> None:
        self._asked = True
        signal.signal(number, signal.SIG_DFL)
