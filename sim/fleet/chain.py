"""One step of a chunk of lanes: orbit, eclipse, array, battery, loop, radiator, throttling, stage by stage.

The leaves are those of the one-satellite plant where a long step allows it (eclipse, array, battery, accelerator,
sink, view factor); loop and radiator are lumped and implicit, ours (docs/models/fleet-chain.md). SI; GCRF.

`p`, `ap`, `bp`, `wp`, `fp` are packed parameter tables, (len(PARAMETERS),) each; `s` is (len(STATE),).
"""

import math

import numpy as np
from numpy.typing import NDArray

from sim.constants import EARTH_FLATTENING, EARTH_RADIUS_M, STEFAN_BOLTZMANN_W_M2K4, SUN_RADIUS_M
from sim.environment import albedo
from sim.environment.sink import sink_temperature_k
from sim.fleet import policy, table
from sim.kernel import jit
from sim.orbit.eclipse import disc_angles, free_share
from sim.power import array, battery
from sim.workload import accelerator

Vector = NDArray[np.float64]

Z_STRETCH = 1.0 / (1.0 - EARTH_FLATTENING)
ALBEDO = 0.30  # [1] Earth, mean (`sim.environment.flux`)
ABSORPTIVITY = 0.10  # [1] radiator in sunlight, odc120
GROUPS = 8
KELVIN = 273.15  # [K] 0 degC


@jit
def position(
    a_m: float, latitude_rad: float, cos_raan: float, sin_raan: float, cos_i: float, sin_i: float
) -> tuple[float, float, float]:
    """Return the position (x, y, z) [m], GCRF, on a circular orbit (Vallado, perifocal to inertial)."""
    along, across = a_m * math.cos(latitude_rad), a_m * math.sin(latitude_rad)
    return along * cos_raan - across * cos_i * sin_raan, along * sin_raan + across * cos_i * cos_raan, across * sin_i


@jit
def array_w(cell_k: float, flux_w_m2: float, p: Vector) -> float:
    """Return what all strings give at maximum power, after the regulators [W]; leaves of `sim.power.array`."""
    if not flux_w_m2 > 0.0:
        return 0.0
    light_a, log_i0, scale_v = array.diode(cell_k, flux_w_m2, p)
    best_v = array.maximum_power_v(array.open_circuit_v(light_a, log_i0, scale_v), scale_v)
    strings = 0.0
    for group in range(GROUPS):
        strings += array.group_strings(group, 255, p)
    watt: float = strings * best_v * array.string_a(best_v, light_a, log_i0, scale_v) * p[array.EFFICIENCY]
    return watt


@jit
def battery_amp(
    surplus_w: float, soc: float, polar_v: float, pack_k: float, r0_ohm: float, p: Vector, dt_s: float
) -> float:
    """Return the pack's current [A], charging positive, that takes `surplus_w` of the bus within the hardware limits.

    Leaves of `sim.power.battery`.
    """
    mean_v, mean_ohm, end_v, end_ohm = battery.source(soc, polar_v, r0_ohm, p, dt_s)
    amp = battery.current_a(battery.to_terminal_w(surplus_w, p), mean_v, mean_ohm)
    if amp > 0.0:
        return min(amp, battery.charge_limit_a(soc, pack_k, p[battery.CHARGE_MAX], end_v, end_ohm, p, dt_s))
    return max(amp, -battery.discharge_limit_a(soc, mean_v, mean_ohm, end_v, end_ohm, p, dt_s))


