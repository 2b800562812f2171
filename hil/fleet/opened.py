"""A fleet's folder opened for reading: complete, failed, or left behind by a host that was killed."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hil.arguments import is_fleet
from hil.errors import RecordError
from hil.fleet.folder import COMPLETE, MANIFEST_NAME, RUNNING, SERIES_NAME
from hil.fleet.page import words
from hil.fleet.shown import said, write_page
from sim.fleet import table
from sim.fleet.run import FleetResult
from sim.fleet.spec import FleetSpec
from sim.orbit.shells import Shell

Array = NDArray[np.float64]


class FleetRun:
    """The results of one fleet, read from its folder when asked for."""

    def __init__(self, path: Path) -> None:
        """Read the manifest of `path`. Raises RecordError when it is no fleet's folder."""
        if not is_fleet(path):
            raise RecordError(
                str(path), "the folder of a fleet", "no manifest of one", "name the folder of `hil fleet`"
            )
        self.path = path
        self.manifest: dict[str, Any] = json.loads((path / MANIFEST_NAME).read_text(encoding="utf-8"))

    @property
    def complete(self) -> bool:
        """Say whether the run reached its end: only then is it a result."""
        return bool(self.manifest["status"] == COMPLETE)

    def why(self) -> str:
        """Return what kept the run from its end, "" for a complete one."""
        if self.manifest["status"] == RUNNING:
            return "it is still running, or its host was killed"
        return "" if self.complete else str(self.manifest.get("error"))

    def spec(self) -> FleetSpec:
        """Return what was asked for."""
        asked = self.manifest["fleet"]
        plain = asked | {"shells": tuple(Shell(**shell) for shell in asked["shells"])}
        epoch = datetime.fromisoformat(plain.pop("epoch"))
        return FleetSpec(epoch_utc=epoch, **plain)

    def series(self) -> FleetResult:
        """Return the series by shell, no row in `summary`. Raises RecordError for an incomplete run."""
        if not self.complete:
            raise RecordError(
                f"fleet {self.path}", "a complete run", f"an incomplete one: {self.why()}", "fly it again"
            )
        import pyarrow.parquet as pq

        rows = pq.read_table(self.path / SERIES_NAME).to_pydict()
        shape = (-1, len(self.manifest["fleet"]["shells"]))
        counts = np.array(rows["satellites"], np.float64).reshape(shape)[0]

        def outputs(part: str) -> Array:
            found = [np.array(rows[f"{name}_{part}"], np.float64).reshape(shape) for name in table.OUTPUTS]
            return np.stack(found, axis=-1)

        times = np.array(rows["time_s"], np.float64).reshape(shape)[:, 0]
        none = np.empty((0, len(table.SUMMARY)))
        sums = outputs("mean") * counts[np.newaxis, :, np.newaxis]
        return FleetResult(times, counts, sums, outputs("low"), outputs("high"), none)


def draw(path: Path) -> Path:
    """Write the page of the complete fleet in `path` again and return it. Raises RecordError."""
    run = FleetRun(path)
    spec = run.spec()
    measured = {name: part for name, part in run.manifest.items() if isinstance(part, dict) and "said" in part}
    return write_page(path, run.series(), spec.shells, spec.step_s, [said(run.manifest["facts"]), words(measured)])
