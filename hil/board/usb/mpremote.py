"""mpremote, the tool of the MicroPython project that copies files to a board: a program of its own."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from hil.board.usb.image import FIRMWARE, MAIN
from hil.errors import BoardError, ConfigError

REMEDY = "pip install 'everdawn[flash]'"
LIMIT_S = 300.0  # [s] for all of it: 40 kB, written as Python, should take some 15 at 115200 bit/s

#: Takes away what an earlier flashing left. main.py goes first, and comes last: a board on which anything went wrong
#: has none, and so never runs half of one firmware and half of another.
CLEAR = f"""\
import os
def clear(path):
    for entry in list(os.ilistdir(path)):
        name = path + "/" + entry[0]
        if entry[1] == 0x4000:
            clear(name)
        else:
            os.remove(name)
    os.rmdir(path)
there = os.listdir()
if "{MAIN}" in there:
    os.remove("{MAIN}")
if "{FIRMWARE}" in there:
    clear("{FIRMWARE}")
"""


def arguments(address: str, folder: Path) -> list[str]:
    """Return what mpremote is to do at `address`, a path or a pyserial URL: clear, then copy what is in `folder`.

    `resume`: without a soft reset of its own, which not every MicroPython answers as it expects.
    """
    return [
        "connect", address, "resume", "exec", CLEAR,
        "+", "fs", "cp", "-r", str(folder / FIRMWARE), f":{FIRMWARE}",
        "+", "fs", "cp", str(folder / MAIN), f":{MAIN}",
    ]  # fmt: skip


def program() -> str:
    """Return the path of mpremote. Raises ConfigError when it is not installed."""
    beside = Path(sys.executable).parent / "mpremote"
    found = str(beside) if beside.is_file() else shutil.which("mpremote")
    if found is None:
        raise ConfigError("flashing a board", "the program mpremote", "none installed", REMEDY)
    return found


def run(command: Sequence[str], limit_s: float = LIMIT_S) -> None:
    """Run mpremote. Raises BoardError with what it said when it fails or takes longer than `limit_s` [s]."""
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=limit_s,
            check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise _failed(f"nothing after {limit_s:g} s") from error
    if done.returncode != 0:
        lines = done.stdout.decode("utf-8", "replace").strip().splitlines()
        raise _failed(f"exit code {done.returncode}: {lines[-1] if lines else 'not a word'}")


def _failed(got: str) -> BoardError:
    remedy = "the board has no agent now: look at the cable, and flash it again"
    return BoardError("mpremote", "the files copied", got, remedy)
