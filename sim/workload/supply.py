"""Power supplies of a rack group: they ride through a short loss of input from their own stored energy.

Source: such supplies smooth the load of one current rack-scale system (docs/physics.md section 6, S14). The store
carries the group for half a second at peak; what was taken is drawn again, on top of the load, when the input is back.
A group whose store ran empty is dark, has lost what was in its memory, and starts again.
"""

import numpy as np
from numpy.typing import NDArray

from sim.kernel import jit
from sim.parameters import Parameter

PARAMETERS = (
    Parameter("ride_through_j", "J", 1040.0, 0.0, 1e6, "ours: energy stored for an accelerator, 0.5 s at 2080 W"),
    Parameter("refill_w", "W", 100.0, 1.0, 10000.0, "ours: power that refills an accelerator's store, 5 % of peak"),
    Parameter("boot_s", "s", 20.0, 0.0, 3600.0, "ours: from power to ready, at idle power, after the store ran empty"),
)
RIDE_THROUGH, REFILL, BOOT = range(3)

# Offsets in a group's state.
TAKEN = 0  # energy missing in the store of one accelerator [J]
STARTING = 1  # time until the group is ready [s]; 0 when it is
LENGTH = 2

Vector = NDArray[np.float64]


@jit
def ready(x: Vector, base: int) -> bool:
    """Return whether the group at x[base:base + 2] has its memory and can compute."""
    return bool(x[base + STARTING] <= 0.0)


@jit
def cut(x: Vector, base: int, p: Vector) -> None:
    """Take the power of the group at x[base:base + 2] behind its store: dark at once, and it will have to start."""
    x[base + STARTING] = max(p[BOOT], 1e-3)


@jit
def draw_w(x: Vector, base: int, powered: bool, load_w: float, idle_w: float, dt_s: float, p: Vector) -> float:
    """Return what one accelerator draws from the bus [W] over `dt_s` [s]; the store and the start move on.

    `load_w` is what it uses when ready; a group that starts uses `idle_w`, a dark one nothing.
    """
    if not powered:
        _ride(x, base, load_w, dt_s, p)
        return 0.0
    if x[base + STARTING] > 0.0:
        x[base + STARTING] = max(x[base + STARTING] - dt_s, 0.0)
        load_w = idle_w
    refill_w = min(x[base + TAKEN] / dt_s, p[REFILL])
    x[base + TAKEN] -= refill_w * dt_s
    return float(load_w + refill_w)


@jit
def _ride(x: Vector, base: int, load_w: float, dt_s: float, p: Vector) -> None:
    """Take the load from the store; when it is empty the group is dark and will have to start."""
    if x[base + STARTING] > 0.0:
        x[base + STARTING] = p[BOOT]
        return
    x[base + TAKEN] += load_w * dt_s
    if x[base + TAKEN] >= p[RIDE_THROUGH]:
        x[base + TAKEN] = p[RIDE_THROUGH]
        x[base + STARTING] = max(p[BOOT], dt_s)
