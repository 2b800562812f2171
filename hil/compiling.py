"""The first run of a version compiles the physics: a person is told why it takes longer, and two processes share it.

The second process only leaves machine code in the folder where this one looks for it (sim.kernel). When it fails, what
it did not leave is compiled here; when this one ends, it ends too.
"""

from __future__ import annotations

import os
import subprocess
import sys

_HELPER = """
import os, sys, threading
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(1)), daemon=True).start()
from sim import ahead
ahead.large_parts()
"""


def say_when_compiling(function: str) -> bool:
    """Say on stderr that machine code of `function` ("module.function" of sim) is still to be made; return if so."""
    from sim.kernel import is_compiled

    if is_compiled(function):
        return False
    print("compiling the physics, once for this version; it takes about half a minute", file=sys.stderr, flush=True)
    return True


def compile_plant() -> None:
    """Say so and compile the parts of the plant in two processes, when there is no machine code of its tick yet."""
    if not say_when_compiling("tick.advance"):
        return
    from sim import ahead

    if (os.cpu_count() or 1) < 2:
        return  # the parts are compiled as the tick asks for them
    places = os.pathsep.join(place or os.getcwd() for place in sys.path)
    helper = subprocess.Popen(
        [sys.executable, "-c", _HELPER], env={**os.environ, "PYTHONPATH": places},
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        ahead.the_rest()
        helper.wait()
    finally:
        helper.kill()
        helper.communicate()
