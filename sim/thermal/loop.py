"""One pumped loop: pumps, supply leg, four rack groups, return leg, two panels, bypass, mixing.

Explicit in time: every flux is taken from the state at the start of the sub-step, and what one cell gives the
next one gets, so energy is conserved to rounding. Stable for sub-steps up to 0.2 s with ODC-120 numbers.
Limits: liquid of fixed mass in every cell (expansion goes to the accumulator without its enthalpy); groups
and open panels share the flow evenly; the legs lose no heat; flow does not depend on which panels are open;
no boiling.
"""

import numpy as np
from numpy.typing import NDArray

from sim.kernel import jit
from sim.thermal import (
    accumulator,
    coolant,
    exchanger,
    inventory,
    junction,
    layout,
    leg,
    pump,
    radiator,
    readings,
    valve,
)
from sim.thermal.table import at

_RATED_FLOW, _PUMP_RATED, _PUMP_LAG = at("rated_flow_kg_s"), at("pump_rated_w"), at("pump_lag_s")
_VALVE_RATE, _VALVE_LAG = at("valve_rate_per_s"), at("valve_lag_s")
_LEG, _PUMP_CELL, _PLATFORM = at("leg_m3"), at("pump_cell_m3"), at("platform_w")
_PLATE, _DIE_R, _PLATE_R = at("plate_m3"), at("die_plate_k_w"), at("plate_coolant_k_w")
_DIE_LAG, _PLATE_LAG, _COUNT = at("die_lag_s"), at("plate_lag_s"), at("accelerators")
_SPREAD, _STILL = at("junction_spread"), at("still_share")
_PANEL, _WALL, _EMITTING = at("panel_m3"), at("panel_wall_w_k"), at("emitting_m2")
_EMISSIVITY, _FIN, _PANEL_C = at("emissivity"), at("fin_efficiency"), at("panel_j_m2k")
_DRY = at("dry_m3")
_S_RACK, _S_PUMP, _S_PLATFORM = at("scale_rack"), at("scale_pump"), at("scale_platform")
_S_ABSORBED, _S_RADIATED, _S_WALL = at("scale_absorbed"), at("scale_radiated"), at("scale_wall")
_S_DIE, _S_PLATE, _S_MIXING = at("scale_die_plate"), at("scale_plate_coolant"), at("scale_mixing")
_S_SUPPLY, _S_RETURN = at("scale_supply_leg"), at("scale_return_leg")

_HIGHEST_RACK_W = 1e6  # [W] guard: far above any rack group


@jit
def actuate(
    x: NDArray[np.float64],
    base: int,
    p: NDArray[np.float64],
    faults: int,
    prime: float,
    standby: float,
    valve_share: float,
    dt_s: float,
) -> float:
    """Move both pumps and the valve towards what is asked; return the loop's flow [kg/s]."""
    x[base + layout.PRIME] = pump.speed_next(x[base + layout.PRIME], prime, p[faults], p[_PUMP_LAG], dt_s)
    x[base + layout.STANDBY] = pump.speed_next(x[base + layout.STANDBY], standby, p[faults + 1], p[_PUMP_LAG], dt_s)
    x[base + layout.VALVE] = valve.position_next(
        x[base + layout.VALVE], valve_share, p[faults + 2], p[_VALVE_RATE], p[_VALVE_LAG], dt_s
    )
    share = pump.flow_share(x[base + layout.PRIME], x[base + layout.STANDBY])
    flow_kg_s: float = p[_RATED_FLOW] * share * accumulator.wetness(x[base + layout.LIQUID], p[_DRY])
    return flow_kg_s


@jit
def heat_groups(
    x: NDArray[np.float64],
    base: int,
    p: NDArray[np.float64],
    loop: int,
    rack_w: NDArray[np.float64],
    inlet_j_kg: float,
    flow_kg_s: float,
    dt_s: float,
    y: NDArray[np.float64],
) -> float:
    """Step the four rack groups of loop 0 (A) or 1 (B); return the mean enthalpy [J/kg] that leaves them.

    `rack_w` (8,) [W]: groups 1, 3, 5, 7 are on A and 2, 4, 6, 8 on B. Books the rack heat; writes the
    junctions to `y` [degC].
    """
    count = p[_COUNT]
    share = exchanger.conductance_share(flow_kg_s / p[_RATED_FLOW], p[_STILL])
    plate_w_k = count / p[_PLATE_R] * share
    group_kg_s = flow_kg_s / layout.GROUPS
    weight = exchanger.profile_weight(plate_w_k, group_kg_s)
    leaving = 0.0
    for i in range(layout.GROUPS):
        cell = base + layout.GROUP + i * junction.LENGTH
        rack = 2 * i + loop
        heat_w = min(rack_w[rack], _HIGHEST_RACK_W) if rack_w[rack] > 0.0 else 0.0
        leaving += x[cell + junction.COOLANT]
        mean_k = junction.step(
            x,
            cell,
            heat_w * p[_S_RACK],
            inlet_j_kg * p[_S_SUPPLY],
            group_kg_s,
            p[_PLATE] * coolant.SET_DENSITY_KG_M3,
            plate_w_k,
            weight,
            count / p[_DIE_R],
            count * p[_PLATE_LAG] / p[_PLATE_R],
            count * p[_DIE_LAG] / p[_DIE_R],
            p[_S_DIE],
            p[_S_PLATE],
            dt_s,
        )
        x[layout.RACK_J] += heat_w * dt_s
        hottest_k = junction.hottest_k(x[cell + junction.DIE], mean_k, p[_SPREAD])
        y[layout.OUT_JUNCTION + rack] = hottest_k - layout.ZERO_C_K
    return leaving / layout.GROUPS


