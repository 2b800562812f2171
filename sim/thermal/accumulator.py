"""Accumulator of one loop: it sets the pressure and takes up the expansion of the liquid.

Ammonia: a heated two-phase vessel. Pressure is the saturation pressure at its temperature. Liquid pushed in squeezes
out vapour volume, which condenses and warms the vessel; the heater brings it back, and its power is reported. Glycol: a
vessel with a charge of gas over the liquid, pressure by Boyle's law. Limits: one temperature for the vessel; the liquid
that enters is taken to be at vessel temperature; the heater's energy stays in the vessel and is in no book of the loop.
Source: ours, docs/models/thermal-accumulator.md.
"""

from sim.kernel import jit
from sim.thermal.coolant import LATENT_HEAT_J_KG, VAPOUR_DENSITY_KG_M3, saturation_bar

_SMALLEST_GAS = 0.02  # share of the vessel that the gas keeps at most pressed


@jit
def liquid_m3(charge_kg: float, lost_kg: float, loop_kg: float, density_kg_m3: float) -> float:
    """Return the liquid [m3] in the vessel: what the charge leaves after losses and after the loop is full [kg].

    `density_kg_m3` in the vessel. Never negative. Source: balance of mass.
    """
    return max(charge_kg - lost_kg - loop_kg, 0.0) / density_kg_m3


@jit
def temperature_next_k(
    vessel_k: float, set_k: float, lag_s: float, inflow_m3: float, capacity_j_k: float, dt_s: float
) -> float:
    """Return the vessel temperature [K] after `dt_s` [s] in which `inflow_m3` [m3] of liquid came in.

    Heater control towards `set_k` [K] with `lag_s` [s], and condensation into `capacity_j_k` [J/K]. Source: ours.
    """
    condensed_j = inflow_m3 * VAPOUR_DENSITY_KG_M3 * LATENT_HEAT_J_KG
    return vessel_k + (set_k - vessel_k) * min(dt_s / lag_s, 1.0) + condensed_j / capacity_j_k


@jit
def heater_w(vessel_k: float, set_k: float, lag_s: float, capacity_j_k: float) -> float:
    """Return the power [W] with which the heater brings the vessel back to `set_k` [K]; none when it is too warm.

    The same first-order law as `temperature_next_k`. Source: ours.
    """
    return max(set_k - vessel_k, 0.0) * capacity_j_k / lag_s


@jit
def wetness(liquid_m3: float, dry_m3: float) -> float:
    """Return the share of their head that the pumps keep [1]: falls once less than `dry_m3` [m3] is left. Ours."""
    return min(liquid_m3 / dry_m3, 1.0)


@jit
def pressure_bar(
    kind: float, boiling_k: float, liquid_m3: float, vessel_m3: float, charge_bar: float, fill: float
) -> float:
    """Return the loop's pressure [bar]: saturation at `boiling_k` [K] (ammonia), or that of the gas (glycol).

    The gas has `charge_bar` [bar] when the vessel of `vessel_m3` is filled by `fill` [1], and keeps 2 % of the vessel.
    Source: Boyle's law.
    """
    if kind < 0.5:
        return saturation_bar(kind, boiling_k)
    gas = max(1.0 - liquid_m3 / vessel_m3, _SMALLEST_GAS)
    return charge_bar * (1.0 - fill) / gas
