"""Names of ports that lead to nobody's board any more.

A PTY that is gone gives its number to the next one, a person's terminal maybe. A symlink that was made for the old one
then leads to a stranger, who must not be opened, locked and written to.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from hil.board.portlink import lock_of
from hil.transport.lock import may_have_open

_PTYS = "/dev/pts/"


class Way(NamedTuple):
    """Which symlink led to which PTY. A device node is made anew with its PTY, so its change time tells two apart."""

    link: tuple[int, int]  # inode, time of change [ns]
    device: tuple[int, int]

    def stale(self, now: Way | None) -> bool:
        """Whether the same symlink now leads to another PTY: whoever leads a name elsewhere makes a new one."""
        return now is not None and now.link == self.link and now.device != self.device


def way(name: str) -> Way | None:
    """Return where the symlink `name` leads; None when it is none, or leads to no PTY that is there."""
    try:
        if not (os.path.islink(name) and os.path.realpath(name).startswith(_PTYS)):
            return None
        link, device = os.lstat(name), os.stat(name)
    except OSError:  # it has just gone
        return None
    return Way((link.st_ino, link.st_ctime_ns), (device.st_ino, device.st_ctime_ns))


def left_behind(name: str) -> bool:
    """Whether the process that took the name (hil/board/portlink.py) has died; False of what nobody took as a name."""
    lock = lock_of(Path(name))
    try:
        owner = lock.read_text(encoding="ascii").strip()
    except OSError:
        return False
    return not (owner.isdigit() and may_have_open(Path("/proc") / owner, str(lock)))
