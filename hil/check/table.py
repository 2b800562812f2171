"""The one table of requirements, and its rendering as docs/requirements.md."""

from __future__ import annotations

from . import books, compute, freezing, laser, power, starved, system, thermal
from .requirement import LIMITS, Requirement

TABLE: tuple[Requirement, ...] = (
    *power.TABLE,
    *thermal.TABLE,
    *starved.TABLE,
    *freezing.TABLE,
    *laser.TABLE,
    *compute.TABLE,
    *system.TABLE,
    *books.TABLE,
)
IDS = tuple(requirement.id for requirement in TABLE)


def markdown() -> str:
    """Return docs/requirements.md."""
    lines = [
        "# Requirements",
        "",
        "Made from `hil/check` by `hil dict export requirements`; do not edit. Every run is judged by every row. A row",
        "whose premise never became true is NOT EXERCISED, which is no pass; a scenario lists under `must_exercise`",
        "those for which that counts as a failure. Each id stands in the tests of `tests/hil/check`, which show that",
        "its check fails on a planted violation.",
        "",
        "| id | requirement | kind | unit | limits | premise | measured |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [_line(requirement) for requirement in TABLE]
    lines += ["", "## Limits", "", "A scenario may set these under `limits`.", ""]
    lines += ["| name | unit | default | range | meaning |", "|---|---|---|---|---|"]
    lines += [f"| `{m.name}` | {m.unit} | {m.default:g} | {m.low:g} to {m.high:g} | {m.text} |" for m in LIMITS]
    return "\n".join(lines) + "\n"


def _line(one: Requirement) -> str:
    limits = ", ".join(f"`{name}`" for name in one.limits) or "-"
    return f"| {one.id} | {one.text} | {one.kind} | {one.unit} | {limits} | {one.premise or '-'} | {one.how} |"
