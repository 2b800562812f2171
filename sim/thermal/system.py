"""The thermal plant of one satellite: loops A and B together, one step at a time.

Groups 1, 3, 5, 7 and panels 1, 2 are on A; groups 2, 4, 6, 8 and panels 3, 4 on B. All of it is stepped
together, every 50 ms in a tick of 100 ms (sim/tick.py): the slow panels are as cheap as a coarser schedule would be.

Source: docs/physics.md section 4; the split into loops is odc120's.
"""

import numpy as np
from numpy.typing import NDArray

from sim.kernel import jit
from sim.thermal import accumulator, equipment, layout, loop
from sim.thermal.books import books_residual, stored_j
from sim.thermal.layout import OUTPUTS, STATE
from sim.thermal.steady import initial
from sim.thermal.table import FAULTS, FAULTS_LENGTH, PARAMETERS, at

__all__ = ["OUTPUTS", "PARAMETERS", "STATE", "books_residual", "initial", "step", "stored_j"]

_COLDEST_SINK_K = 2.7  # [K] cosmic background
_WARMEST_SINK_K = 400.0  # [K] guard: above any sink in Earth orbit
_ALL_OPEN = 15  # mask of four open panels
_HIGHEST_LOSS_W = 1e6  # [W] guard: far above what the electrical system handles

_CAPACITY, _AREA, _HEATER = at("equipment_j_k"), at("equipment_m2"), at("heater_w")
_SHUT, _OPEN, _SHUT_K, _OPEN_K = at("louvre_shut"), at("louvre_open"), at("louvre_shut_k"), at("louvre_open_k")
_ON_K, _OFF_K = at("heater_on_k"), at("heater_off_k")
_VESSEL_SET, _VESSEL_LAG, _VESSEL_C = at("vessel_set_k"), at("vessel_lag_s"), at("vessel_j_k")
_S_EQUIPMENT, _S_LOUVRE, _S_HEATER = at("scale_equipment"), at("scale_louvre"), at("scale_heater")


@jit
def step(
    x: NDArray[np.float64],
    p: NDArray[np.float64],
    rack_w: NDArray[np.float64],
    sink_k: float,
    prime_a: float,
    standby_a: float,
    valve_a: float,
    prime_b: float,
    standby_b: float,
    valve_b: float,
    panel_mask: float,
    loss_w: float,
    battery_heat_w: float,
    dt_s: float,
    y: NDArray[np.float64],
) -> None:
    """Integrate over `dt_s` (50 ms in a tick; at most 0.2 s) with constant inputs; `x` and `y` are changed in place.

    x (len(STATE),), p packed from PARAMETERS, y (len(OUTPUTS),): temperatures [degC], the rest as named.
    `rack_w` (8,) heat of the rack groups [W]; `sink_k` effective sink of both panel faces [K]; pump speeds
    asked [share of rated, 0 to 1.5]; `loss_w` of the converters and `battery_heat_w`, into the equipment panel [W],
    the latter also out of it; valve shares asked [0 to 1, flow through the radiator]; `panel_mask` bit
    i opens panel i + 1. Inputs out of range are clamped; a pump speed that is not a number stops the pump, a
    valve share leaves the valve, a power counts as 0, a sink as 2.7 K, a mask as all open.
    """
    sink = min(max(sink_k, _COLDEST_SINK_K), _WARMEST_SINK_K) if sink_k == sink_k else _COLDEST_SINK_K
    mask = int(panel_mask) if 0.0 <= panel_mask < _ALL_OPEN + 1.0 else _ALL_OPEN
    y[layout.OUT_PUMP_W] = 0.0
    y[layout.OUT_HEATER_W] = 0.0
    y[layout.OUT_REJECTED_W] = 0.0
    standing_w = loop.step(x, 0, p, FAULTS, 0, rack_w, sink, prime_a, standby_a, valve_a, mask & 3, dt_s, y)
    second = layout.LOOP_LENGTH
    faults = FAULTS + FAULTS_LENGTH
    standing_w += loop.step(x, second, p, faults, 1, rack_w, sink, prime_b, standby_b, valve_b, mask >> 2, dt_s, y)
    _equipment(x, p, standing_w, _finite(loss_w) + _finite(battery_heat_w), sink, dt_s, y)
    for base in (0, layout.LOOP_LENGTH):
        vessel_k = x[base + layout.VESSEL]
        y[layout.OUT_HEATER_W] += accumulator.heater_w(vessel_k, p[_VESSEL_SET], p[_VESSEL_LAG], p[_VESSEL_C])


@jit
def _finite(power_w: float) -> float:
    """Return `power_w` [W] within what the electrical system could ever handle; 0 for what is not a number."""
    return min(max(power_w, -_HIGHEST_LOSS_W), _HIGHEST_LOSS_W) if power_w == power_w else 0.0


@jit
def _equipment(
    x: NDArray[np.float64],
    p: NDArray[np.float64],
    standing_w: float,
    loss_w: float,
    sink_k: float,
    dt_s: float,
    y: NDArray[np.float64],
) -> None:
    """Step the equipment panel: heat that the loops left standing, losses, heater, louvres."""
    at_k = x[layout.EQUIPMENT_K]
    x[layout.HEATER_ON] = equipment.thermostat(x[layout.HEATER_ON], at_k, p[_ON_K], p[_OFF_K])
    heater_w = x[layout.HEATER_ON] * p[_HEATER]
    emissivity = equipment.louvre_emissivity(at_k, p[_SHUT_K], p[_OPEN_K], p[_SHUT], p[_OPEN])
    radiated_w = equipment.radiated_w(at_k, emissivity, p[_AREA])
    absorbed_w = equipment.radiated_w(sink_k, emissivity, p[_AREA])
    gained_w = standing_w + loss_w * p[_S_EQUIPMENT] + heater_w * p[_S_HEATER]
    x[layout.EQUIPMENT_K] = at_k + (gained_w + absorbed_w - radiated_w * p[_S_LOUVRE]) * dt_s / p[_CAPACITY]
    x[layout.LOSS_J] += loss_w * dt_s
    x[layout.HEATER_J] += heater_w * dt_s
    x[layout.ABSORBED_J] += absorbed_w * dt_s
    x[layout.RADIATED_J] += radiated_w * dt_s
    y[layout.OUT_EQUIPMENT] = x[layout.EQUIPMENT_K] - layout.ZERO_C_K
    y[layout.OUT_HEATER_W] += heater_w
