"""Coolant of one loop: what is in its pipes at their temperatures, and what is left for the accumulator."""

import numpy as np
from numpy.typing import NDArray

from sim.kernel import jit
from sim.thermal import accumulator, coolant, junction, layout, leg, radiator
from sim.thermal.table import at

_LEG, _PUMP_CELL, _PLATE, _PANEL = at("leg_m3"), at("pump_cell_m3"), at("plate_m3"), at("panel_m3")
_CHARGE, _VESSEL_SET, _VESSEL_LAG = at("charge_kg"), at("vessel_set_k"), at("vessel_lag_s")
_VESSEL_C, _VESSEL_RHO = at("vessel_j_k"), at("vessel_liquid_kg_m3")


@jit
def step(x: NDArray[np.float64], base: int, p: NDArray[np.float64], leak_kg_s: float, dt_s: float) -> None:
    """Step the accumulator: what the loop does not hold at its present densities is in the vessel."""
    groups = 0.0
    for i in range(layout.GROUPS):
        groups += x[base + layout.GROUP + i * junction.LENGTH + junction.COOLANT]
    panels = 0.0
    for i in range(layout.PANELS * radiator.SEGMENTS):
        panels += x[base + layout.PANEL + 2 * i + radiator.COOLANT]
    loop_kg = (
        p[_LEG] * coolant.density_kg_m3(leg.mean_j_kg(x, base + layout.SUPPLY))
        + p[_LEG] * coolant.density_kg_m3(leg.mean_j_kg(x, base + layout.RETURN))
        + p[_PUMP_CELL] * coolant.density_kg_m3(x[base + layout.MIXED])
        + p[_PLATE] * layout.GROUPS * coolant.density_kg_m3(groups / layout.GROUPS)
        + p[_PANEL] * layout.PANELS * coolant.density_kg_m3(panels / (layout.PANELS * radiator.SEGMENTS))
    )
    x[base + layout.LOST] += leak_kg_s * dt_s
    liquid = accumulator.liquid_m3(p[_CHARGE], x[base + layout.LOST], loop_kg, p[_VESSEL_RHO])
    x[base + layout.VESSEL] = accumulator.temperature_next_k(
        x[base + layout.VESSEL],
        p[_VESSEL_SET],
        p[_VESSEL_LAG],
        liquid - x[base + layout.LIQUID],
        p[_VESSEL_C],
        dt_s,
    )
    x[base + layout.LIQUID] = liquid
