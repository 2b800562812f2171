"""The one line that tells a person why the first run of a version takes longer."""

from __future__ import annotations

import sys


def say_when_compiling(function: str) -> None:
    """Say on stderr that machine code of `function` ("module.function" of sim) is still to be made."""
    from sim.kernel import is_compiled

    if not is_compiled(function):
        print("compiling the physics, once for this version; it takes some 20 s", file=sys.stderr, flush=True)
