"""Accumulator of one loop.

A heated two-phase vessel that sets the pressure and takes up the expansion of the liquid.

Pressure is the saturation pressure at the vessel's temperature. Liquid pushed in squeezes out vapour volume,
which condenses and warms the vessel; the heater brings it back. Limits: one temperature for the vessel; the
liquid that enters is taken to be at vessel temperature; heater power is in no book of the loop.
"""

from sim.kernel import jit
from sim.thermal.coolant import LATENT_HEAT_J_KG, VAPOUR_DENSITY_KG_M3


@jit
def liquid_m3(charge_kg: float, lost_kg: float, loop_kg: float, density_kg_m3: float) -> float:
    """Liquid volume [m3] in the vessel: what the charge leaves after losses and after the loop is full.

    Never negative.
    """
    return max(charge_kg - lost_kg - loop_kg, 0.0) / density_kg_m3


@jit
def temperature_next_k(
    vessel_k: float, set_k: float, lag_s: float, inflow_m3: float, capacity_j_k: float, dt_s: float
) -> float:
    """Vessel temperature [K] after `dt_s` in which `inflow_m3` of liquid came in.

    Heater control and condensation.
    """
    condensed_j = inflow_m3 * VAPOUR_DENSITY_KG_M3 * LATENT_HEAT_J_KG
    return vessel_k + (set_k - vessel_k) * min(dt_s / lag_s, 1.0) + condensed_j / capacity_j_k


@jit
def wetness(liquid_m3: float, dry_m3: float) -> float:
    """Share of their flow that the pumps keep, 0 to 1.

    Falls once less than `dry_m3` of liquid is left in the vessel.
    """
    return min(liquid_m3 / dry_m3, 1.0)
