"""Coolant of one loop: what is in its pipes at their temperatures, and what is left for the accumulator."""

import numpy as np
from numpy.typing import NDArray

from sim.kernel import jit
from sim.thermal import accumulator, coolant, junction, layout, leg, radiator
from sim.thermal.table import at

_LEG, _PUMP_CELL, _PLATE, _PANEL = at("leg_m3"), at("pump_cell_m3"), at("plate_m3"), at("panel_m3")
_FILL, _VESSEL, _KIND = at("vessel_fill"), at("vessel_m3"), at("coolant")
_VESSEL_SET, _VESSEL_LAG, _VESSEL_C = at("vessel_set_k"), at("vessel_lag_s"), at("vessel_j_k")


@jit
def charge_kg(p: NDArray[np.float64]) -> float:
    """Return the coolant [kg] of one loop: full at 40 degC, and the accumulator by `vessel_fill`; `p` (n,). Ours.

    Source: docs/models/thermal-accumulator.md.
    """
    volume = 2.0 * p[_LEG] + p[_PUMP_CELL] + layout.GROUPS * p[_PLATE] + layout.PANELS * p[_PANEL]
    held = volume * coolant.set_density_kg_m3(p[_KIND])
    charge: float = held + p[_FILL] * p[_VESSEL] * coolant.vessel_density_kg_m3(p[_KIND])
    return charge


@jit
def loop_kg(x: NDArray[np.float64], base: int, p: NDArray[np.float64]) -> float:
    """Return what the pipes of the loop at x[base:] hold at their temperatures [kg]; `x`, `p` (n,). Source: ours."""
    kind = p[_KIND]
    groups = 0.0
    for i in range(layout.GROUPS):
        groups += x[base + layout.GROUP + i * junction.LENGTH + junction.COOLANT]
    panels = 0.0
    for i in range(layout.PANELS * radiator.SEGMENTS):
        panels += x[base + layout.PANEL + 2 * i + radiator.COOLANT]
    held: float = (
        p[_LEG] * coolant.density_kg_m3(kind, leg.mean_j_kg(x, base + layout.SUPPLY))
        + p[_LEG] * coolant.density_kg_m3(kind, leg.mean_j_kg(x, base + layout.RETURN))
        + p[_PUMP_CELL] * coolant.density_kg_m3(kind, x[base + layout.MIXED])
        + p[_PLATE] * layout.GROUPS * coolant.density_kg_m3(kind, groups / layout.GROUPS)
        + p[_PANEL] * layout.PANELS * coolant.density_kg_m3(kind, panels / (layout.PANELS * radiator.SEGMENTS))
    )
    return held


@jit
def leak(x: NDArray[np.float64], base: int, p: NDArray[np.float64], faults: int, open_mask: int, dt_s: float) -> None:
    """Lose coolant over `dt_s` [s]: pipes and open panels from the loop, a closed panel from its own until it is empty.

    A panel that opens again fills from the loop. `open_mask` bit i: panel i of this loop is open; leaks [kg/s] stand at
    p[faults + 3:]; `x`, `p` (n,). Source: ours.
    """
    lost = x[base + layout.LOST] + p[faults + 3] * dt_s
    panel_kg = p[_PANEL] * coolant.set_density_kg_m3(p[_KIND])
    for i in range(layout.PANELS):
        gone = p[faults + 4 + i] * dt_s
        own = base + layout.PANEL_LOST + i
        if open_mask >> i & 1:
            lost += gone + x[own]
            x[own] = 0.0
        else:
            x[own] = min(x[own] + gone, panel_kg)
    x[base + layout.LOST] = min(lost, charge_kg(p))


@jit
def step(x: NDArray[np.float64], base: int, p: NDArray[np.float64], dt_s: float) -> None:
    """Step the accumulator over `dt_s` [s]: what the loop does not hold at its present densities is in the vessel.

    `x`, `p` (n,). Source: balance of mass.
    """
    density = coolant.vessel_density_kg_m3(p[_KIND])
    liquid = accumulator.liquid_m3(charge_kg(p), x[base + layout.LOST], loop_kg(x, base, p), density)
    inflow = liquid - x[base + layout.LIQUID] if p[_KIND] < 0.5 else 0.0  # gas takes up glycol without condensing
    x[base + layout.VESSEL] = accumulator.temperature_next_k(
        x[base + layout.VESSEL], p[_VESSEL_SET], p[_VESSEL_LAG], inflow, p[_VESSEL_C], dt_s
    )
    x[base + layout.LIQUID] = liquid
