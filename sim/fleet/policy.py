"""A small on-board power policy: a declared surrogate of the flight software. Ours (docs/models/fleet-policy.md).

Levels of compute 0 (idle), 1 (half) and 2 (all that is asked). Idle when the step ends in shadow, so compute is off
one step before the umbra; half below a floor of charge, until it is back above a higher one.

`p` is (len(PARAMETERS),) of sim.fleet.table.
"""

from sim.fleet import table
from sim.kernel import jit
from sim.power.vector import Vector

IDLE, HALF, FULL = 0.0, 1.0, 2.0


@jit
def next_level(level: float, share_end: float, soc: float, p: Vector) -> float:
    """Return the level, 0 to 2, for the step that ends with `share_end` of the Sun in view, from SoC [1] (ours)."""
    if share_end < p[table.SHED_SHARE] or not soc > 0.5 * p[table.SOC_FLOOR]:
        return IDLE
    if soc < p[table.SOC_FLOOR] or (level < FULL and soc < p[table.SOC_BACK]):
        return HALF
    return FULL
