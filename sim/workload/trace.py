"""Reader of request traces in the Azure LLM inference 2023 format: TIMESTAMP, ContextTokens, GeneratedTokens.

Source of the format: Azure/AzurePublicDataset, AzureLLMInferenceDataset2023. Strict: a row that is not as it should be
ends the reading with the file, the line, the column and the value, for a silent repair would change the load.
Accepted: either line end, a byte order mark, quoted fields, empty lines, up to nine digits of a second (kept to a
microsecond), and a time up to a millisecond before that of the row above, as rows of several hosts are merged.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import numpy as np

from sim.errors import InputError
from sim.workload.requests import Requests

COLUMNS = ("TIMESTAMP", "ContextTokens", "GeneratedTokens")
MOST_TOKENS = 10_000_000  # [tokens] above any context there is: more is a damaged row
GAP_S = 86400.0  # [s] ours: no service is idle for a day; a longer gap is a damaged year or month
BACKWARD_S = 1e-3  # [s] ours: the finest disorder a merge of hosts leaves; more is a damaged or unsorted file

_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)?", re.ASCII)


class TraceError(InputError):
    """A trace that cannot be used: the file, the line (0 when it is no single line), the column and what is wrong."""

    def __init__(self, path: Path, line: int, column: str, expected: str, got: str) -> None:
        place = f"{path}:{line}" if line else str(path)
        super().__init__(f"{place}: {column}" if column else place, expected, got)
        self.path = path
        self.line = line
        self.column = column


def read(path: Path) -> Requests:
    """Return the requests of the trace at `path`, times [s] from the first row, tokens; arrays (n,).

    Raises TraceError, an InputError, for any row that is not as it should be; OSError when the file cannot be opened.
    Source: the format (module docstring).
    """
    seconds: list[float] = []
    tokens: list[tuple[int, int]] = []
    first: datetime | None = None
    for line, row in _rows(path):
        _check_width(path, line, row)
        time = _time(path, line, row[0])
        first = first or time
        seconds.append(_seconds(path, line, row[0], time, first, seconds))
        tokens.append((_tokens(path, line, row, 1), _tokens(path, line, row, 2)))
    if not tokens:
        raise TraceError(path, 0, "", "at least one request", "none")
    pairs = np.array(tokens, dtype=np.float64)
    return Requests(np.array(seconds), pairs[:, 0].copy(), pairs[:, 1].copy())


def _rows(path: Path) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield line number and fields of every row below a header that is as it should be; empty lines are passed over."""
    with path.open(newline="", encoding="utf-8-sig", errors="replace") as file:
        rows = csv.reader(file, strict=True)
        try:
            _check_header(path, next(rows, []))
            for row in rows:
                if row:
                    yield rows.line_num, row
        except csv.Error as error:
            raise TraceError(path, max(rows.line_num, 1), "", "comma-separated values", str(error)) from error


def _check_header(path: Path, row: Sequence[str]) -> None:
    found = tuple(cell.strip() for cell in row)
    if found == COLUMNS:
        return
    missing = [name for name in COLUMNS if name not in found]
    column = missing[0] if found and missing else ""
    raise TraceError(path, 1, column, f"the header {','.join(COLUMNS)}", ",".join(row)[:80] or "an empty file")


def _check_width(path: Path, line: int, row: Sequence[str]) -> None:
    if len(row) != len(COLUMNS):
        column = COLUMNS[len(row)] if len(row) < len(COLUMNS) else ""
        raise TraceError(path, line, column, f"{len(COLUMNS)} columns", f"{len(row)} ({','.join(row)[:80]!r})")


def _time(path: Path, line: int, text: str) -> datetime:
    expected = "a time like 2023-11-16 18:15:46.6805900"
    if not _TIMESTAMP.fullmatch(text.strip()):
        raise TraceError(path, line, COLUMNS[0], expected, repr(text))
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:  # the 30th of February
        raise TraceError(path, line, COLUMNS[0], expected, repr(text)) from None


def _seconds(
    path: Path, line: int, text: str, time: datetime, first: datetime, before: Sequence[float]
) -> float:  # fmt: skip
    """Return seconds since the first row, never less than those of the row above."""
    if (time.tzinfo is None) != (first.tzinfo is None):
        raise TraceError(path, line, COLUMNS[0], "all times with a zone or none", repr(text))
    since_s = (time - first).total_seconds()
    last_s = before[-1] if before else 0.0
    if since_s > last_s + GAP_S:
        raise TraceError(path, line, COLUMNS[0], "no more than a day after the row above", repr(text))
    if since_s < last_s - BACKWARD_S:
        raise TraceError(path, line, COLUMNS[0], "no time before that of the row above", repr(text))
    return max(since_s, last_s)


def _tokens(path: Path, line: int, row: Sequence[str], column: int) -> int:
    digits = row[column].strip()
    count = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 19 else -1
    if not 0 <= count <= MOST_TOKENS:
        raise TraceError(path, line, COLUMNS[column], f"a whole number from 0 to {MOST_TOKENS}", repr(row[column]))
    return count
