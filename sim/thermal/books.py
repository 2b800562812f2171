"""Energy books of both loops: heat in and out since the start against what the state says is stored."""

import numpy as np
from numpy.typing import NDArray

from sim.kernel import jit
from sim.thermal import coolant, junction, layout, leg, radiator
from sim.thermal.table import at

_LEG, _PUMP_CELL, _PLATE, _PANEL = at("leg_m3"), at("pump_cell_m3"), at("plate_m3"), at("panel_m3")
_DIE_R, _PLATE_R, _COUNT = at("die_plate_k_w"), at("plate_coolant_k_w"), at("accelerators")
_DIE_LAG, _PLATE_LAG = at("die_lag_s"), at("plate_lag_s")
_EMITTING, _PANEL_C, _S_STORED = at("emitting_m2"), at("panel_j_m2k"), at("scale_stored")
_KIND, _EQUIPMENT = at("coolant"), at("equipment_j_k")


@jit
def stored_j(x: NDArray[np.float64], p: NDArray[np.float64]) -> float:
    """Return the energy stored in coolant, plates, dies, panels and equipment [J], from the state alone; `x`, `p` (n,).

    Zero is coolant at its datum, metal at 0 K. Source: ours.
    """
    plate_j_k = p[_COUNT] * p[_PLATE_LAG] / p[_PLATE_R]
    die_j_k = p[_COUNT] * p[_DIE_LAG] / p[_DIE_R]
    density = coolant.set_density_kg_m3(p[_KIND])
    plate_kg = p[_PLATE] * density
    segment_kg = p[_PANEL] / radiator.SEGMENTS * density
    segment_j_k = p[_PANEL_C] * p[_EMITTING] / radiator.SEGMENTS
    total = p[_EQUIPMENT] * x[layout.EQUIPMENT_K]
    for base in (0, layout.LOOP_LENGTH):
        total += p[_PUMP_CELL] * density * x[base + layout.MIXED]
        total += p[_LEG] * density * leg.mean_j_kg(x, base + layout.SUPPLY)
        total += p[_LEG] * density * leg.mean_j_kg(x, base + layout.RETURN)
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
    """Return |heat in - heat out - change of what is stored| over the heat in since the start [1]; `x`, `p` (n,).

    0 at the start. Source: `docs/physics.md` T-14.
    """
    gained = x[layout.RACK_J] + x[layout.PUMP_J] + x[layout.PLATFORM_J] + x[layout.ABSORBED_J]
    gained += x[layout.LOSS_J] + x[layout.HEATER_J]
    stored = stored_j(x, p) - x[layout.STORED_START_J]
    if gained <= 0.0:
        return 0.0
    residual: float = abs(gained - x[layout.RADIATED_J] - stored) / gained
    return residual
