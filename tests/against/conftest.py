"""`agrees`: the one assertion of tests against an outside authority, which also notes what it compared.

`make accuracy` runs this folder with `--accuracy FILE` and turns the rows into docs/accuracy.md.
"""

from __future__ import annotations

import csv
import math
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

COLUMNS = ("case", "quantity", "unit", "ours", "theirs", "difference", "tolerance", "authority", "test")
_ROWS: pytest.StashKey[list[tuple[Any, ...]]] = pytest.StashKey()

os.environ["PYBAMM_DISABLE_TELEMETRY"] = "true"  # a test run reports to nobody

Agrees = Callable[..., None]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that names where the rows go."""
    parser.addoption("--accuracy", metavar="FILE", default=None, help="write what was compared to FILE (CSV)")


def pytest_configure(config: pytest.Config) -> None:
    """Begin an empty list of rows."""
    config.stash[_ROWS] = []


@pytest.fixture
def agrees(request: pytest.FixtureRequest) -> Agrees:
    """Return a function that asserts `|ours - theirs| <= tolerance` and notes the row.

    `agrees("O-3", "umbra entry", ours, theirs, 1e-3, unit="s", authority="Orekit")`; with `relative=True` the tolerance
    is a share of `theirs`. Values are floats; compare arrays by their worst element.
    """
    rows = request.config.stash[_ROWS]

    def compare(
        case: str, quantity: str, ours: float, theirs: float, tolerance: float, *,
        unit: str, authority: str, relative: bool = False,
    ) -> None:  # fmt: skip
        ours, theirs = float(ours), float(theirs)  # numpy's scalars print otherwise
        assert math.isfinite(ours), f"{case} {quantity}: {ours}"
        difference = ours - theirs
        allowed = tolerance * abs(theirs) if relative else tolerance
        shown = f"{tolerance:.3g} of it" if relative else f"{tolerance:.3g}"
        rows.append((case, quantity, unit, ours, theirs, difference, shown, authority, request.node.nodeid))
        said = f"{case} {quantity}: {ours} {unit}, {authority} has {theirs}, off {difference}"
        assert abs(difference) <= allowed, said

    return compare


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the rows when a file was asked for."""
    path = session.config.getoption("--accuracy", default=None)
    if path is None:
        return
    with Path(path).open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(session.config.stash[_ROWS])