@jit
def battery_step(s: Vector, y: Vector, load_w: float, available_w: float, bp: Vector, fp: Vector, dt_s: float) -> float:
    """Move the battery of one lane `s` and its books; return the power taken from the array [W]. Writes `y`.

    Quasi-static bus: array used = load served + battery converter. `s` is (len(STATE),), `y` (len(OUTPUTS),). Ours.
    """
    soc, polar_v, pack_k = s[table.SOC], s[table.POLARISATION], s[table.BATTERY_K]
    r0_ohm = battery.series_ohm(pack_k, bp)
    amp = battery_amp(available_w - load_w, soc, polar_v, pack_k, r0_ohm, bp, dt_s)
    soc_end = min(max(soc + amp * dt_s / bp[battery.CAPACITY] * fp[table.PLANT_ERROR], 0.0), 1.0)
    mean_polar_v, end_polar_v, polar_heat_j = battery.polarise(polar_v, amp, bp, dt_s)
    rest_v = bp[battery.CELLS] * battery.mean_cell_ocv_v(soc, soc_end, bp)
    terminal_w = amp * (rest_v + r0_ohm * amp + mean_polar_v)
    bus_w = battery.to_bus_w(terminal_w, bp)
    used_w = min(available_w, load_w + bus_w) if bus_w > 0.0 else available_w
    if bus_w <= 0.0 and load_w + bus_w < available_w:
        used_w = max(load_w + bus_w, 0.0)
    heat_j = r0_ohm * amp * amp * dt_s + polar_heat_j
    s[table.SOC], s[table.POLARISATION] = soc_end, end_polar_v
    s[table.BATTERY_K] = battery.temperature_k(pack_k, heat_j, bp, dt_s)
    s[table.ARRAY_J] += used_w * dt_s
    s[table.LOAD_J] += (used_w - bus_w) * dt_s  # what the loads got; less than asked when the pack is at its limit
    s[table.LOSS_J] += (bus_w - terminal_w) * dt_s
    s[table.HEAT_J] += heat_j
    return used_w


@jit
def heat_step(s: Vector, rack_w: float, absorbed_w: float, p: Vector, dt_s: float) -> float:
    """Move coolant and radiator of one lane, implicit; return the hottest junction [degC] (ours: lumped, quasi-static).

    The bypass holds the supply at its set point as long as the radiator can take the heat.
    """
    heat_w = rack_w + p[table.LOOP_HEAT]
    hot_k = heat_w / p[table.FLOW]
    reach_w_k = p[table.FLOW] * (1.0 - math.exp(-p[table.WALL] / p[table.FLOW]))
    ratio = dt_s * reach_w_k / p[table.LOOP_C]
    supply_k, surface_k = s[table.SUPPLY_K], s[table.RADIATOR_K]
    coldest_k = (supply_k + dt_s * heat_w / p[table.LOOP_C] + ratio * (surface_k - hot_k)) / (1.0 + ratio)
    warmest_k = supply_k + dt_s * heat_w / p[table.LOOP_C]
    next_k = min(max(p[table.SUPPLY], coldest_k), warmest_k)
    radiator_w = heat_w - p[table.LOOP_C] * (next_k - supply_k) / dt_s
    exchange = p[table.EMISSIVITY] * STEFAN_BOLTZMANN_W_M2K4 * p[table.FIN] * p[table.EMITTING]
    cube = exchange * surface_k * surface_k * surface_k
    capacity_j_k = p[table.PANEL_C] * p[table.EMITTING]
    net_w = radiator_w + absorbed_w - cube * surface_k
    s[table.SUPPLY_K] = next_k
    s[table.RADIATOR_K] = surface_k + dt_s * net_w / (capacity_j_k + 4.0 * dt_s * cube)
    rise_k = rack_w / p[table.COUNT] * p[table.JUNCTION_R] * (1.0 + p[table.SPREAD])
    hottest_c: float = next_k + 0.5 * hot_k + rise_k - KELVIN
    return hottest_c


