"""The journal of a Verilog board: all that was sent to it, exchange by exchange, so that it can be flown again.

Nothing else goes into the board, and its clock stands between exchanges: the same bytes in the same exchanges make the
same signals in the same clocks.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple


class Entry(NamedTuple):
    """One exchange."""

    clock: int  # at which it began
    tick: int | None  # last TICK that it carried, None when it carried none
    data: bytes  # to the board


class Journal:
    """Writes entries, each at once: a board that hangs has its last one on file."""

    def __init__(self, path: Path) -> None:
        self._file: IO[str] = path.open("w", encoding="utf-8")

    def add(self, entry: Entry) -> None:
        """Append one exchange that begins now."""
        self._file.write(json.dumps([entry.clock, entry.tick, entry.data.hex()]) + "\n")
        self._file.flush()

    def close(self) -> None:
        """Close the file. Idempotent."""
        self._file.close()


def entries(path: Path) -> Iterator[Entry]:
    """Yield the exchanges of a journal; one whose line was cut off is none."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.endswith("\n"):
                clock, tick, data = json.loads(line)
                yield Entry(clock, tick, bytes.fromhex(data))
