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
_COLDEST = radiator.LENGTH - 2 + radiator.COOLANT  # offset of the last segment's coolant
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
    coldest_k = coolant.temperature_k(kind, x[panel + _COLDEST])
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
def conductances(x: NDArray[np.float64], base: int, p: NDArray[np.float64], open_mask: int) -> tuple[float, float]:
    """Return what each panel of the loop at x[base:] lets through [share of rated]; `x`, `p` (n,). Source: ours.

    `open_mask` bit i: panel i is open. Panels with equal coolant are computed once.
    """
    first, second = base + layout.PANEL, base + layout.PANEL + radiator.LENGTH
    one = conductance(x, first, p, open_mask & 1)
    alike = open_mask == 3 and x[first + _COLDEST] == x[second + _COLDEST]
    return one, one if alike else conductance(x, second, p, open_mask >> 1 & 1)


@jit
def _terms(p: NDArray[np.float64], surface_k: float, sink_k: float, flow_kg_s: float) -> tuple[float, float, float]:
    """Return of one segment: conductance to the wall [W/K], the outlet's weight, eps sigma eta A [W/K4]."""
    share = exchanger.conductance_share(layout.PANELS * flow_kg_s / p[_RATED_FLOW], p[_STILL])
    wall_w_k = p[_WALL] / radiator.SEGMENTS * share
    weight = exchanger.following_weight(wall_w_k, flow_kg_s * coolant.heat_capacity_j_kg_k(p[_KIND]))
    return wall_w_k, weight, exchange_w_k4(p, surface_k, sink_k)


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
    radiator. Books absorbed and radiated heat; adds the net [W] to `y` (len(OUTPUTS),). `x`, `p` (n,). Panels that are
    alike are computed once. Source: ours.
    """
    panel, other = base + layout.PANEL, base + layout.PANEL + radiator.LENGTH
    part = first / (first + second) if first + second > 0.0 else 0.0
    rest = 1.0 - part if first + second > 0.0 else 0.0
    mean = part if first + second > 0.0 else 0.5
    leaving: float = mean * x[panel + _COLDEST] + (1.0 - mean) * x[other + _COLDEST]
    surface_k, other_k = radiator.mean_surface_k(x, panel), radiator.mean_surface_k(x, other)
    terms = _terms(p, surface_k, sink_k, flow_kg_s * part)
    alike = part == rest and surface_k == other_k
    others = terms if alike else _terms(p, other_k, sink_k, flow_kg_s * rest)
    _step_one(x, panel, p, terms, sink_k, inlet_j_kg, flow_kg_s * part, dt_s, y)
    _step_one(x, other, p, others, sink_k, inlet_j_kg, flow_kg_s * rest, dt_s, y)
    return leaving


@jit
def _step_one(
    x: NDArray[np.float64],
    panel: int,
    p: NDArray[np.float64],
    terms: tuple[float, float, float],
    sink_k: float,
    inlet_j_kg: float,
    flow_kg_s: float,
    dt_s: float,
    y: NDArray[np.float64],
) -> None:
    """Step the panel at x[panel:] with `flow_kg_s` through it; `terms` of `_terms`."""
    segments = radiator.SEGMENTS
    wall_w_k, weight, exchange = terms
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
