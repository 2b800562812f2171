"""Energy books of both loops: heat in and out since the start against what the state says is stored."""

import numpy as np
from numpy.typing import NDArray

from sim.kernel import jit
from sim.thermal import junction, layout, leg, radiator
from sim.thermal.coolant import SET_DENSITY_KG_M3
from sim.thermal.table import at

_LEG, _PUMP_CELL, _PLATE, _PANEL = at("leg_m3"), at("pump_cell_m3"), at("plate_m3"), at("panel_m3")
_DIE_R, _PLATE_R, _COUNT = at("die_plate_k_w"), at("plate_coolant_k_w"), at("accelerators")
_DIE_LAG, _PLATE_LAG = at("die_lag_s"), at("plate_lag_s")
_EMITTING, _PANEL_C, _S_STORED = at("emitting_m2"), at("panel_j_m2k"), at("scale_stored")


@jit
def stored_j(x: NDArray[np.float64], p: NDArray[np.float64]) -> float:
    """Energy stored in coolant, plates, dies and panels [J], from the state alone.

    Zero is coolant at 200 K, metal at 0 K.
    """
    plate_j_k = p[_COUNT] * p[_PLATE_LAG] / p[_PLATE_R]
    die_j_k = p[_COUNT] * p[_DIE_LAG] / p[_DIE_R]
    plate_kg = p[_PLATE] * SET_DENSITY_KG_M3
    segment_kg = p[_PANEL] / radiator.SEGMENTS * SET_DENSITY_KG_M3
    segment_j_k = p[_PANEL_C] * p[_EMITTING] / radiator.SEGMENTS
    total = 0.0
    for base in (0, layout.LOOP_LENGTH):
        total += p[_PUMP_CELL] * SET_DENSITY_KG_M3 * x[base + layout.MIXED]
        total += p[_LEG] * SET_DENSITY_KG_M3 * leg.mean_j_kg(x, base + layout.SUPPLY)
        total += p[_LEG] * SET_DENSITY_KG_M3 * leg.mean_j_kg(x, base + layout.RETURN)
        for i in range(layout.GROUPS):
            cell = base + layout.GROUP + i * junction.LENGTH
            total += plate_kg * x[cell + junction.COOLANT]
            total += plate_j_k * x[cell + junction.PLATE] + die_j_k * x[cell + junction.DIE]
        for i in range(layout.PANELS * radiator.SEGMENTS):
            cell = base + layout.PANEL + 2 * i
            total += segment_kg * x[cell + radiator.COOLANT] + segment_j_k * x[cell + radiator.SURFACE]
    stored: float = total * p[_S_STORED]
    return stored


@jit
def books_residual(x: NDArray[np.float64], p: NDArray[np.float64]) -> float:
    """|heat in - heat out - change of what is stored| over the heat in since the start (`docs/physics.md` T-14).

    0 at the start.
    """
    gained = x[layout.RACK_J] + x[layout.PUMP_J] + x[layout.PLATFORM_J] + x[layout.ABSORBED_J]
    stored = stored_j(x, p) - x[layout.STORED_START_J]
    if gained <= 0.0:
        return 0.0
    residual: float = abs(gained - x[layout.RADIATED_J] - stored) / gained
    return residual
