"""Requirements on the books of energy: a run whose physics does not add up proves nothing."""

from __future__ import annotations

import math

from .formula import bounded
from .requirement import Finding, Limits, Requirement, Signals


def electrical(run: Signals, limits: Limits) -> Finding:
    """Judge the electrical residual, as a share of the energy that passed."""
    return _residual(run, limits, "electrical_residual")


def thermal(run: Signals, limits: Limits) -> Finding:
    """Judge the thermal residual, as a share of the heat that passed."""
    return _residual(run, limits, "thermal_residual")


def _residual(run: Signals, limits: Limits, name: str) -> Finding:
    limit = limits[name]
    return bounded(abs(run.column(f"truth.{name}")), run.time_s, -math.inf, limit, f"<= {limit:g}")


TABLE = (
    Requirement(
        "BKS-001", "The electrical energy books close", "books", "1", ("electrical_residual",), "",
        "in - out - stored over throughput; stored from state, losses integrated apart", electrical,
    ),
    Requirement(
        "BKS-002", "The heat books close", "books", "1", ("thermal_residual",), "",
        "in - out - stored over throughput; stored from state, rejection integrated apart", thermal,
    ),
)  # fmt: skip
