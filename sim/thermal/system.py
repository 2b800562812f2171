"""The thermal plant of one satellite: loops A and B together, one sub-step at a time.

Groups 1, 3, 5, 7 and panels 1, 2 are on A; groups 2, 4, 6, 8 and panels 3, 4 on B. All of it is stepped every
sub-step: the slow panels are as cheap as a coarser schedule would be.
"""

import numpy as np
from numpy.typing import NDArray

from sim.kernel import jit
from sim.thermal import layout, loop
from sim.thermal.books import books_residual, stored_j
from sim.thermal.layout import OUTPUTS, STATE
from sim.thermal.steady import initial
from sim.thermal.table import FAULTS, FAULTS_LENGTH, PARAMETERS

__all__ = ["OUTPUTS", "PARAMETERS", "STATE", "books_residual", "initial", "step", "stored_j"]

_COLDEST_SINK_K = 2.7  # [K] cosmic background
_WARMEST_SINK_K = 400.0  # [K] guard: above any sink in Earth orbit
_ALL_OPEN = 15  # mask of four open panels


@jit
def step(
    x: NDArray[np.float64],
    p: NDArray[np.float64],
    rack_w: NDArray[np.float64],
    sink_k: float,
    prime_a: float,
    standby_a: float,
    valve_a: float,
    prime_b: float,
    standby_b: float,
    valve_b: float,
    panel_mask: float,
    dt_s: float,
    y: NDArray[np.float64],
) -> None:
    """Integrate over `dt_s` (10 ms; at most 0.2 s) with constant inputs; `x` and `y` are changed in place.

    x (len(STATE),), p packed from PARAMETERS, y (len(OUTPUTS),): temperatures [degC], the rest as named.
    `rack_w` (8,) heat of the rack groups [W]; `sink_k` effective sink of both panel faces [K]; pump speeds
    asked [share of rated, 0 to 1.5]; valve shares asked [0 to 1, flow through the radiator]; `panel_mask` bit
    i opens panel i + 1. Inputs out of range are clamped; a pump speed that is not a number stops the pump, a
    valve share leaves the valve, a power counts as 0, a sink as 2.7 K, a mask as all open.
    """
    sink = min(max(sink_k, _COLDEST_SINK_K), _WARMEST_SINK_K) if sink_k == sink_k else _COLDEST_SINK_K
    mask = int(panel_mask) if 0.0 <= panel_mask < _ALL_OPEN + 1.0 else _ALL_OPEN
    y[layout.OUT_PUMP_W] = 0.0
    y[layout.OUT_REJECTED_W] = 0.0
    loop.step(x, 0, p, FAULTS, 0, rack_w, sink, prime_a, standby_a, valve_a, mask & 3, dt_s, y)
    second = layout.LOOP_LENGTH
    faults = FAULTS + FAULTS_LENGTH
    loop.step(x, second, p, faults, 1, rack_w, sink, prime_b, standby_b, valve_b, mask >> 2, dt_s, y)
