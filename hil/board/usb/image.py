"""What is put on a dev board: the agent as .mpy files, and a main.py that runs it as one kind of board."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from firmware_py.icd import boards, packets
from hil.board.firmware import firmware_hash
from hil.board.micropython import compiled
from hil.board.usb.wiring import Wire

FIRMWARE = "firmware_py"
MAIN = "main.py"
ROOMS = ("board", "icd", "wire")  # of the firmware: what the agent imports, and no flight software

#: The keyboard interrupt goes first: a host that is asking already sends bytes that look like one. What was imported
#: is collected often, as in hil/board/micropython.py. An error is shown at the prompt, where Ctrl-C works again.
_MAIN = """\
# Written by `hil boards flash`: board {kind} of Everdawn. Ctrl-C eight times leads to the prompt.
import micropython

micropython.kbd_intr(-1)
try:
    import gc

    gc.threshold(8192)
    from firmware_py.board import usb

    gc.threshold(-1)
    usb.run({words!r}, {wiring!r})
finally:
    micropython.kbd_intr(3)
"""


class File(NamedTuple):
    """A file for the board."""

    name: str  # on the board
    size: int  # [bytes]


def words(kind: str, window: int | None = None) -> list[str]:
    """Return the arguments of `firmware_py.board.main.build`: a board of `kind` with `window` [bytes] to receive in."""
    dictionary = packets.dictionary_hash(boards.kind_index(kind)).hex()
    told = [kind, f"firmware={firmware_hash().hex()}", f"dictionary={dictionary}"]
    return told if window is None else [*told, f"window={window}"]


def write(folder: Path, arguments: Sequence[str], wires: Sequence[Wire] = ()) -> None:
    """Make in `folder` what the root of the board's file system is to hold. Raises ConfigError without mpy-cross.

    `arguments` are those of `words`, `wires` the pins that are driven.
    """
    source = compiled() / FIRMWARE
    target = folder / FIRMWARE
    target.mkdir()
    shutil.copy(source / "__init__.mpy", target)
    for room in ROOMS:
        shutil.copytree(source / room, target / room)
    text = _MAIN.format(kind=arguments[0], words=list(arguments), wiring=[tuple(wire) for wire in wires])
    (folder / MAIN).write_text(text, encoding="utf-8")


def files(folder: Path) -> list[File]:
    """Return the files in `folder`, in order of name."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return [File(path.relative_to(folder).as_posix(), path.stat().st_size) for path in found]
