"""telemetry.parquet: the journal's rows as columns of raw counts, calibration in the metadata of each field.

pyarrow is imported when first used: it costs 0.2 s that a refused scenario should not pay.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from .column import Column
from .disk import guarded
from .layout import RowLayout, Rows

NAME = "telemetry.parquet"
GROUP_ROWS = 8192  # rows converted at a time: about 20 MB at 300 columns of 8 bytes
LAYOUT_KEY = b"everdawn.layout"


def write(path: Path, layout: RowLayout, rows: Rows) -> None:
    """Write `rows` to `path`, which appears only when complete. Raises RecordError when the disk is full."""
    import pyarrow.parquet as pq

    beside = path.with_name(path.name + ".part")
    truth = [column.name for column in layout.truth]
    try:
        with (
            guarded(path),
            pq.ParquetWriter(
                beside,
                _schema(layout),
                compression="zstd",
                use_dictionary=[column.name for column in layout.wire],
                use_byte_stream_split=truth,
            ) as writer,
        ):
            for start in range(0, len(rows), GROUP_ROWS):
                writer.write_batch(_batch(layout, rows[start : start + GROUP_ROWS]))
        with guarded(path):
            beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


class Telemetry:
    """A finished telemetry file, read column by column."""

    def __init__(self, path: Path) -> None:
        """Open `path`. Raises OSError or pyarrow.ArrowInvalid when it is no Parquet file of ours."""
        import pyarrow.parquet as pq

        self._file = pq.ParquetFile(path, memory_map=True)
        self.layout = RowLayout.described(json.loads(self._file.schema_arrow.metadata[LAYOUT_KEY]))
        self.rows: int = self._file.metadata.num_rows

    def counts(self, name: str) -> npt.NDArray[Any]:
        """Return the stored numbers of one column, shape (rows,). Raises KeyError."""
        self.layout.column(name)
        values: npt.NDArray[Any] = self._file.read(columns=[name]).column(0).to_numpy()
        return values

    def table(self) -> Rows:
        """Return every column as packed big-endian rows, shape (rows,)."""
        rows = np.empty(self.rows, dtype=self.layout.dtype)
        for column in self.layout.columns:
            rows[column.name] = self.counts(column.name)
        return rows


def _schema(layout: RowLayout) -> Any:
    import pyarrow as pa

    fields = [
        pa.field(c.name, pa.from_numpy_dtype(_native(c)), nullable=False, metadata=_meaning(c)) for c in layout.columns
    ]
    return pa.schema(fields, metadata={LAYOUT_KEY: json.dumps(layout.plain())})


def _batch(layout: RowLayout, rows: Rows) -> Any:
    import pyarrow as pa

    arrays = [pa.array(rows[c.name].astype(_native(c))) for c in layout.columns]
    return pa.record_batch(arrays, schema=_schema(layout))


def _native(column: Column) -> np.dtype[Any]:
    return np.dtype(column.dtype).newbyteorder("=")


def _meaning(column: Column) -> dict[str, str]:
    meaning = {"unit": column.unit, "scale": repr(column.scale), "offset": repr(column.offset), "text": column.text}
    if column.invalid is not None:
        meaning["invalid"] = str(column.invalid)
    return meaning
