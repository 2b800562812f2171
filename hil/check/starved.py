"""Requirements on a coolant loop that has lost its flow, and on the racks that hang on it."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from firmware_py.payload.sensors import LOOP_GROUPS

from .formula import nothing, period_s, spans
from .requirement import Finding, Limits, Mask, Requirement, Signals

LOOPS = ("a", "b")
NO_FLOW_KG_S = 0.1  # a tenth of the rated flow of ODC-120: nothing to speak of
RACKS_OFF_RUNG = 3  # from this rung of the shed ladder on no rack runs, whatever the loops do


def without_flow(run: Signals, loop: int) -> Mask:
    """Return where loop 0 (A) or 1 (B) has no measured flow, shape (rows,); an INVALID reading tells nothing."""
    found: Mask = run.column(f"radiator.flow_{LOOPS[loop]}") < NO_FLOW_KG_S
    return found


def racks(run: Signals, loop: int) -> Mask:
    """Return where any rack group of the loop is switched on, shape (rows,)."""
    on: Mask = _enabled(run, loop) != 0
    return on


def at_rest(run: Signals, loop: int) -> Mask:
    """Return where the loop is out of service: no flow, and no rack on it."""
    return without_flow(run, loop) & ~racks(run, loop)


def _enabled(run: Signals, loop: int) -> NDArray[np.int64]:
    mask = np.nan_to_num(run.column("payload.set.rack_enable")).astype(np.int64)
    return np.bitwise_and(mask, LOOP_GROUPS[loop])


def answered(run: Signals, limits: Limits) -> Finding:
    """Measure the longest time that racks stay on in a loop without flow."""
    allowed_s = limits["flow_loss_s"]
    text = f"<= {allowed_s:g}"
    worst: Finding | None = None
    for loop in (0, 1):
        for start, end in spans(without_flow(run, loop) & racks(run, loop)):
            if start == 0:
                continue  # pumps start with the run
            took_s = (end - start) * period_s(run.time_s)
            if worst is None or took_s > worst.measured:
                worst = Finding(took_s, text, allowed_s - took_s, float(run.time_s[start]))
    return worst or nothing(text)


def others_run(run: Signals, limits: Limits) -> Finding:
    """Count rows in which a loop is at rest and a rack group of the other, which flows, is off without a rung."""
    count, when_s, seen = 0, math.nan, False
    free = run.column("msg.eps.rung") < RACKS_OFF_RUNG
    for loop in (0, 1):
        premise = at_rest(run, loop) & ~without_flow(run, 1 - loop) & free
        seen = seen or bool(premise.any())
        bad = premise & (_enabled(run, 1 - loop) != LOOP_GROUPS[1 - loop])
        if bad.any():
            count += int(bad.sum())
            when_s = float(run.time_s[int(np.argmax(bad))])
    return Finding(float(count), "0", 0.0 - count, when_s, exercised=seen) if seen else nothing("0")


TABLE = (
    Requirement(
        "THM-005", "When a loop loses its flow, a pump takes over or its racks go off in time", "response", "s",
        ("flow_loss_s",), "a loop lost its flow while it fed racks",
        "longest time that racks are on in a loop whose measured flow is under 0.1 kg/s", answered,
    ),
    Requirement(
        "THM-006", "The racks of a loop that flows keep running while the other is out of service", "always", "rows",
        (), "a loop was out of service, and no rung above 2 ordered",
        "rows in which a rack group of the loop that flows is off", others_run,
    ),
)  # fmt: skip
