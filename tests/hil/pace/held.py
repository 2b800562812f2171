"""A run without a satellite: ticks that do nothing, under the keys of a terminal. `python -m tests.hil.pace.held`."""

from __future__ import annotations

import sys

from hil.errors import ConfigError
from hil.interrupt import Interrupt
from hil.pace.keyboard import keyboard

ENDED = 3
LAST_TICK = 10_000_000


def main() -> int:
    """Hold as `hil run` does; end with ENDED when asked to, with argument `fail` by an error in the first step."""
    interrupt = Interrupt()
    tick = 0

    def show(paused: bool) -> None:
        print(f"PAUSED before tick {tick}." if paused else f"GOES ON with tick {tick}.", flush=True)

    with keyboard(interrupt, quiet=False) as hand:
        if hand is None:
            return 0
        while tick < LAST_TICK:
            hand.between(show, interrupt.asked)
            if hand.ended or interrupt.asked():
                return ENDED
            if hand.held and "fail" in sys.argv:
                raise ConfigError("a step", "none", "one", "do not")
            tick += 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
