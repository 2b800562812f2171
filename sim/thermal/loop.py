"""One pumped loop: pumps, supply leg, four rack groups, return leg, two panels, bypass, mixing.

Explicit in time: every flux is taken from the state at the start of the sub-step, and what one cell gives the
next one gets, so energy is conserved to rounding. Stable for sub-steps up to 0.2 s with ODC-120 numbers. The flow is
quasi-static: where pumps and system meet (`pump`, `hydraulics`) in every sub-step. Without flow nothing heats without
bound: plates lose heat through their blankets, and what pumps and platform make goes to the equipment panel.
Limits: liquid of fixed mass in every cell (expansion goes to the accumulator without its enthalpy); groups
share the flow evenly; the legs lose no heat; vapour in the plates is not modelled. Source: ours,
docs/models/thermal-loop.md.
"""

import numpy as np
from numpy.typing import NDArray

from sim.kernel import jit
from sim.thermal import (
    accumulator,
    coolant,
    equipment,
    exchanger,
    hydraulics,
    inventory,
    junction,
    layout,
    leg,
    panels,
    pump,
    readings,
    valve,
)
from sim.thermal.table import at

_KIND, _RATED_FLOW, _PUMP_RATED, _PUMP_LAG = at("coolant"), at("rated_flow_kg_s"), at("pump_rated_w"), at("pump_lag_s")
_SHUTOFF, _BRANCH, _BRANCH_VALVE = at("pump_shutoff"), at("branch_share"), at("branch_valve_share")
_RELIEF, _SUCTION, _CAVITATING = at("relief_share"), at("suction_margin_k"), at("cavitating_share")
_DRY, _FREEZE_MARGIN, _THAW = at("dry_m3"), at("freeze_margin_k"), at("thaw_share")
_VALVE_RATE, _VALVE_LAG = at("valve_rate_per_s"), at("valve_lag_s")
_LEG, _PUMP_CELL, _PLATFORM, _CONTACT = at("leg_m3"), at("pump_cell_m3"), at("platform_w"), at("contact_share")
_PLATE, _DIE_R, _PLATE_R = at("plate_m3"), at("die_plate_k_w"), at("plate_coolant_k_w")
_DIE_LAG, _PLATE_LAG, _COUNT = at("die_lag_s"), at("plate_lag_s"), at("accelerators")
_SPREAD, _STILL, _STRUCTURE = at("junction_spread"), at("still_share"), at("structure_m2")
_S_RACK, _S_PUMP, _S_PLATFORM = at("scale_rack"), at("scale_pump"), at("scale_platform")
_S_DIE, _S_PLATE, _S_MIXING = at("scale_die_plate"), at("scale_plate_coolant"), at("scale_mixing")
_S_SUPPLY, _S_RETURN, _S_STRUCTURE = at("scale_supply_leg"), at("scale_return_leg"), at("scale_structure")

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
) -> None:
    """Move both pumps and the valve of the loop at x[base:] towards what is asked [shares], over `dt_s` [s].

    Faults stand at p[faults:]; `x`, `p` (n,). Source: ours.
    """
    x[base + layout.PRIME] = pump.speed_next(x[base + layout.PRIME], prime, p[faults], p[_PUMP_LAG], dt_s)
    x[base + layout.STANDBY] = pump.speed_next(x[base + layout.STANDBY], standby, p[faults + 1], p[_PUMP_LAG], dt_s)
    x[base + layout.VALVE] = valve.position_next(
        x[base + layout.VALVE], valve_share, p[faults + 2], p[_VALVE_RATE], p[_VALVE_LAG], dt_s
    )


@jit
def flow(x: NDArray[np.float64], base: int, p: NDArray[np.float64], first: float, second: float) -> tuple[float, float]:
    """Return the loop's flow [kg/s] and the share of it that goes through the radiator [1].

    `first`, `second`: conductances of both panels (`panels.conductance`); `x`, `p` (n,). Source: `hydraulics`, `pump`.
    """
    kind = p[_KIND]
    position = x[base + layout.VALVE]
    branch = hydraulics.branch_conductance(0.5 * (first + second), p[_BRANCH_VALVE])
    conductance = hydraulics.total_conductance(position, branch, p[_RELIEF])
    inlet_k = coolant.temperature_k(kind, x[base + layout.MIXED])
    liquid = hydraulics.fluidity(inlet_k, coolant.freezing_k(kind), p[_FREEZE_MARGIN], p[_THAW])
    k = hydraulics.resistance(p[_BRANCH], coolant.viscosity_root(kind, inlet_k), liquid, conductance)
    suction = hydraulics.suction(inlet_k, coolant.boiling_k(kind, x[base + layout.VESSEL]), p[_SUCTION], p[_CAVITATING])
    suction *= accumulator.wetness(x[base + layout.LIQUID], p[_DRY])
    share = pump.operating_flow(x[base + layout.PRIME], x[base + layout.STANDBY], k, p[_SHUTOFF], suction)
    return p[_RATED_FLOW] * share, position * branch / conductance


