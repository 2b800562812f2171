"""One rack group on its cold plate: dies, plate and the coolant cell under it.

Nine accelerators in parallel, lumped: heat goes from the dies to the plate and from the plate to the coolant.
0.02 K/W an accelerator from coolant to junction (`docs/odc120.md`), of which the die's side does not depend on
flow.

State `x` is (n,), three floats a group.
"""

import numpy as np
from numpy.typing import NDArray

from sim.kernel import jit
from sim.thermal.coolant import temperature_k

COOLANT = 0  # offset: specific enthalpy of the coolant cell, as it leaves [J/kg]
PLATE = 1  # offset: plate temperature [K]
DIE = 2  # offset: mean junction temperature [K]
LENGTH = 3
NAMES = ("coolant", "plate", "die")


@jit
def step(
    x: NDArray[np.float64],
    base: int,
    kind: float,
    rack_w: float,
    inlet_j_kg: float,
    flow_kg_s: float,
    coolant_kg: float,
    plate_w_k: float,
    weight: float,
    die_w_k: float,
    plate_j_k: float,
    die_j_k: float,
    lost_w: float,
    scale_die_plate: float,
    scale_plate_coolant: float,
    dt_s: float,
) -> float:
    """One explicit step of the group at x[base:base + 3].

    Return the mean coolant temperature [K] under the plate.

    `rack_w` [W] heat of the group; `flow_kg_s` its own share of the flow; `plate_w_k` plate to coolant and
    `die_w_k` die to plate [W/K], `plate_j_k` and `die_j_k` [J/K] of the whole group; `weight` of the outlet
    in the mean (see `exchanger`); `lost_w` [W] what the plate loses through its blankets. The scales are
    1.0: others plant an error in one exchange, for the books to find.
    """
    outlet_j_kg = x[base + COOLANT]
    plate_k = x[base + PLATE]
    die_k = x[base + DIE]
    mean_k = (1.0 - weight) * temperature_k(kind, inlet_j_kg) + weight * temperature_k(kind, outlet_j_kg)
    to_plate_w = die_w_k * (die_k - plate_k)
    to_coolant_w = plate_w_k * (plate_k - mean_k)
    x[base + DIE] = die_k + (rack_w - to_plate_w) * dt_s / die_j_k
    x[base + PLATE] = plate_k + (to_plate_w * scale_die_plate - to_coolant_w - lost_w) * dt_s / plate_j_k
    carried_w = flow_kg_s * (inlet_j_kg - outlet_j_kg)
    x[base + COOLANT] = outlet_j_kg + (carried_w + to_coolant_w * scale_plate_coolant) * dt_s / coolant_kg
    return mean_k


@jit
def hottest_k(die_k: float, coolant_k: float, spread: float) -> float:
    """Hottest junction [K] of a group: mean junction plus `spread` (share) of its rise over the coolant."""
    return die_k + spread * max(die_k - coolant_k, 0.0)
