"""Radiator panels in balance: what leaves them, and the flow they need to reject a heat without change."""

import numpy as np
from numpy.typing import NDArray

from sim.kernel import jit
from sim.thermal import coolant, exchanger, layout, panels, radiator
from sim.thermal.table import at

_RATED_FLOW, _STILL, _WALL, _KIND = at("rated_flow_kg_s"), at("still_share"), at("panel_wall_w_k"), at("coolant")

HALVINGS = 50  # bisections: 1e-15 of the bracket
HOTTEST_K = 500.0  # [K] bracket of what is sought when the radiator cannot hold the set point
_FINS = 2  # passes over a panel in one probe


@jit
def _settle_segment(
    x: NDArray[np.float64],
    cell: int,
    kind: float,
    inlet_j_kg: float,
    flow_kg_s: float,
    wall_w_k: float,
    weight: float,
    exchange_w_k4: float,
    sink_k: float,
) -> float:
    """Set one segment to its steady state by bisection on the enthalpy that leaves it; return that [J/kg]."""
    inlet_k = coolant.temperature_k(kind, inlet_j_kg)
    sink_j_kg = coolant.enthalpy_j_kg(kind, sink_k)
    low, high = min(sink_j_kg, inlet_j_kg), max(sink_j_kg, inlet_j_kg)
    outlet_j_kg, surface_k = sink_j_kg, sink_k
    for _ in range(HALVINGS):
        outlet_j_kg = 0.5 * (low + high)
        given_w = flow_kg_s * (inlet_j_kg - outlet_j_kg)
        mean_k = (1.0 - weight) * inlet_k + weight * coolant.temperature_k(kind, outlet_j_kg)
        surface_k = max(mean_k - given_w / wall_w_k, 0.0)
        net_w = radiator.grey_w(exchange_w_k4, surface_k) - radiator.grey_w(exchange_w_k4, sink_k)
        if given_w > net_w:
            low = outlet_j_kg
        else:
            high = outlet_j_kg
    x[cell + radiator.COOLANT] = outlet_j_kg
    x[cell + radiator.SURFACE] = surface_k
    return outlet_j_kg


@jit
def _settle_panels(
    x: NDArray[np.float64],
    base: int,
    p: NDArray[np.float64],
    inlet_j_kg: float,
    flow_kg_s: float,
    sink_k: float,
) -> float:
    """Set both panels of a loop, both open and alike, to their steady state; return the enthalpy that leaves [J/kg].

    `inlet_j_kg` [J/kg], `flow_kg_s` through both [kg/s], `sink_k` [K]; `x`, `p` (n,). Source: ours, by bisection.
    """
    kind = p[_KIND]
    panel_kg_s = flow_kg_s / layout.PANELS
    wall_w_k = p[_WALL] / radiator.SEGMENTS * exchanger.conductance_share(flow_kg_s / p[_RATED_FLOW], p[_STILL])
    weight = exchanger.following_weight(wall_w_k, panel_kg_s * coolant.heat_capacity_j_kg_k(kind))
    panel = base + layout.PANEL
    leaving = inlet_j_kg
    for _ in range(_FINS):
        exchange = panels.exchange_w_k4(p, radiator.mean_surface_k(x, panel), sink_k)
        leaving = inlet_j_kg
        for j in range(radiator.SEGMENTS):
            leaving = _settle_segment(x, panel + 2 * j, kind, leaving, panel_kg_s, wall_w_k, weight, exchange, sink_k)
    for i in range(radiator.LENGTH):
        x[panel + radiator.LENGTH + i] = x[panel + i]
    return leaving


@jit
def _rejected_w(
    x: NDArray[np.float64],
    base: int,
    p: NDArray[np.float64],
    warm_j_kg: float,
    flow_kg_s: float,
    share: float,
    sink_k: float,
) -> float:
    """Heat [W] that the panels take in steady state from the share of the flow sent to them."""
    radiator_kg_s = flow_kg_s * share
    return radiator_kg_s * (warm_j_kg - _settle_panels(x, base, p, warm_j_kg, radiator_kg_s, sink_k))


@jit
def settle(
    x: NDArray[np.float64],
    base: int,
    p: NDArray[np.float64],
    heat_w: float,
    rise_j_kg: float,
    flow_kg_s: float,
    sink_k: float,
    supply_j_kg: float,
) -> tuple[float, float]:
    """Return the share of the flow sent to the panels and the supply enthalpy [J/kg] that reject `heat_w` [W].

    `rise_j_kg` is what racks add to the coolant, `supply_j_kg` the supply asked for [J/kg]; with a full radiator that
    is too little the supply comes out above it. Flow [kg/s], sink [K]; `x`, `p` (n,). Source: ours, by bisection.
    """
    low, high = 0.0, 1.0
    if _rejected_w(x, base, p, supply_j_kg + rise_j_kg, flow_kg_s, 1.0, sink_k) >= heat_w:
        for _ in range(HALVINGS):
            share = 0.5 * (low + high)
            if _rejected_w(x, base, p, supply_j_kg + rise_j_kg, flow_kg_s, share, sink_k) < heat_w:
                low = share
            else:
                high = share
        return high, supply_j_kg
    low, high = supply_j_kg, coolant.enthalpy_j_kg(p[_KIND], HOTTEST_K)
    for _ in range(HALVINGS):
        supply = 0.5 * (low + high)
        if _rejected_w(x, base, p, supply + rise_j_kg, flow_kg_s, 1.0, sink_k) < heat_w:
            low = supply
        else:
            high = supply
    return 1.0, high
