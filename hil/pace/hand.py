"""A person's hand on a run: pause, single step, resume and end, by keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from hil.clock import monotonic_ns

HELP = "space pauses and resumes, . steps one tick, q ends"
PAUSE, STEP, END = " ", (".", "n"), "q"
SLICE_S = 0.1  # [s] so soon an end asked for by a signal is seen during a pause


class Keyboard(Protocol):
    """Where keys come from (hil.pace.keys.Keys is one)."""

    @property
    def there(self) -> bool:
        """Whether more can come."""

    def pressed(self, longest_s: float) -> str:
        """Return the next key, "" when none comes in time."""


class Hand:
    """Holds the run between two ticks while a person wants it held."""

    def __init__(self, keyboard: Keyboard, now_ns: Callable[[], int] = monotonic_ns) -> None:
        self.held = False  # the run is paused
        self.ended = False  # it is to end
        self._keyboard = keyboard
        self._now_ns = now_ns

    def between(self, show: Callable[[bool], None], asked: Callable[[], bool]) -> int:
        """Return at once while nothing is pressed; block while paused. Returns how long that was [ns].

        `show` is told when a pause begins, and after each step (True), and when it is over (False).
        """
        if not self.held:
            self._take(self._keyboard.pressed(0.0))
        if not self.held or self.ended:
            return 0
        began_ns = self._now_ns()
        show(True)
        while self.held and not self.ended and not asked():
            if not self._keyboard.there:
                self.held = False  # nobody could ever resume it
            elif (key := self._keyboard.pressed(SLICE_S)) in STEP:
                break
            else:
                self._take(key)
        if not self.held:
            show(False)
        return self._now_ns() - began_ns

    def _take(self, key: str) -> None:
        if key == PAUSE:
            self.held = not self.held
        elif key and key in STEP:
            self.held = True
        elif key == END:
            self.ended = True
