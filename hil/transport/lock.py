"""One process a port: a lock file that the kernel frees when its holder dies, and a note that says who that is."""

from __future__ import annotations

import getpass
import hashlib
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from hil.clock import wall_date
from hil.errors import PortBusy
from hil.transport.url import without_token


def lock_folder() -> Path:
    """Return the folder that all users of this machine share: XDG's run folder is one user's, so it is not used."""
    return Path(tempfile.gettempdir()) / "everdawn-locks"


class PortLock:
    """An exclusive lock on `port` (a path or URL) across processes. Nothing is locked until `acquire`."""

    def __init__(self, port: str, folder: Path | None = None) -> None:
        self._port = port
        self._folder = folder or lock_folder()
        # The same device by another name is the same port: a symlink is followed.
        where = port if "://" in port else os.path.realpath(port)
        stem = hashlib.sha256(where.encode()).hexdigest()[:16]
        self._note = self._folder / f"{stem}.json"
        self._lock = FileLock(self._folder / f"{stem}.lock", mode=0o666, thread_local=False)

    def acquire(self) -> None:
        """Take the lock, without waiting. Raises PortBusy naming the holder. The lock of a dead process is free."""
        if not self._folder.is_dir():
            self._folder.mkdir(parents=True, exist_ok=True)
            self._folder.chmod(0o1777)  # like the temporary folder itself: every user locks here
        try:
            self._lock.acquire(blocking=False)
        except Timeout:
            raise PortBusy(self._port, self._holder()) from None
        self._note.write_text(json.dumps(_self_portrait()), encoding="utf-8")

    def release(self) -> None:
        """Free the lock. Idempotent."""
        if self._lock.is_locked:
            self._note.unlink(missing_ok=True)
            self._lock.release()

    def holder(self) -> str | None:
        """Return who holds the lock now, None when nobody does. Looks only: taking the lock could refuse another."""
        note = self._read_note()
        if note is None or not may_have_open(Path("/proc") / str(note["pid"]), self._lock.lock_file):
            return None  # what a killed process left
        return self._holder()

    def _read_note(self) -> dict[str, Any] | None:
        try:
            note: dict[str, Any] = json.loads(self._note.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return note

    def _holder(self) -> str:
        note = self._read_note()
        if note is None:  # its holder is between taking the lock and writing the note
            return "a process that has not yet said its name"
        if note["pid"] == os.getpid():
            return f"pid {os.getpid()} (this run itself, for another board)"
        return f"pid {note['pid']} ({note['command']}) of {note['user']} since {note['since']}"


def holder_by_descriptor(path: str) -> str | None:
    """Return who has device `path` open, from Linux's /proc; None when that cannot be told."""
    target = os.path.realpath(path)
    holders = [process for process in Path("/proc").glob("[0-9]*") if _has_open(process, target)]
    said = [f"pid {process.name} ({_command(process)}) of {_owner(process)}" for process in holders]
    return " and ".join(sorted(said)) or None


def _owner(process: Path) -> str:
    try:
        return process.owner()
    except (OSError, KeyError):  # it ended meanwhile, or its user has no name
        return "an unknown user"


def _command(process: Path) -> str:
    try:
        return (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return "ended meanwhile"


def may_have_open(process: Path, path: str) -> bool:
    """Return whether `process` lives and has `path` open, as far as this user may know."""
    readable = os.access(process / "fd", os.R_OK)
    return _has_open(process, os.path.realpath(path)) if readable else process.is_dir()


def _has_open(process: Path, target: str) -> bool:
    try:
        links = os.listdir(process / "fd")
    except OSError:  # it ended meanwhile, or belongs to somebody else
        return False
    for link in links:
        try:
            if os.readlink(process / "fd" / link) == target:
                return True
        except OSError:  # closed meanwhile, like the descriptor of this very listing
            continue
    return False


def _self_portrait() -> dict[str, str | int]:
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        user = f"user {os.getuid()}"
    command = without_token(" ".join(sys.argv))[:200]
    return {"pid": os.getpid(), "user": user, "since": wall_date(), "command": command}
