"""Reader of request traces in the Azure LLM inference 2023 format: TIMESTAMP, ContextTokens, GeneratedTokens."""

import csv
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import numpy as np

from sim.workload.requests import Requests

COLUMNS = ("TIMESTAMP", "ContextTokens", "GeneratedTokens")
MOST_TOKENS = 10_000_000  # [tokens] above any context there is: more is a damaged row


class TraceError(ValueError):
    """A trace that cannot be used: the file, the line (0 when it is no single line) and what is wrong."""

    def __init__(self, path: Path, line: int, expected: str, got: str) -> None:
        place = f"{path}:{line}" if line else str(path)
        super().__init__(f"{place}: expected {expected}, got {got}")
        self.path = path
        self.line = line
        self.expected = expected
        self.got = got


def read(path: Path) -> Requests:
    """Return the requests of the trace at `path`. Raises TraceError for any row that is not as it should be.

    Times count from the first row. OSError when the file cannot be opened.
    """
    times: list[datetime] = []
    tokens: list[tuple[int, int]] = []
    with path.open(newline="", encoding="utf-8-sig", errors="replace") as file:
        rows = csv.reader(file)
        _check_header(path, next(rows, []))
        for row in rows:
            if row:
                times.append(_time(path, rows.line_num, row, times))
                tokens.append((_tokens(path, rows.line_num, row, 1), _tokens(path, rows.line_num, row, 2)))
    if not times:
        raise TraceError(path, 0, "at least one request", "none")
    seconds = np.array([(time - times[0]).total_seconds() for time in times])
    pairs = np.array(tokens, dtype=np.float64)
    return Requests(seconds, pairs[:, 0].copy(), pairs[:, 1].copy())


def _check_header(path: Path, row: Sequence[str]) -> None:
    if tuple(cell.strip() for cell in row) != COLUMNS:
        raise TraceError(path, 1, ",".join(COLUMNS), ",".join(row)[:80] or "an empty file")


def _time(path: Path, line: int, row: Sequence[str], before: Sequence[datetime]) -> datetime:
    if len(row) != len(COLUMNS):
        raise TraceError(path, line, f"{len(COLUMNS)} columns", f"{len(row)}")
    try:
        time = datetime.fromisoformat(row[0].strip())
    except ValueError:
        raise TraceError(path, line, "a TIMESTAMP like 2023-11-16 18:15:46.6805900", repr(row[0])) from None
    if before and (time.tzinfo is None) != (before[0].tzinfo is None):
        raise TraceError(path, line, "all timestamps with a time zone or none", repr(row[0]))
    if before and time < before[-1]:
        raise TraceError(path, line, f"no time before {before[-1]}, that of the row above", repr(row[0]))
    return time


def _tokens(path: Path, line: int, row: Sequence[str], column: int) -> int:
    try:
        count = int(row[column])
    except ValueError:
        count = -1
    if not 0 <= count <= MOST_TOKENS:
        raise TraceError(path, line, f"{COLUMNS[column]} from 0 to {MOST_TOKENS}", repr(row[column]))
    return count