@jit
def lane_step(
    s: Vector, y: Vector, t_s: float, sun: tuple[float, float, float], flux_w_m2: float, demand: float, factors: Vector,
    ap: Vector, bp: Vector, wp: Vector, fp: Vector, dt_s: float,
) -> None:  # fmt: skip
    """Move one lane from `t_s` by `dt_s` [s]: `s` (len(STATE),) in place, `y` (len(OUTPUTS),) written.

    `sun` [m, GCRF] and `flux_w_m2` are of the step's end; `factors` are the albedo factors of the lane's shell. Ours.
    """
    end_s = t_s + dt_s
    raan_rad = s[table.RAAN] + s[table.RAAN_RATE] * end_s
    latitude_rad = s[table.LATITUDE] + s[table.LATITUDE_RATE] * end_s
    x_m, y_m, z_m = position(
        s[table.A], latitude_rad, math.cos(raan_rad), math.sin(raan_rad), s[table.COS_I], s[table.SIN_I]
    )
    sun_rad, earth_rad, apart_rad = disc_angles(
        x_m, y_m, z_m, sun[0], sun[1], sun[2], EARTH_RADIUS_M, SUN_RADIUS_M, Z_STRETCH
    )
    end_share = free_share(sun_rad, earth_rad, apart_rad)
    share = 0.5 * (s[table.SHARE] + end_share)
    s[table.SHARE] = end_share

    s[table.LEVEL] = policy.next_level(s[table.LEVEL], end_share, s[table.SOC], fp)
    activity = demand * 0.5 * s[table.LEVEL]
    clock = wp[accelerator.THROTTLE_CLOCK] if s[table.THROTTLED] > 0.5 else 1.0
    rack_w = fp[table.COUNT] * accelerator.power_w(activity, clock, wp)
    load_w = fp[table.PLATFORM] + rack_w / fp[table.PAYLOAD_EFF]

    light_w_m2 = flux_w_m2 * share
    used_w = battery_step(s, y, load_w, array_w(s[table.CELL_K], light_w_m2, ap), bp, fp, dt_s)
    cells_w = used_w / ap[array.EFFICIENCY]
    s[table.CELL_K] = array.cell_temperature_k(s[table.CELL_K], light_w_m2, fp[table.INFRARED], cells_w, ap, dt_s)

    # the disc angles see the Sun off the anti-nadir by pi less `apart`; its elevation follows from that
    reflected = ALBEDO * flux_w_m2 * albedo.albedo_factor(factors, apart_rad - 0.5 * math.pi)
    sink_k = sink_temperature_k(s[table.EARTH_IR], reflected, ABSORPTIVITY, fp[table.EMISSIVITY])
    exchange = fp[table.EMISSIVITY] * STEFAN_BOLTZMANN_W_M2K4 * fp[table.FIN] * fp[table.EMITTING]
    junction_c = heat_step(s, rack_w, exchange * sink_k * sink_k * sink_k * sink_k, fp, dt_s)
    s[table.THROTTLED] = accelerator.throttled(s[table.THROTTLED], junction_c, wp)
    _note(s, y, share, used_w, rack_w, activity * clock * fp[table.COUNT] * dt_s / 3600.0, junction_c, dt_s)


@jit
def _note(
    s: Vector, y: Vector, share: float, used_w: float, rack_w: float, compute_h: float, junction_c: float, dt_s: float
) -> None:
    """Write the outputs of a lane's step and bring its summary up to date."""
    s[table.MIN_SOC] = min(s[table.MIN_SOC], s[table.SOC])
    s[table.MAX_JUNCTION] = max(s[table.MAX_JUNCTION], junction_c)
    s[table.COMPUTE_H] += compute_h
    s[table.ECLIPSE_S] += (1.0 - share) * dt_s
    shed = 1.0 if s[table.LEVEL] < policy.FULL else 0.0
    s[table.SHED_S] += shed * dt_s
    y[table.O_SHARE], y[table.O_ARRAY], y[table.O_PAYLOAD] = share, used_w, rack_w
    y[table.O_COMPUTE], y[table.O_SOC], y[table.O_RADIATOR] = compute_h, s[table.SOC], s[table.RADIATOR_K]
    y[table.O_JUNCTION], y[table.O_THROTTLED], y[table.O_SHED] = junction_c, s[table.THROTTLED], shed
