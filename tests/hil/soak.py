"""Faults for a soak: one a minute, drawn by seed over all fault points of the plant and disturbances of links."""

from __future__ import annotations

from random import Random
from typing import Any, NamedTuple

from firmware_py.icd import boards
from hil.fault.target import TARGETS
from hil.transport.disturbance import KINDS, WAYS, Disturbance
from hil.transport.proxy import LOSING

EVERY_S = 60.0
LONGEST_S, SHORTEST_S = 50.0, 0.1
LATCHED_S = 0.1  # [s] a latched part that is not rid of its current is isolated for good at the third try
#: They end a run, or the board goes away: tests of their own (board/test_loss.py, test_run_replug.py).
ENDING = ("half-open", *LOSING)
TICKS_A_SECOND = 10.0


class Plan(NamedTuple):
    """What a soak does: faults as a scenario writes them, and disturbances by board."""

    faults: list[dict[str, Any]]
    disturbances: dict[str, list[Disturbance]]


def fault_points() -> list[str]:
    """Return the targets that the parameter tables name as faults of hardware: not sizes, not planted book errors."""
    return [
        name for name, row in TARGETS.items() if row.text.startswith("fault") or "_health_" in name or ".leak" in name
    ]  # fmt: skip


def link_points() -> list[tuple[str, str, str]]:
    """Return (board, kind, way) of every disturbance that a run can live through."""
    return [(board, kind, way) for board in boards.NAMES for kind in KINDS if kind not in ENDING for way in WAYS]


def plan(seed: int, duration_s: float) -> Plan:
    """Draw one fault for every minute of `duration_s` [s] but the first."""
    draw = Random(seed)
    points: list[Any] = [*fault_points(), *link_points()]
    drawn = Plan([], {})
    for number in range(1, int(duration_s / EVERY_S)):
        point = draw.choice(points)
        at_s = number * EVERY_S
        if isinstance(point, str):
            drawn.faults.append(_of_the_plant(draw, point, at_s))
        else:
            board, kind, way = point
            frame = int(at_s * TICKS_A_SECOND)
            drawn.disturbances.setdefault(board, []).append(Disturbance(kind, (way,), 0.0, frame))
    return drawn


def _of_the_plant(draw: Random, target: str, at_s: float) -> dict[str, Any]:
    """Return a fault from a thousandth to the whole of its range, for a tenth of a second to nearly a minute."""
    row = TARGETS[target]
    bounds = [bound for bound in (row.low, row.high) if bound != row.default]
    bound = draw.choice(bounds)
    share = 1.0 if _is_switch(target) else 10.0 ** (-3.0 * draw.random())
    for_s = LATCHED_S if "latchup" in target else SHORTEST_S * (LONGEST_S / SHORTEST_S) ** draw.random()
    return {
        "at_s": at_s, "for_s": round(for_s, 1), "target": target,
        "value": row.default + share * (bound - row.default),
    }  # fmt: skip


def _is_switch(target: str) -> bool:
    return target.endswith(("_stuck", "_open", "_short"))
