"""The folder of a fleet: manifest.json, satellites.parquet (a row each), series.parquet (a row a time and shell).

The manifest says "running" until all of it is there; Parquet files appear only whole. So a folder left by a run that
was killed can never be taken for a result.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hil.errors import ConfigError, RecordError
from hil.record.disk import guarded, replace

MANIFEST_NAME = "manifest.json"
SATELLITES_NAME = "satellites.parquet"
SERIES_NAME = "series.parquet"
PAGE_NAME = "fleet.html"
RUNNING, COMPLETE, FAILED = "running", "complete", "failed"

Columns = Mapping[str, NDArray[Any]]


class FleetFolder:
    """Writes one fleet run. A context manager: leaving it without `finish` marks the run as failed."""

    def __init__(self, path: Path, about: Mapping[str, Any]) -> None:
        """Make `path` and its manifest. Raises ConfigError when it holds anything or cannot be made."""
        try:
            with guarded(path):
                path.mkdir(parents=True, exist_ok=True)
                found = next(path.iterdir(), None)
        except RecordError as error:
            raise ConfigError(error.what, error.expected, error.got, "choose another --out") from error
        if found is not None:
            raise ConfigError(
                f"run folder {path}", "an empty or new folder", f"it holds {found.name}", "choose another --out"
            )
        self.path = path
        self._about: dict[str, Any] = {**about, "status": RUNNING}
        self._satellites = _Growing(path / SATELLITES_NAME)
        self._write()

    def __enter__(self) -> FleetFolder:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._satellites.discard()
        if self._about["status"] == RUNNING:
            self._about.update(status=FAILED, error=str(error) if error is not None else None)
            self._write()

    def note(self, name: str, facts: Any) -> None:
        """Keep `facts` in the manifest under `name`. Raises RecordError."""
        self._about[name] = facts
        self._write()

    def satellites(self, columns: Columns) -> None:
        """Append a block of satellites. Raises RecordError when the disk is full."""
        self._satellites.append(columns)

    def finish(self, series: Columns, results: Mapping[str, Any]) -> None:
        """Write the series, close the table of satellites, and say in the manifest that all is there."""
        self._satellites.close()
        growing = _Growing(self.path / SERIES_NAME)
        try:
            growing.append(series)
            growing.close()
        finally:
            growing.discard()
        self._about.update(results, status=COMPLETE)
        self._write()

    def _write(self) -> None:
        replace(self.path / MANIFEST_NAME, json.dumps(self._about, indent=1) + "\n")


class _Growing:
    """A Parquet file that appears under its name when it is closed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._beside = path.with_name(path.name + ".part")
        self._writer: Any = None

    def append(self, columns: Columns) -> None:
        """Write columns of one length as a row group. Raises RecordError."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        with guarded(self._path):
            table = pa.table({name: pa.array(np.ascontiguousarray(values)) for name, values in columns.items()})
            if self._writer is None:
                self._writer = pq.ParquetWriter(self._beside, table.schema, compression="zstd")
            self._writer.write_table(table)

    def close(self) -> None:
        """Give the file its name. Raises RecordError."""
        if self._writer is not None:
            with guarded(self._path):
                self._writer.close()
                self._beside.replace(self._path)
            self._writer = None

    def discard(self) -> None:
        """Remove what was not closed. Idempotent."""
        if self._writer is not None:
            self._writer = None
        self._beside.unlink(missing_ok=True)