@jit
def cool_panels(
    x: NDArray[np.float64],
    base: int,
    p: NDArray[np.float64],
    open_mask: int,
    sink_k: float,
    inlet_j_kg: float,
    flow_kg_s: float,
    dt_s: float,
    y: NDArray[np.float64],
) -> float:
    """Step both panels.

    Return the mean enthalpy [J/kg] that leaves the open ones (of both when none is open).

    `open_mask` bit i says that panel i of this loop is open; `flow_kg_s` is what the valve sends to the
    radiator. Books absorbed and radiated heat; adds the net to `y`.
    """
    number_open = (open_mask & 1) + (open_mask >> 1 & 1)
    panel_kg_s = flow_kg_s / max(number_open, 1)
    segments = radiator.SEGMENTS
    flowing_w_k = p[_WALL] / segments * exchanger.conductance_share(2.0 * panel_kg_s / p[_RATED_FLOW], p[_STILL])
    flowing_weight = exchanger.profile_weight(flowing_w_k, panel_kg_s)
    segment_m2 = p[_EMITTING] / segments
    exchange = radiator.exchange_w_k4(p[_EMISSIVITY], p[_FIN], segment_m2)
    absorbed_w = radiator.grey_w(exchange, sink_k)
    leaving = 0.0
    for i in range(layout.PANELS):
        panel = base + layout.PANEL + i * radiator.LENGTH
        is_open = open_mask >> i & 1
        if is_open or number_open == 0:
            leaving += x[panel + radiator.LENGTH - 2 + radiator.COOLANT]
        radiated_w = radiator.step(
            x,
            panel,
            inlet_j_kg,
            panel_kg_s if is_open else 0.0,
            p[_PANEL] / segments * coolant.SET_DENSITY_KG_M3,
            flowing_w_k if is_open else p[_WALL] / segments * p[_STILL],
            flowing_weight if is_open else 1.0,
            exchange,
            absorbed_w,
            p[_PANEL_C] * segment_m2,
            p[_S_WALL],
            p[_S_ABSORBED],
            p[_S_RADIATED],
            dt_s,
        )
        x[layout.ABSORBED_J] += absorbed_w * segments * dt_s
        x[layout.RADIATED_J] += radiated_w * dt_s
        y[layout.OUT_REJECTED_W] += radiated_w - absorbed_w * segments
    return leaving / (number_open if number_open > 0 else layout.PANELS)


@jit
def step(
    x: NDArray[np.float64],
    base: int,
    p: NDArray[np.float64],
    faults: int,
    loop: int,
    rack_w: NDArray[np.float64],
    sink_k: float,
    prime: float,
    standby: float,
    valve_share: float,
    open_mask: int,
    dt_s: float,
    y: NDArray[np.float64],
) -> None:
    """One sub-step of loop 0 (A) or 1 (B), its state at x[base:], its fault parameters at p[faults:]."""
    flow_kg_s = actuate(x, base, p, faults, prime, standby, valve_share, dt_s)
    parcel_kg = p[_LEG] * coolant.SET_DENSITY_KG_M3 / leg.PARCELS
    moved_kg = flow_kg_s * dt_s
    mixed_j_kg = x[base + layout.MIXED]
    inlet_j_kg = leg.advance(x, base + layout.SUPPLY, moved_kg, mixed_j_kg, parcel_kg)
    warmed_j_kg = heat_groups(x, base, p, loop, rack_w, inlet_j_kg, flow_kg_s, dt_s, y)
    warm_j_kg = leg.advance(x, base + layout.RETURN, moved_kg, warmed_j_kg, parcel_kg) * p[_S_RETURN]
    share = x[base + layout.VALVE] if open_mask != 0 else 0.0
    cooled_j_kg = cool_panels(x, base, p, open_mask, sink_k, warm_j_kg, flow_kg_s * share, dt_s, y)
    arriving_j_kg = valve.mixed(share, cooled_j_kg, warm_j_kg) * p[_S_MIXING]
    pump_w = pump.power_w(x[base + layout.PRIME], p[_PUMP_RATED])
    pump_w += pump.power_w(x[base + layout.STANDBY], p[_PUMP_RATED])
    added_j = moved_kg * (arriving_j_kg - mixed_j_kg)
    added_j += (pump_w * p[_S_PUMP] + p[_PLATFORM] * p[_S_PLATFORM]) * dt_s
    x[base + layout.MIXED] = mixed_j_kg + added_j / (p[_PUMP_CELL] * coolant.SET_DENSITY_KG_M3)
    x[layout.PUMP_J] += pump_w * dt_s
    x[layout.PLATFORM_J] += p[_PLATFORM] * dt_s
    inventory.step(x, base, p, p[faults + 3], dt_s)
    y[layout.OUT_PUMP_W] += pump_w
    readings.write(x, base, p, loop, flow_kg_s, cooled_j_kg, inlet_j_kg, y)
