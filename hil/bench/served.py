"""Simulated boards that are served on this machine, by the names of their ports (hil/board/portlink.py)."""

from __future__ import annotations

from pathlib import Path

from hil.board.portlink import lock_of, port_folder
from hil.transport.lock import PortLock, may_have_open


def rows(folder: Path | None = None, lock_folder: Path | None = None) -> list[tuple[str, ...]]:
    """Return one row for each name, as `hil.bench.listing` has them: kind, id, connected, port, state."""
    place = folder or port_folder()
    names = sorted(path for path in place.iterdir() if path.is_symlink()) if place.is_dir() else []
    return [row for path in names if (row := _row(path, lock_folder)) is not None]


def _row(path: Path, lock_folder: Path | None) -> tuple[str, ...] | None:
    """Return the row of the name `path`, None when it has just gone: unplugged, or its board has ended."""
    kind = path.name.partition("-")[0]
    try:
        port = f"{path} -> {path.readlink()}"
    except OSError:
        return None
    if not _served(path):
        return kind, path.name, "no", port, "left by a process that died; the next one takes the name"
    holder = PortLock(str(path), lock_folder).holder()
    return kind, path.name, "yes", port, "free" if holder is None else f"held by {holder}"


def _served(path: Path) -> bool:
    """Whether the owner of the name `path` lives: it has its lock open."""
    lock = lock_of(path)
    try:
        owner = lock.read_text(encoding="ascii").strip()
    except OSError:
        return False
    return owner.isdigit() and may_have_open(Path("/proc") / owner, str(lock))
