"""All satellites together, block by block: what of a fleet's results is kept in memory while it runs."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.fleet import table
from sim.fleet.run import BlockResult, FleetResult, merge

Array = NDArray[np.float64]

BOOKS = 1e-9  # of array's and loads' energy: what a satellite's electrical and heat books may miss


class Total:
    """Sums of the blocks so far, in block order, and the extremes of the satellites; no satellite is kept."""

    def __init__(self) -> None:
        """Begin with no block."""
        self._total: BlockResult | None = None
        self._facts: dict[str, float] = {}

    def add(self, result: BlockResult) -> None:
        """Take the next block."""
        slim = result._replace(block=0, summary=result.summary[:0])
        if self._total is not None:
            slim = BlockResult(0, *merge([self._total, slim._replace(block=1)]))
        self._total = slim
        column = {name: result.summary[:, n] for n, name in enumerate(table.SUMMARY)}
        throughput_j = np.maximum(column["array_j"] + column["load_j"], 1.0)
        self._most("books_residual", (np.abs(column["books_residual_j"]) / throughput_j).max())
        self._most("heat_residual", (np.abs(column["heat_residual_j"]) / throughput_j).max())
        self._most("hottest_junction_c", column["max_junction_c"].max())
        self._most("lowest_soc", -column["min_soc"].min())
        for name in ("array_j", "load_j", "compute_h", "eclipse_s", "shed_s"):
            self._facts[name] = self._facts.get(name, 0.0) + float(column[name].sum())

    def _most(self, name: str, value: Any) -> None:
        self._facts[name] = float(np.maximum(self._facts.get(name, -np.inf), value))  # a NaN stays

    @property
    def fleet(self) -> FleetResult:
        """All blocks so far; no row in `summary`. Raises ValueError before the first."""
        if self._total is None:
            raise ValueError("no block yet")
        return FleetResult(*self._total[1:])

    def facts(self, duration_s: float) -> dict[str, float]:
        """Return what the whole fleet did in `duration_s` [s], in the units of the names."""
        fleet, facts = self.fleet, self._facts
        satellites = float(fleet.satellites.sum())
        seconds = satellites * duration_s
        return {
            "satellites": satellites,
            "sunlit_share": 1.0 - facts["eclipse_s"] / seconds,
            "array_kw": facts["array_j"] / seconds / 1e3,
            "compute_accelerator_h": facts["compute_h"],
            "compute_accelerators": facts["compute_h"] * 3600.0 / seconds,
            "shed_share": facts["shed_s"] / seconds,
            "lowest_soc": -facts["lowest_soc"],
            "hottest_junction_c": facts["hottest_junction_c"],
            "books_residual": facts["books_residual"],
            "heat_residual": facts["heat_residual"],
        }


def series_columns(fleet: FleetResult, shells: list[str]) -> dict[str, NDArray[Any]]:
    """Return the rows of series.parquet: for each time and shell the mean, lowest and highest of every output."""
    times, count = fleet.t_s.size, len(shells)
    columns: dict[str, NDArray[Any]] = {
        "time_s": np.repeat(fleet.t_s, count),
        "shell": np.tile(np.arange(count, dtype=np.int32), times),
        "name": np.tile(np.array(shells, dtype=object), times),
        "satellites": np.tile(fleet.satellites.astype(np.int64), times),
    }
    for n, name in enumerate(table.OUTPUTS):
        columns[f"{name}_mean"] = (fleet.sums[:, :, n] / fleet.satellites).reshape(-1)
        columns[f"{name}_low"] = fleet.low[:, :, n].reshape(-1)
        columns[f"{name}_high"] = fleet.high[:, :, n].reshape(-1)
    return columns


def satellite_columns(result: BlockResult, first: int) -> dict[str, NDArray[Any]]:
    """Return the rows of satellites.parquet of one block whose first satellite is number `first`."""
    columns: dict[str, NDArray[Any]] = {"satellite": first + np.arange(len(result.summary), dtype=np.int64)}
    for n, name in enumerate(table.SUMMARY):
        columns[name] = result.summary[:, n]
    return columns
