"""Writing to a disk that may be full: what happened, where, and how much room is left."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hil.errors import RecordError


@contextmanager
def guarded(path: Path) -> Iterator[None]:
    """Turn an OSError of the block into a RecordError that names `path` and the room left beside it."""
    try:
        yield
    except OSError as error:
        raise RecordError(
            f"cannot write {path}",
            "room and rights to write the record",
            f"{error.strerror or error} ({_room(path)})",
            "free some room or choose another --out; the rows written so far open with `hil report`",
        ) from error


def write_all(descriptor: int, data: bytes) -> None:
    """Write all of `data` at once. Raises OSError, also when the disk took only a part."""
    written = os.write(descriptor, data)
    while written < len(data):  # a full disk takes a part first and says ENOSPC on the next call
        written += os.write(descriptor, data[written:])


def replace(path: Path, text: str) -> None:
    """Put `text` into `path` so that a reader sees the old or the new file, never a part. Raises RecordError.

    Safe against the death of this process, not of the machine: that would cost an fsync of milliseconds.
    """
    beside = path.with_name(path.name + ".part")
    try:
        with guarded(path):
            beside.write_text(text, encoding="utf-8")
            beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _room(path: Path) -> str:
    try:
        return f"{shutil.disk_usage(path.parent).free / 1e6:.1f} MB free"
    except OSError as error:
        return f"room not known: {error.strerror}"
