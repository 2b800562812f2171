"""The plant in balance.

The state, and the pump speeds and valve positions, that hold a given load without change.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.kernel import jit
from sim.thermal import coolant, exchanger, inventory, junction, layout, leg, pump, radiator
from sim.thermal.books import stored_j
from sim.thermal.table import at

_RATED_FLOW, _PUMP_RATED, _PLATFORM = at("rated_flow_kg_s"), at("pump_rated_w"), at("platform_w")
_DIE_R, _PLATE_R, _COUNT = at("die_plate_k_w"), at("plate_coolant_k_w"), at("accelerators")
_STILL, _WALL, _EMITTING = at("still_share"), at("panel_wall_w_k"), at("emitting_m2")
_EMISSIVITY, _FIN, _VESSEL_SET = at("emissivity"), at("fin_efficiency"), at("vessel_set_k")

_HALVINGS = 60  # bisections: down to rounding
_HOTTEST_K = 500.0  # [K] bracket of the supply when the radiator cannot hold the set point
_SLOWEST, _FASTEST = 0.3, 1.0  # share of rated speed


class Start(NamedTuple):
    """A plant in balance."""

    x: NDArray[np.float64]  # (len(STATE),)
    actuators: NDArray[
        np.float64
    ]  # (6,) prime_a, standby_a, valve_a, prime_b, standby_b, valve_b, as asked of the plant


@jit
def _settle_segment(
    x: NDArray[np.float64],
    cell: int,
    inlet_j_kg: float,
    flow_kg_s: float,
    wall_w_k: float,
    weight: float,
    exchange_w_k4: float,
    sink_k: float,
) -> float:
    """Set one segment to its steady state by bisection on the enthalpy that leaves it; return that [J/kg]."""
    inlet_k = coolant.temperature_k(inlet_j_kg)
    sink_j_kg = coolant.enthalpy_j_kg(sink_k)
    low, high = min(sink_j_kg, inlet_j_kg), max(sink_j_kg, inlet_j_kg)
    outlet_j_kg, surface_k = sink_j_kg, sink_k
    for _ in range(_HALVINGS):
        outlet_j_kg = 0.5 * (low + high)
        given_w = flow_kg_s * (inlet_j_kg - outlet_j_kg)
        mean_k = (1.0 - weight) * inlet_k + weight * coolant.temperature_k(outlet_j_kg)
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
def settle_panels(
    x: NDArray[np.float64],
    base: int,
    p: NDArray[np.float64],
    inlet_j_kg: float,
    flow_kg_s: float,
    sink_k: float,
) -> float:
    """Set both panels of a loop, both open, to their steady state.

    Return the enthalpy that leaves them [J/kg].
    """
    panel_kg_s = flow_kg_s / layout.PANELS
    share = exchanger.conductance_share(flow_kg_s / p[_RATED_FLOW], p[_STILL])
    wall_w_k = p[_WALL] / radiator.SEGMENTS * share
    weight = exchanger.profile_weight(wall_w_k, panel_kg_s)
    exchange = radiator.exchange_w_k4(p[_EMISSIVITY], p[_FIN], p[_EMITTING] / radiator.SEGMENTS)
    leaving = inlet_j_kg
    for i in range(layout.PANELS):
        leaving = inlet_j_kg
        for j in range(radiator.SEGMENTS):
            cell = base + layout.PANEL + i * radiator.LENGTH + 2 * j
            leaving = _settle_segment(x, cell, leaving, panel_kg_s, wall_w_k, weight, exchange, sink_k)
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
    return radiator_kg_s * (warm_j_kg - settle_panels(x, base, p, warm_j_kg, radiator_kg_s, sink_k))


@jit
def _balance(
    x: NDArray[np.float64],
    base: int,
    p: NDArray[np.float64],
    heat_w: float,
    rise_j_kg: float,
    flow_kg_s: float,
    sink_k: float,
    supply_j_kg: float,
) -> tuple[float, float]:
    """Valve share and supply enthalpy [J/kg] that reject `heat_w`.

    A supply above that asked when a full radiator is too little.
    """
    low, high = 0.0, 1.0
    if _rejected_w(x, base, p, supply_j_kg + rise_j_kg, flow_kg_s, 1.0, sink_k) >= heat_w:
        for _ in range(_HALVINGS):
            share = 0.5 * (low + high)
            if _rejected_w(x, base, p, supply_j_kg + rise_j_kg, flow_kg_s, share, sink_k) < heat_w:
                low = share
            else:
                high = share
        return high, supply_j_kg
    low, high = supply_j_kg, coolant.enthalpy_j_kg(_HOTTEST_K)
    for _ in range(_HALVINGS):
        supply = 0.5 * (low + high)
        if _rejected_w(x, base, p, supply + rise_j_kg, flow_kg_s, 1.0, sink_k) < heat_w:
            low = supply
        else:
            high = supply
    return 1.0, high


@jit
def _settle_groups(
    x: NDArray[np.float64],
    base: int,
    p: NDArray[np.float64],
    letter: int,
    rack_w: NDArray[np.float64],
    inlet_j_kg: float,
    flow_kg_s: float,
) -> None:
    """Set the rack groups of loop 0 (A) or 1 (B) to their steady state."""
    group_kg_s = flow_kg_s / layout.GROUPS
    plate_w_k = p[_COUNT] / p[_PLATE_R] * exchanger.conductance_share(flow_kg_s / p[_RATED_FLOW], p[_STILL])
    weight = exchanger.profile_weight(plate_w_k, group_kg_s)
    inlet_k = coolant.temperature_k(inlet_j_kg)
    for i in range(layout.GROUPS):
        cell = base + layout.GROUP + i * junction.LENGTH
        heat_w = max(rack_w[2 * i + letter], 0.0)
        outlet_j_kg = inlet_j_kg + heat_w / group_kg_s
        mean_k = (1.0 - weight) * inlet_k + weight * coolant.temperature_k(outlet_j_kg)
        x[cell + junction.COOLANT] = outlet_j_kg
        x[cell + junction.PLATE] = mean_k + heat_w / plate_w_k
        x[cell + junction.DIE] = x[cell + junction.PLATE] + heat_w * p[_DIE_R] / p[_COUNT]


def _settle_loop(
    x: NDArray[np.float64],
    p: NDArray[np.float64],
    letter: int,
    rack_w: NDArray[np.float64],
    sink_k: float,
    supply_c: float,
    rise_k: float,
) -> tuple[float, float]:
    """Set loop 0 (A) or 1 (B) to its steady state; return prime speed and valve share."""
    base = letter * layout.LOOP_LENGTH
    racks_w = float(np.maximum(rack_w[letter::2], 0.0).sum())
    asked = (racks_w + p[_PLATFORM]) / (coolant.CP_SET_J_KG_K * rise_k * p[_RATED_FLOW])
    speed = float(min(max(asked, _SLOWEST), _FASTEST))
    flow_kg_s = p[_RATED_FLOW] * pump.flow_share(speed, 0.0)
    heat_w = racks_w + p[_PLATFORM] + pump.power_w(speed, p[_PUMP_RATED])
    rise_j_kg = racks_w / flow_kg_s
    set_j_kg = coolant.enthalpy_j_kg(supply_c + layout.ZERO_C_K)
    share, supply_j_kg = _balance(x, base, p, heat_w, rise_j_kg, flow_kg_s, sink_k, set_j_kg)
    x[base + layout.PRIME] = speed
    x[base + layout.VALVE] = share
    x[base + layout.MIXED] = supply_j_kg
    for start, enthalpy in ((layout.SUPPLY, supply_j_kg), (layout.RETURN, supply_j_kg + rise_j_kg)):
        x[base + start : base + start + leg.PARCELS] = enthalpy
        x[base + start + leg.ARRIVED] = enthalpy
    _settle_groups(x, base, p, letter, rack_w, supply_j_kg, flow_kg_s)
    inventory.step(x, base, p, 0.0, 0.0)
    x[base + layout.VESSEL] = p[_VESSEL_SET]  # the first fill is no inflow
    return speed, share


def initial(
    p: NDArray[np.float64],
    rack_w: NDArray[np.float64],
    sink_k: float,
    supply_c: float = 40.0,
    rise_k: float = 12.0,
) -> Start:
    """Return the plant in balance: heat `rack_w` (8,) [W], sink `sink_k` [K], `supply_c` [degC] after mixing.

    All panels open, prime pumps alone, at the speed that gives `rise_k` over the plates (0.3 to 1.0 of rated;
    12 K is odc120's). When the full radiator cannot hold `supply_c`, the valve is full open and the supply as
    warm as it must be.
    """
    x = np.zeros(len(layout.STATE))
    actuators = np.zeros(6)
    for letter in (0, 1):
        speed, share = _settle_loop(x, p, letter, rack_w, sink_k, supply_c, rise_k)
        actuators[3 * letter] = speed
        actuators[3 * letter + 2] = share
    x[layout.STORED_START_J] = stored_j(x, p)
    return Start(x, actuators)
