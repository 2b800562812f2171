"""The layout of one record row: the wire part, then the truth part, packed big-endian.

The wire part is tick u32 and t_ns i64; per board the link outcome u8 and the SAMPLE body as it came (docs/wire.md);
per topic the message published at this tick. The truth part is one float64 per name that the plant gives.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from .column import Column, truth_columns, wire_columns

Rows = npt.NDArray[np.void]  # structured, dtype RowLayout.dtype


class RowLayout:
    """Sizes, columns and numpy dtype of a row. Immutable.

    `wire` defaults to the columns of this checkout's dictionary; an old record brings its own.
    """

    def __init__(self, truth_names: Sequence[str], wire: Sequence[Column] | None = None) -> None:
        self.wire = tuple(wire_columns() if wire is None else wire)
        self.truth = truth_columns(truth_names)
        self.columns = self.wire + self.truth
        self.dtype = _packed(self.columns)
        self.wire_size = _packed(self.wire).itemsize  # [bytes]
        self.truth_size = _packed(self.truth).itemsize  # [bytes]
        self.row_size = self.wire_size + self.truth_size  # [bytes]
        self._by_name = {column.name: column for column in self.columns}

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def column(self, name: str) -> Column:
        """Return the column called `name`. Raises KeyError."""
        return self._by_name[name]

    @cached_property
    def schema_hash(self) -> str:
        """Return the hex hash of names, types and calibration of all columns."""
        rows = [[c.name, c.dtype, c.unit, c.scale, c.offset, c.invalid] for c in self.columns]
        text = json.dumps(rows, separators=(",", ":"))
        return hashlib.blake2b(text.encode(), digest_size=32).hexdigest()

    def plain(self) -> dict[str, Any]:
        """Return plain data from which `described` makes the same layout again."""
        names = [column.name.removeprefix("truth.") for column in self.truth]
        return {"wire": [column.plain() for column in self.wire], "truth": names}

    @classmethod
    def described(cls, plain: dict[str, Any]) -> RowLayout:
        """Return the layout that `plain` gave. Raises KeyError or TypeError when it is something else."""
        return cls(plain["truth"], [Column(*row) for row in plain["wire"]])

    def rows(self, data: bytes | memoryview) -> Rows:
        """Return whole rows of `data` as a structured array, shape (rows,); a cut tail is left out."""
        count = len(data) // self.row_size
        return np.frombuffer(data, dtype=self.dtype, count=count)

    def engineering(self, name: str, counts: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
        """Return `counts` of column `name` in its unit, shape kept; INVALID becomes NaN."""
        column = self._by_name[name]
        values = counts.astype(np.float64) * column.scale + column.offset
        if column.invalid is not None:
            values[counts == column.invalid] = np.nan
        return values


def _packed(columns: Sequence[Column]) -> np.dtype[np.void]:
    return np.dtype([(column.name, column.dtype) for column in columns])
