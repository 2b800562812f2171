"""What a served board is called: a name in the common folder that stays, and a symlink where a person wants one."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

from hil.board.portlink import PortLink, lead


class Names:
    """What leads to the port: a name in the common folder, and the symlink that was asked for."""

    def __init__(self, kind: str, link: str | None, pty: bool) -> None:
        """`link` is the path of a symlink to make besides; a port that is no `pty` has no name."""
        self._link = link
        self._own: PortLink | None = None
        self._path = ""
        if pty:
            try:
                self._own = PortLink(kind)
            except OSError as error:
                print(f"no name for the port: {error}", file=sys.stderr)

    def point(self, path: str) -> None:
        """Lead to `path`. Raises OSError when the symlink asked for cannot be made."""
        if self._own is not None:
            self._own.point(path)
        if self._link:
            _point(self._link, path)
            self._path = path

    def said(self, path: str) -> str:
        """Return what a host should open: the name that stays, when there is one."""
        return path if self._own is None else str(self._own.path)

    def unlink(self) -> None:
        """Lead nowhere."""
        if self._own is not None:
            self._own.unlink()
        if self._link and self._path and os.path.islink(self._link) and os.readlink(self._link) == self._path:
            os.unlink(self._link)

    def close(self) -> None:
        """Leave nothing behind."""
        self.unlink()
        if self._own is not None:
            self._own.close()


def _point(link: str, path: str) -> None:
    """Make `link` a symlink to `path`. Replaces only a symlink. Raises OSError."""
    if os.path.lexists(link) and not os.path.islink(link):
        raise FileExistsError(errno.EEXIST, "it exists and is no symlink")
    lead(Path(link), path)
