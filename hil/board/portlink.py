"""A name that stays: a symlink to the PTY of a simulated board, in the folder where `hil boards list` looks.

PTYs are numbered as they come; `<folder>/eps` is the eps board whatever its number, also once it has come back with
another one. Light on purpose: a board process is started four times a run.
"""

from __future__ import annotations

import fcntl
import os
import tempfile
from pathlib import Path

VARIABLE = "EVERDAWN_PORTS"  # names the folder, before all others
FOLDER = "everdawn"


def port_folder() -> Path:
    """Return the folder of names: $EVERDAWN_PORTS, else `everdawn` in the first folder that may be written of /run,
    $XDG_RUNTIME_DIR and the one for temporary files.
    """
    told = os.environ.get(VARIABLE)
    if told:
        return Path(told)
    for base in ("/run", os.environ.get("XDG_RUNTIME_DIR", "")):
        if base and os.access(base, os.W_OK | os.X_OK):
            return Path(base) / FOLDER
    return Path(tempfile.gettempdir()) / FOLDER


class PortLink:
    """A name of board `kind`: the kind itself, or `kind-2`, `kind-3` ... while others have those before it.

    Whoever has a name holds a lock on it, which the kernel frees when its process dies: what a dead one left is taken.
    """

    def __init__(self, kind: str, folder: Path | None = None) -> None:
        """Take a name; it leads nowhere yet. Raises OSError when the folder cannot be written."""
        self._folder = folder or port_folder()
        _make(self._folder)
        self.path, self._lock = self._taken(kind)

    def point(self, target: str) -> None:
        """Lead to `target`, in one step: while it led anywhere there is never a moment without it."""
        lead(self.path, target)

    def unlink(self) -> None:
        """Lead nowhere: the port is gone, its name is still ours."""
        self.path.unlink(missing_ok=True)

    def close(self) -> None:
        """Give the name back. Idempotent."""
        if self._lock >= 0:
            self.unlink()
            os.close(self._lock)
            self._lock = -1

    def _taken(self, kind: str) -> tuple[Path, int]:
        number = 1
        while True:
            name = kind if number == 1 else f"{kind}-{number}"
            path = self._folder / name
            lock = _locked(lock_of(path))
            if lock is not None and (path.is_symlink() or not path.exists()):
                path.unlink(missing_ok=True)  # what a dead process left
                return path, lock
            if lock is not None:  # a file of somebody else's
                os.close(lock)
            number += 1


def lead(link: Path, target: str) -> None:
    """Make `link` a symlink to `target`, in one step. Raises OSError."""
    fresh = link.with_name(f".{link.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    os.symlink(target, fresh)
    os.replace(fresh, link)


def lock_of(path: Path) -> Path:
    """Return the lock of the name `path`; in it stands the process id of its owner."""
    return path.with_name(f".{path.name}.lock")


def _make(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        if folder.parent == Path(tempfile.gettempdir()):
            folder.chmod(0o1777)  # like the temporary folder itself: every user serves here


def _locked(path: Path) -> int | None:
    """Return an open descriptor that holds the lock `path`, None when another has it or it is another user's."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
    except PermissionError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    os.truncate(descriptor, 0)
    os.write(descriptor, b"%d" % os.getpid())
    return descriptor
