"""The verdict: every requirement of the table judged over one run."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from .requirement import Finding, Limits, Requirement, Signals, defaults
from .table import IDS, TABLE

PASS = "PASS"
FAIL = "FAIL"
NOT_EXERCISED = "NOT_EXERCISED"


class Row(NamedTuple):
    """The verdict on one requirement."""

    id: str
    text: str
    unit: str
    measured: float  # NaN when nothing was
    limit: str
    when_s: float  # of the worst instant, simulated time [s]; NaN when there is none
    margin: float  # robustness: distance to the limit, negative when broken
    status: str
    required: bool  # the scenario asks that its premise comes true

    @property
    def failed(self) -> bool:
        """Say whether this row makes the run fail."""
        return self.status == FAIL or (self.status == NOT_EXERCISED and self.required)

    def plain(self) -> dict[str, Any]:
        """Return the row as JSON takes it: no NaN, no infinity."""
        return {name: _finite(value) for name, value in zip(self._fields, self, strict=True)}


class Verdict(NamedTuple):
    """The rows in the order of the table."""

    rows: tuple[Row, ...]

    @property
    def passed(self) -> bool:
        """Say whether no row fails."""
        return not any(row.failed for row in self.rows)

    @property
    def exit_code(self) -> int:
        """Return 0 when all checks held, else 1 (docs/architecture.md)."""
        return 0 if self.passed else 1

    def count(self, status: str) -> int:
        """Return how many rows have `status`."""
        return sum(row.status == status for row in self.rows)

    def plain(self) -> dict[str, Any]:
        """Return the verdict as JSON takes it."""
        return {"passed": self.passed, "rows": [row.plain() for row in self.rows]}


def judge(
    run: Signals,
    limits: Limits | None = None,
    must_exercise: Collection[str] = (),
    table: Iterable[Requirement] = TABLE,
) -> Verdict:
    """Judge `run` by `table`, `limits` laid over the defaults.

    Raises KeyError for an id in `must_exercise` that no requirement has, or for a signal the run lacks.
    """
    unknown = set(must_exercise) - set(IDS)
    if unknown:
        raise KeyError(f"no requirement called {', '.join(sorted(unknown))}")
    complete = defaults() | dict(limits or {})
    return Verdict(tuple(_row(one, one.find(run, complete), one.id in must_exercise) for one in table))


def from_plain(plain: dict[str, Any]) -> Verdict:
    """Return the verdict that `plain` gave."""
    return Verdict(tuple(Row(**{name: _number(name, value) for name, value in row.items()}) for row in plain["rows"]))


def _row(one: Requirement, found: Finding, required: bool) -> Row:
    return Row(
        one.id, one.text, one.unit, found.measured, found.limit, found.when_s, found.margin, _status(found), required
    )


def _status(found: Finding) -> str:
    if found.margin < 0.0:
        return FAIL  # broken is broken, also before its premise came true
    if not found.exercised:
        return NOT_EXERCISED
    return PASS if found.margin >= 0.0 else FAIL  # NaN: nobody knows, and that is no pass


def _finite(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else ("inf" if value > 0.0 else "-inf")
    return value


def _number(name: str, value: Any) -> Any:
    return float("nan" if value is None else value) if name in {"measured", "when_s", "margin"} else value
