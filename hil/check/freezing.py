"""The requirement that coolant keeps its distance from its freezing point."""

from __future__ import annotations

import math

from .formula import bounded, nothing
from .requirement import Finding, Limits, Requirement, Signals
from .starved import LOOPS, at_rest


def distance(run: Signals, limits: Limits) -> Finding:
    """Measure how far above freezing the coldest coolant of a loop in service was: where it leaves the radiator."""
    allowed_k = limits["freeze_margin_k"]
    text = f">= {allowed_k:g}"
    worst: Finding | None = None
    for number, loop in enumerate(LOOPS):
        fed = ~at_rest(run, number)
        if not fed.any():
            continue
        above_k = (run.column(f"truth.outlet_{loop}_c") - limits["freeze_c"])[fed]
        found = bounded(above_k, run.time_s[fed], allowed_k, math.inf, text)
        if worst is None or math.isnan(found.margin) or found.margin < worst.margin:
            worst = found
    if worst is None or worst.measured > limits["freeze_near_k"]:
        return nothing(text)
    return worst


TABLE = (
    Requirement(
        "THM-007", "Coolant of a loop in service keeps its distance from freezing", "always", "K",
        ("freeze_c", "freeze_margin_k", "freeze_near_k"), "coolant came within `freeze_near_k` of its freezing point",
        "true temperature of the coolant that leaves the radiator, over `freeze_c`", distance,
    ),
)  # fmt: skip