@jit
def heat_groups(
    x: NDArray[np.float64],
    base: int,
    p: NDArray[np.float64],
    loop: int,
    rack_w: NDArray[np.float64],
    sink_k: float,
    inlet_j_kg: float,
    flow_kg_s: float,
    dt_s: float,
    y: NDArray[np.float64],
) -> float:
    """Step the four rack groups of loop 0 (A) or 1 (B); return the mean enthalpy [J/kg] that leaves them.

    `rack_w` (8,) [W]: groups 1, 3, 5, 7 are on A and 2, 4, 6, 8 on B; `sink_k` [K] of the structure. Books the rack
    heat and what the structure exchanges; writes the junctions to `y` (len(OUTPUTS),) [degC]. `x`, `p` (n,). Ours.
    """
    count = p[_COUNT]
    share = exchanger.conductance_share(flow_kg_s / p[_RATED_FLOW], p[_STILL])
    plate_w_k = count / p[_PLATE_R] * share
    group_kg_s = flow_kg_s / layout.GROUPS
    weight = exchanger.profile_weight(plate_w_k, group_kg_s * coolant.heat_capacity_j_kg_k(p[_KIND]))
    absorbed_w = equipment.radiated_w(sink_k, 1.0, p[_STRUCTURE])
    leaving = 0.0
    radiated_w = 0.0
    rack_j = 0.0
    for i in range(layout.GROUPS):
        cell = base + layout.GROUP + i * junction.LENGTH
        rack = 2 * i + loop
        heat_w = min(rack_w[rack], _HIGHEST_RACK_W) if rack_w[rack] > 0.0 else 0.0
        leaving += x[cell + junction.COOLANT]
        plate_w = equipment.radiated_w(x[cell + junction.PLATE], 1.0, p[_STRUCTURE])
        radiated_w += plate_w
        rack_j += heat_w * dt_s
        mean_k = junction.step(
            x,
            cell,
            p[_KIND],
            heat_w * p[_S_RACK],
            inlet_j_kg * p[_S_SUPPLY],
            group_kg_s,
            p[_PLATE] * coolant.set_density_kg_m3(p[_KIND]),
            plate_w_k,
            weight,
            count / p[_DIE_R],
            count * p[_PLATE_LAG] / p[_PLATE_R],
            count * p[_DIE_LAG] / p[_DIE_R],
            (plate_w - absorbed_w) * p[_S_STRUCTURE],
            p[_S_DIE],
            p[_S_PLATE],
            dt_s,
        )
        hottest_k = junction.hottest_k(x[cell + junction.DIE], mean_k, p[_SPREAD])
        y[layout.OUT_JUNCTION + rack] = hottest_k - layout.ZERO_C_K
    absorbed_w *= layout.GROUPS
    x[layout.RACK_J] += rack_j
    x[layout.ABSORBED_J] += absorbed_w * dt_s
    x[layout.RADIATED_J] += radiated_w * dt_s
    y[layout.OUT_REJECTED_W] += radiated_w - absorbed_w
    return leaving / layout.GROUPS


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
) -> float:
    """One sub-step of loop 0 (A) or 1 (B), its state at x[base:], its fault parameters at p[faults:].

    Return the heat [W] of pumps and platform that still coolant does not take. Arguments as for `system.step`.
    Source: ours.

    `x`, `p` and `y` are (n,) (sim.thermal.layout), `rack_w` is (8,).
    """
    actuate(x, base, p, faults, prime, standby, valve_share, dt_s)
    first, second = panels.conductances(x, base, p, open_mask)
    flow_kg_s, share = flow(x, base, p, first, second)
    density = coolant.set_density_kg_m3(p[_KIND])
    parcel_kg = p[_LEG] * density / leg.PARCELS
    moved_kg = flow_kg_s * dt_s
    mixed_j_kg = x[base + layout.MIXED]
    inlet_j_kg = leg.advance(x, base + layout.SUPPLY, moved_kg, mixed_j_kg, parcel_kg)
    warmed_j_kg = heat_groups(x, base, p, loop, rack_w, sink_k, inlet_j_kg, flow_kg_s, dt_s, y)
    warm_j_kg = leg.advance(x, base + layout.RETURN, moved_kg, warmed_j_kg, parcel_kg) * p[_S_RETURN]
    cooled_j_kg = panels.step(x, base, p, first, second, sink_k, warm_j_kg, flow_kg_s * share, dt_s, y)
    arriving_j_kg = valve.mixed(share, cooled_j_kg, warm_j_kg) * p[_S_MIXING]
    pump_w = pump.power_w(x[base + layout.PRIME], p[_PUMP_RATED])
    pump_w += pump.power_w(x[base + layout.STANDBY], p[_PUMP_RATED])
    contact = min(flow_kg_s / (p[_CONTACT] * p[_RATED_FLOW]), 1.0)
    added_j = moved_kg * (arriving_j_kg - mixed_j_kg)
    added_j += contact * (pump_w * p[_S_PUMP] + p[_PLATFORM] * p[_S_PLATFORM]) * dt_s
    x[base + layout.MIXED] = mixed_j_kg + added_j / (p[_PUMP_CELL] * density)
    x[layout.PUMP_J] += pump_w * dt_s
    x[layout.PLATFORM_J] += p[_PLATFORM] * dt_s
    inventory.leak(x, base, p, faults, open_mask, dt_s)
    inventory.step(x, base, p, dt_s)
    y[layout.OUT_PUMP_W] += pump_w
    readings.write(x, base, p, loop, flow_kg_s, cooled_j_kg, inlet_j_kg, y)
    standing_w: float = (1.0 - contact) * (pump_w + p[_PLATFORM])
    return standing_w
