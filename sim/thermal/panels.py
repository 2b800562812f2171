"""Both radiator panels of a loop: how they share the flow, and one step of each.

A panel takes part by how liquid its coldest coolant is (`hydraulics.fluidity`): near its freezing point it lets less
and less through, frozen only a trickle, until that or a warmer sink has thawed it. Source: ours,
docs/models/thermal-radiator.md.
"""

import numpy as np
from numpy.typing import NDArray

from sim.kernel import jit
from sim.thermal import coolant, exchanger, fin, hydraulics, layout, radiator
from sim.thermal.table import at

_KIND, _RATED_FLOW, _STILL = at("coolant"), at("rated_flow_kg_s"), at("still_share")
_FREEZE_MARGIN, _THAW = at("freeze_margin_k"), at("thaw_share")
_PANEL, _WALL, _EMITTING, _PANEL_C = at("panel_m3"), at("panel_wall_w_k"), at("emitting_m2"), at("panel_j_m2k")
_EMISSIVITY = at("emissivity")
_FIN_L, _FIN_T, _FIN_K = at("fin_length_m"), at("fin_thickness_m"), at("fin_w_mk")
_S_ABSORBED, _S_RADIATED, _S_WALL = at("scale_absorbed"), at("scale_radiated"), at("scale_wall")


@jit
def conductance(x: NDArray[np.float64], panel: int, p: NDArray[np.float64], is_open: int) -> float:
    """Return what the panel at x[panel:] lets through [share of rated]; 0 when closed. `x`, `p` (n,). Ours."""
    if is_open == 0:
        return 0.0
    kind = p[_KIND]
    coldest_k = coolant.temperature_k(kind, x[panel + radiator.LENGTH - 2 + radiator.COOLANT])
    liquid = hydraulics.fluidity(coldest_k, coolant.freezing_k(kind), p[_FREEZE_MARGIN], p[_THAW])
    return hydraulics.panel_conductance(liquid, coolant.viscosity_root(kind, coldest_k))


@jit
def exchange_w_k4(p: NDArray[np.float64], surface_k: float, sink_k: float) -> float:
    """Return eps sigma eta A [W/K4] of one segment whose panel is at `surface_k` under `sink_k` [K]; `p` (n,).

    The fin's efficiency is taken at the panel's mean surface temperature. Source: `sim.thermal.fin`.
    """
    ratio = fin.conductance_ratio(p[_EMISSIVITY], surface_k, p[_FIN_L], p[_FIN_K], p[_FIN_T])
    eta = fin.efficiency(ratio, sink_k / max(surface_k, 1.0))
    return radiator.exchange_w_k4(p[_EMISSIVITY], eta, p[_EMITTING] / radiator.SEGMENTS)


@jit
def step(
    x: NDArray[np.float64],
    base: int,
    p: NDArray[np.float64],
    first: float,
    second: float,
    sink_k: float,
    inlet_j_kg: float,
    flow_kg_s: float,
    dt_s: float,
    y: NDArray[np.float64],
) -> float:
    """Step both panels over `dt_s` [s]; return the mean enthalpy [J/kg] of what leaves them (of both when none flows).

    `first`, `second`: their conductances [share of rated], by which they share `flow_kg_s`, what the valve sends to the
    radiator. Books absorbed and radiated heat; adds the net [W] to `y` (len(OUTPUTS),). `x`, `p` (n,). Source: ours.
    """
    total = first + second
    leaving = 0.0
    for i in range(layout.PANELS):
        panel = base + layout.PANEL + i * radiator.LENGTH
        part = (first if i == 0 else second) / total if total > 0.0 else 0.0
        leaving += (part if total > 0.0 else 0.5) * x[panel + radiator.LENGTH - 2 + radiator.COOLANT]
        _step_one(x, panel, p, sink_k, inlet_j_kg, flow_kg_s * part, dt_s, y)
    return leaving


@jit
def _step_one(
    x: NDArray[np.float64],
    panel: int,
    p: NDArray[np.float64],
    sink_k: float,
    inlet_j_kg: float,
    flow_kg_s: float,
    dt_s: float,
    y: NDArray[np.float64],
) -> None:
    """Step the panel at x[panel:] with `flow_kg_s` through it."""
    segments = radiator.SEGMENTS
    share = exchanger.conductance_share(layout.PANELS * flow_kg_s / p[_RATED_FLOW], p[_STILL])
    wall_w_k = p[_WALL] / segments * share
    weight = exchanger.profile_weight(wall_w_k, flow_kg_s * coolant.heat_capacity_j_kg_k(p[_KIND]))
    exchange = exchange_w_k4(p, radiator.mean_surface_k(x, panel), sink_k)
    absorbed_w = radiator.grey_w(exchange, sink_k)
    radiated_w = radiator.step(
        x, panel, p[_KIND], inlet_j_kg, flow_kg_s,
        p[_PANEL] / segments * coolant.set_density_kg_m3(p[_KIND]),
        wall_w_k, weight, exchange, absorbed_w, p[_PANEL_C] * p[_EMITTING] / segments,
        p[_S_WALL], p[_S_ABSORBED], p[_S_RADIATED], dt_s,
    )  # fmt: skip
    x[layout.ABSORBED_J] += absorbed_w * segments * dt_s
    x[layout.RADIATED_J] += radiated_w * dt_s
    y[layout.OUT_REJECTED_W] += radiated_w - absorbed_w * segments
