"""Simulated boards that are served on this machine, by the names of their ports (hil/board/portlink.py)."""

from __future__ import annotations

from pathlib import Path

from hil.board.portlink import lock_of, port_folder
from hil.board.stale import left_behind
from hil.transport.lock import PortLock


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
    if left_behind(str(path)) or not lock_of(path).exists():
        return kind, path.name, "no", port, "left by a process that died; the next one takes the name"
    holder = PortLock(str(path), lock_folder).holder()
    return kind, path.name, "yes", port, "free" if holder is None else f"held by {holder}"
