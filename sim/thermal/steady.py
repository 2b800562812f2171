"""The plant in balance.

The state, and the pump speeds and valve positions, that hold a given load without change.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.arguments import shaped, within
from sim.kernel import jit
from sim.thermal import (
    coolant,
    equipment,
    exchanger,
    hydraulics,
    inventory,
    junction,
    layout,
    leg,
    loop,
    panels,
    pump,
)
from sim.thermal.balance import HALVINGS, HOTTEST_K, settle
from sim.thermal.books import stored_j
from sim.thermal.table import PARAMETERS, at

_RATED_FLOW, _PUMP_RATED, _PLATFORM = at("rated_flow_kg_s"), at("pump_rated_w"), at("platform_w")
_DIE_R, _PLATE_R, _COUNT = at("die_plate_k_w"), at("plate_coolant_k_w"), at("accelerators")
_STILL = at("still_share")
_VESSEL_SET, _KIND, _STRUCTURE = at("vessel_set_k"), at("coolant"), at("structure_m2")
_VESSEL, _BRANCH_VALVE, _RELIEF = at("vessel_m3"), at("branch_valve_share"), at("relief_share")
_AREA, _OFF_K = at("equipment_m2"), at("heater_off_k")
_SHUT, _OPEN, _SHUT_K, _OPEN_K = at("louvre_shut"), at("louvre_open"), at("louvre_shut_k"), at("louvre_open_k")

_PASSES = 6  # over flow, fin efficiency and structure, each of which moves the others by a few percent
_SLOWEST, _FASTEST = 0.3, 1.0  # share of rated speed


class Start(NamedTuple):
    """A plant in balance."""

    x: NDArray[np.float64]  # (len(STATE),)
    actuators: NDArray[
        np.float64
    ]  # (6,) prime_a, standby_a, valve_a, prime_b, standby_b, valve_b, as asked of the plant


@jit
def _settle_groups(
    x: NDArray[np.float64],
    base: int,
    p: NDArray[np.float64],
    letter: int,
    rack_w: NDArray[np.float64],
    sink_k: float,
    inlet_j_kg: float,
    flow_kg_s: float,
) -> None:
    """Set the rack groups of loop 0 (A) or 1 (B) to their steady state, their structure as the last pass left it."""
    kind = p[_KIND]
    group_kg_s = flow_kg_s / layout.GROUPS
    plate_w_k = p[_COUNT] / p[_PLATE_R] * exchanger.conductance_share(flow_kg_s / p[_RATED_FLOW], p[_STILL])
    weight = exchanger.profile_weight(plate_w_k, group_kg_s * coolant.heat_capacity_j_kg_k(kind))
    inlet_k = coolant.temperature_k(kind, inlet_j_kg)
    for i in range(layout.GROUPS):
        cell = base + layout.GROUP + i * junction.LENGTH
        heat_w = max(rack_w[2 * i + letter], 0.0)
        carried_w = heat_w - _lost_w(x[cell + junction.PLATE], p, sink_k)
        outlet_j_kg = inlet_j_kg + carried_w / group_kg_s
        mean_k = (1.0 - weight) * inlet_k + weight * coolant.temperature_k(kind, outlet_j_kg)
        x[cell + junction.COOLANT] = outlet_j_kg
        x[cell + junction.PLATE] = mean_k + carried_w / plate_w_k
        x[cell + junction.DIE] = x[cell + junction.PLATE] + heat_w * p[_DIE_R] / p[_COUNT]


@jit
def _lost_w(plate_k: float, p: NDArray[np.float64], sink_k: float) -> float:
    """Return what one plate at `plate_k` loses through its blankets [W]."""
    area = p[_STRUCTURE]
    return equipment.radiated_w(plate_k, 1.0, area) - equipment.radiated_w(sink_k, 1.0, area)


def _carried_w(
    x: NDArray[np.float64], base: int, p: NDArray[np.float64], letter: int, rack_w: NDArray[np.float64], sink_k: float
) -> float:
    """Return the rack heat [W] that the coolant of a loop takes: less what the structure loses."""
    plates = x[base + layout.GROUP + junction.PLATE : base + layout.PANEL : junction.LENGTH]
    return float(np.maximum(rack_w[letter::2], 0.0).sum() - sum(_lost_w(float(k), p, sink_k) for k in plates))


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
    base, kind = letter * layout.LOOP_LENGTH, p[_KIND]
    racks_w = float(np.maximum(rack_w[letter::2], 0.0).sum())
    asked = (racks_w + p[_PLATFORM]) / (coolant.heat_capacity_j_kg_k(kind) * rise_k * p[_RATED_FLOW])
    speed = float(min(max(asked, _SLOWEST), _FASTEST))
    set_j_kg = coolant.enthalpy_j_kg(kind, supply_c + layout.ZERO_C_K)
    x[base + layout.GROUP : base + layout.LOOP_LENGTH] = supply_c + layout.ZERO_C_K  # plates and surfaces, at first
    x[base + layout.PRIME], x[base + layout.VALVE] = speed, 1.0
    x[base + layout.MIXED], x[base + layout.LIQUID] = set_j_kg, p[_VESSEL]
    x[base + layout.VESSEL] = p[_VESSEL_SET]
    first, supply_j_kg = 1.0, set_j_kg
    for _ in range(_PASSES):
        flow_kg_s, _share = loop.flow(x, base, p, first, first)
        carried_w = _carried_w(x, base, p, letter, rack_w, sink_k)
        heat_w = carried_w + p[_PLATFORM] + pump.power_w(speed, p[_PUMP_RATED])
        rise_j_kg = carried_w / flow_kg_s
        share, supply_j_kg = settle(x, base, p, heat_w, rise_j_kg, flow_kg_s, sink_k, set_j_kg)
        first = panels.conductance(x, base + layout.PANEL, p, 1)
        x[base + layout.VALVE] = _position(share, first, p)
        x[base + layout.MIXED] = supply_j_kg
        _settle_groups(x, base, p, letter, rack_w, sink_k, supply_j_kg, flow_kg_s)
    for start, enthalpy in ((layout.SUPPLY, supply_j_kg), (layout.RETURN, supply_j_kg + rise_j_kg)):
        x[base + start : base + start + leg.PARCELS] = enthalpy
        x[base + start + leg.ARRIVED] = enthalpy
    inventory.step(x, base, p, 0.0)
    x[base + layout.VESSEL] = p[_VESSEL_SET]  # the first fill is no inflow
    return speed, float(x[base + layout.VALVE])


def _position(share: float, panel: float, p: NDArray[np.float64]) -> float:
    """Return the valve position at which `share` of the flow goes through panels of conductance `panel` each."""
    branch = hydraulics.branch_conductance(panel, p[_BRANCH_VALVE])
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        position = 0.5 * (low + high)
        if position * branch / hydraulics.total_conductance(position, branch, p[_RELIEF]) < share:
            low = position
        else:
            high = position
    return high


def _equipment_k(p: NDArray[np.float64], loss_w: float, sink_k: float) -> float:
    """Return the temperature [K] at which the equipment panel radiates `loss_w`, not below where its heater ends."""
    low, high = float(p[_OFF_K]), HOTTEST_K
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        emissivity = equipment.louvre_emissivity(middle, p[_SHUT_K], p[_OPEN_K], p[_SHUT], p[_OPEN])
        net_w = equipment.radiated_w(middle, emissivity, p[_AREA]) - equipment.radiated_w(sink_k, emissivity, p[_AREA])
        if net_w < loss_w:
            low = middle
        else:
            high = middle
    return low


def initial(
    p: NDArray[np.float64],
    rack_w: NDArray[np.float64],
    sink_k: float,
    supply_c: float = 40.0,
    rise_k: float = 12.0,
    loss_w: float = 0.0,
) -> Start:
    """Return the plant in balance: heat `rack_w` (8,) [W], sink `sink_k` [K], `supply_c` [degC] after mixing.

    All panels open, prime pumps alone, at the speed that by the affinity laws gives `rise_k` [K] over the plates (0.3
    to 1.0 of rated; 12 K is odc120's). When the full radiator cannot hold `supply_c`, the valve is full open and the
    supply as warm as it must be. `loss_w` [W] is what the equipment panel is in balance with. Source: ours, bisection.

    Raises InputError for parameters, powers or temperatures of another shape, not finite or out of range.
    """
    shaped("thermal parameters", p, len(PARAMETERS))
    rack_w = shaped("rack_w", rack_w, 2 * layout.GROUPS)
    within("sink_k", sink_k, 2.0, HOTTEST_K)
    within("supply_c", supply_c, -150.0, HOTTEST_K - layout.ZERO_C_K)
    within("rise_k", rise_k, 0.1, 200.0)
    within("loss_w", loss_w, 0.0, 1e6)
    x = np.zeros(len(layout.STATE))
    actuators = np.zeros(6)
    for letter in (0, 1):
        speed, share = _settle_loop(x, p, letter, rack_w, sink_k, supply_c, rise_k)
        actuators[3 * letter] = speed
        actuators[3 * letter + 2] = share
    x[layout.EQUIPMENT_K] = _equipment_k(p, loss_w, sink_k)
    x[layout.STORED_START_J] = stored_j(x, p)
    return Start(x, actuators)
