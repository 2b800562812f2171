"""A run folder opened for reading: finished, interrupted, or left behind by a host that was killed."""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from hil.errors import RecordError

from . import eventlog, folder, journal, manifest, parquet
from .eventlog import Event
from .layout import RowLayout, Rows
from .replay import replay

NS_PER_S = 1_000_000_000


class Run:
    """The signals of one run. Columns are read when first asked for and kept."""

    def __init__(self, path: Path, about: dict[str, Any], layout: RowLayout, rows: Rows | parquet.Telemetry) -> None:
        """Use `open_run`."""
        self.path = path
        self.manifest = about
        self.layout = layout
        self._rows = rows
        self._columns: dict[str, npt.NDArray[np.float64]] = {}

    @property
    def complete(self) -> bool:
        """Say whether the run was closed by the host that ran it."""
        return bool(self.manifest["status"] == manifest.ENDED)

    @property
    def rows(self) -> int:
        """Return the number of rows."""
        return self._rows.rows if isinstance(self._rows, parquet.Telemetry) else len(self._rows)

    def __contains__(self, name: str) -> bool:
        return name in self.layout

    def column(self, name: str) -> npt.NDArray[np.float64]:
        """Return column `name` in its unit, shape (rows,); INVALID is NaN. Read only. Raises KeyError."""
        if name not in self._columns:
            values = self.layout.engineering(name, self.counts(name))
            values.setflags(write=False)
            self._columns[name] = values
        return self._columns[name]

    def counts(self, name: str) -> npt.NDArray[Any]:
        """Return the numbers of column `name` as they were on the wire, shape (rows,). Raises KeyError."""
        if isinstance(self._rows, parquet.Telemetry):
            return self._rows.counts(name)
        column = self.layout.column(name)
        return self._rows[name].astype(np.dtype(column.dtype).newbyteorder("="))

    def table(self) -> Rows:
        """Return all rows, packed big-endian, shape (rows,)."""
        return self._rows.table() if isinstance(self._rows, parquet.Telemetry) else self._rows

    @cached_property
    def time_s(self) -> npt.NDArray[np.float64]:
        """Simulated time of each row since the scenario's epoch [s], shape (rows,)."""
        return self.counts("t_ns").astype(np.float64) / NS_PER_S

    @cached_property
    def events(self) -> list[Event]:
        """The events of the rows that are there, in order."""
        last = int(self.counts("tick")[-1]) if self.rows else -1
        return [event for event in eventlog.read(self.path / eventlog.NAME) if event.tick <= last]

    @property
    def verdict(self) -> dict[str, Any] | None:
        """The verdict as it was written, None when the run did not come so far."""
        path = self.path / folder.VERDICT_NAME
        return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else None


def open_run(path: Path) -> Run:
    """Open the run folder `path` without changing it. Raises RecordError when it is none."""
    about = manifest.read(path)
    telemetry = path / parquet.NAME
    source = path / journal.NAME
    if telemetry.exists():
        found = parquet.Telemetry(telemetry)
        return Run(path, about, found.layout, found)
    if not source.exists():
        raise RecordError(
            f"{path} has no telemetry", f"{parquet.NAME} or {journal.NAME}", "neither", "it cannot be read"
        )
    return Run(path, about, *journal.read(source))


def repair(path: Path) -> Run:
    """Give a folder left behind by a dead host its Parquet, hashes and final manifest, and open it.

    The rows it has are kept; a row cut in the middle is dropped. A finished folder is left as it is.
    Raises RecordError.
    """
    run = open_run(path)
    if (path / journal.NAME).exists() and not (path / parquet.NAME).exists():
        folder.convert(path)
        run = open_run(path)
    if run.manifest["status"] != manifest.RUNNING:
        return run
    about = run.manifest
    chain = replay(run.layout, run.table(), run.events, about["start"])
    hashes = folder.hashes(chain, run.layout, about["scenario_text"], len(run.events))
    manifest.write(path, about | {"status": manifest.REPAIRED, "exit": 3} | hashes)
    (path / journal.NAME).unlink(missing_ok=True)
    return open_run(path)
