"""The journal: raw fixed-width rows, one unbuffered write each, so that a killed host loses none that was written.

A killed Parquet writer leaves an unreadable file; this one is cut at worst inside its last row. It begins with what its
rows mean: magic, length of the layout u32, layout as JSON.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
from pathlib import Path

from .disk import guarded, write_all
from .layout import RowLayout, Rows

NAME = "journal.bin"
MAGIC = b"EVERDAWN"
HEAD = struct.Struct(">8sI")


class Journal:
    """Appends rows to a new file. `write` blocks for as long as the kernel takes to copy; `close` is idempotent."""

    def __init__(self, path: Path, layout: RowLayout) -> None:
        """Create `path`. Raises RecordError when it exists or cannot be made."""
        self.path = path
        described = json.dumps(layout.plain()).encode()
        with guarded(path):
            self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o644)
            try:
                write_all(self._descriptor, HEAD.pack(MAGIC, len(described)) + described)
            except OSError:
                self.close()
                raise

    def write(self, row: bytes) -> None:
        """Append one row. Raises RecordError when the disk is full."""
        try:
            taken = os.write(self._descriptor, row)
        except OSError:
            taken = 0
        if taken != len(row):  # the slow path: try again for the rest, and say what is wrong
            with guarded(self.path):
                write_all(self._descriptor, row[taken:])

    def close(self) -> None:
        """Close the file."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def read(path: Path) -> tuple[RowLayout, Rows]:
    """Return layout and whole rows of a journal, shape (rows,), mapped into memory; a cut tail is left out.

    Raises ValueError when it is no journal.
    """
    with path.open("rb") as stream:
        head = stream.read(HEAD.size)
        if len(head) != HEAD.size or not head.startswith(MAGIC):
            raise ValueError(f"{path} is no journal")
        length = HEAD.unpack(head)[1]
        layout = RowLayout.described(json.loads(stream.read(length)))
        data = memoryview(mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ))
    return layout, layout.rows(data[HEAD.size + length :])
