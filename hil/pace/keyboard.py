"""Keys for a run, where there is a terminal to press them on."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from hil.interrupt import Interrupt
from hil.pace.hand import HELP, Hand
from hil.pace.keys import Keys, usable


@contextmanager
def keyboard(interrupt: Interrupt, quiet: bool) -> Iterator[Hand | None]:
    """Yield a hand on the run and say what its keys are; None where nobody can press any, or `quiet`."""
    if quiet or not usable() or not sys.stderr.isatty():
        yield None
        return
    with Keys(sys.stdin.fileno()) as keys:
        interrupt.before_end(keys.restore)
        print(f"keys: {HELP}", file=sys.stderr)
        yield Hand(keys)
