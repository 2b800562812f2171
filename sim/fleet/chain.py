"""One step of a chunk of satellites, stage by stage: place, policy, array, battery, heat.

A chunk is so small that its columns stay in the processor's cache, and a stage is one loop over its lanes, so that the
compiler can take several lanes at a time. The leaves are those of the one-satellite plant where a long step allows it
(eclipse, diode, converter, battery, accelerator); loop and radiator are lumped and implicit, ours
(docs/models/fleet-chain.md). SI; GCRF. `s` is (len(STATE), lanes), `w` (len(SCRATCH), lanes) and `y` (len(OUTPUTS),
lanes); parameters are packed tables, (len(PARAMETERS),) each.
"""

import math

import numpy as np
from numpy.typing import NDArray

from sim.constants import SPACE_K, STEFAN_BOLTZMANN_W_M2K4
from sim.environment.flux import EARTH_ALBEDO
from sim.fleet import place, policy, table
from sim.kernel import jit
from sim.power import array, battery, converter
from sim.workload import accelerator

Matrix = NDArray[np.float64]
Vector = NDArray[np.float64]

ABSORPTIVITY = 0.10  # [1] radiator in sunlight, odc120
ALL_GROUPS = 255
FAINT_W_M2 = 1e-3  # [W/m2] a millionth of the Sun: below it the regulators have nothing to hold


@jit
def step(
    s: Matrix, w: Matrix, y: Matrix, sun: tuple[float, float, float], flux_w_m2: float, demand: float, imposed_w: float,
    albedo: Matrix, ap: Vector, bp: Vector, wp: Vector, fp: Vector, dt_s: float,
) -> None:  # fmt: skip
    """Move all lanes by `dt_s` [s]; `sun` [m, GCRF] and `flux_w_m2` are of the step's end, `albedo` (shells, COSINES).

    The racks draw what the policy makes of `demand`; or `imposed_w` [W], unless that is NaN, whatever the policy, and
    compute and shedding go on telling what the policy says.
    `s`, `w` and `y` as in this module. Ours.
    """
    place.move(s, w, sun)
    _decide(s, w, y, demand, imposed_w, wp, fp, dt_s)
    _generate(s, w, flux_w_m2, ap, fp, dt_s)
    _store(s, w, y, bp, fp, dt_s)
    _warm_cells(s, w, flux_w_m2, ap, fp, dt_s)
    _cool(s, w, y, flux_w_m2, albedo, wp, fp, dt_s)


@jit
def resistances(s: Matrix, bp: Vector) -> None:
    """Put the packs' series resistances [ohm] in place; they follow their temperature slowly, so not every step.

    `s` is (len(STATE), lanes). Leaf of `sim.power.battery`.
    """
    for n in range(s.shape[1]):
        s[table.SERIES, n] = battery.series_ohm(s[table.BATTERY_K, n], bp)


@jit
def _decide(
    s: Matrix, w: Matrix, y: Matrix, demand: float, imposed_w: float, wp: Vector, fp: Vector, dt_s: float
) -> None:
    """Policy, clock and power of the racks, and what the platform asks of the bus."""
    full_w = accelerator.power_w(1.0, 1.0, wp)
    idle_w = accelerator.power_w(0.0, 1.0, wp)
    slow_clock = wp[accelerator.THROTTLE_CLOCK]
    slow_w = accelerator.power_w(1.0, slow_clock, wp)
    for n in range(s.shape[1]):
        level = policy.next_level(s[table.LEVEL, n], s[table.SHARE, n], s[table.SOC, n], fp)
        activity = demand * 0.5 * level
        throttled = s[table.THROTTLED, n] > 0.5
        each_w = idle_w + ((slow_w if throttled else full_w) - idle_w) * activity
        rack_w = imposed_w if imposed_w >= 0.0 else fp[table.COUNT] * each_w
        s[table.LEVEL, n] = level
        w[table.RACK_W, n] = rack_w
        w[table.LOAD_W, n] = fp[table.PLATFORM] + converter.input_w(rack_w, fp, table.PAYLOAD)
        done_h = activity * (slow_clock if throttled else 1.0) * fp[table.COUNT] * dt_s / 3600.0
        shed = 1.0 if level < policy.FULL else 0.0
        s[table.COMPUTE_H, n] += done_h
        s[table.SHED_S, n] += shed * dt_s
        s[table.ECLIPSE_S, n] += (1.0 - w[table.LIGHT, n]) * dt_s
        y[table.O_SHARE, n], y[table.O_PAYLOAD, n] = w[table.LIGHT, n], rack_w
        y[table.O_COMPUTE, n], y[table.O_SHED, n] = done_h, shed


@jit
def _generate(s: Matrix, w: Matrix, flux_w_m2: float, ap: Vector, fp: Vector, dt_s: float) -> None:
    """What all strings give at maximum power, before and behind the regulators.

    At maximum power v + ln v = c with v = 1 + V/a and c = 1 + ln(IL/I0); I = IL (1 - 1/v) (`array.maximum_power_v`).
    ln(1 + IL/I0) is ln(IL/I0) within 1e-13 of c. One turn of Newton from
    c - ln c + ln(c)/c: 1e-7 of the power in sunlight, 2e-6 at 0.5 W/m2 on cells of 380 K.
    """
    strings = 0.0
    for group in range(array.STRING_GROUPS):
        strings += array.group_strings(group, ALL_GROUPS, ap)
    for n in range(s.shape[1]):
        w[table.CELLS_W, n] = w[table.ARRAY_W, n] = 0.0
        light_w_m2 = flux_w_m2 * w[table.LIGHT, n]
        if light_w_m2 > FAINT_W_M2:
            photo_a, log_i0, scale_v = array.diode(s[table.CELL_K, n], light_w_m2, ap)
            c = 1.0 + math.log(photo_a) - log_i0
            log_c = math.log(c)
            v = c - log_c + log_c / c
            v -= (v + math.log(v) - c) * v / (v + 1.0)
            cells_w = strings * scale_v * photo_a * (v - 1.0) * (v - 1.0) / v
            w[table.CELLS_W, n] = cells_w
            w[table.ARRAY_W, n] = max(cells_w - converter.loss_w(cells_w, ap, array.CONVERTER), 0.0)


@jit
def _store(s: Matrix, w: Matrix, y: Matrix, bp: Vector, fp: Vector, dt_s: float) -> None:
    """The pack takes what is over and gives what is short, within its limits; quasi-static bus, with its books."""
    left = math.exp(-dt_s / bp[battery.RC_TIME])
    for n in range(s.shape[1]):
        soc, polar_v, pack_k = s[table.SOC, n], s[table.POLARISATION, n], s[table.BATTERY_K, n]
        r0_ohm, load_w, available_w = s[table.SERIES, n], w[table.LOAD_W, n], w[table.ARRAY_W, n]
        mean_v, mean_ohm, end_v, end_ohm = battery.source_left(soc, polar_v, r0_ohm, left, bp, dt_s)
        warm_v = battery.entropic_v(pack_k, bp)
        mean_v, end_v = mean_v + warm_v, end_v + warm_v
        amp = battery.current_a(battery.to_terminal_w(available_w - load_w, bp), mean_v, mean_ohm)
        if amp > 0.0:
            most_a = battery.charge_limit_a(soc, pack_k, bp[battery.CHARGE_MAX], end_v, end_ohm, bp, dt_s)
            amp = min(amp, most_a)
        else:
            amp = max(amp, -battery.discharge_limit_a(soc, mean_v, mean_ohm, end_v, end_ohm, bp, dt_s))
        soc_end = min(max(soc + amp * dt_s / bp[battery.CAPACITY] * fp[table.PLANT_ERROR], 0.0), 1.0)
        mean_polar_v, end_polar_v, polar_heat_j = battery.polarise_left(polar_v, amp, left, bp, dt_s)
        rest_v = bp[battery.CELLS] * battery.mean_cell_ocv_v(soc, soc_end, bp) + warm_v
        terminal_w = amp * (rest_v + r0_ohm * amp + mean_polar_v)
        bus_w = battery.to_bus_w(terminal_w, bp)
        used_w = min(available_w, max(load_w + bus_w, 0.0))
        heat_j = amp * (amp * r0_ohm + battery.reversible_v(pack_k, bp)) * dt_s + polar_heat_j
        s[table.SOC, n], s[table.POLARISATION, n] = soc_end, end_polar_v
        s[table.BATTERY_K, n] = battery.temperature_k(pack_k, heat_j, bp, dt_s)
        s[table.ARRAY_J, n] += used_w * dt_s
        s[table.LOAD_J, n] += (used_w - bus_w) * dt_s  # less than asked when the pack is at its limit
        s[table.LOSS_J, n] += (bus_w - terminal_w) * dt_s
        s[table.HEAT_J, n] += heat_j
        s[table.MIN_SOC, n] = min(s[table.MIN_SOC, n], soc_end)
        w[table.CELLS_W, n] *= used_w / available_w if available_w > 0.0 else 0.0
        y[table.O_ARRAY, n], y[table.O_SOC, n] = used_w, soc_end


@jit
def _warm_cells(s: Matrix, w: Matrix, flux_w_m2: float, ap: Vector, fp: Vector, dt_s: float) -> None:
    """The cells' own heat balance, after the power that left them is known."""
    for n in range(s.shape[1]):
        light_w_m2 = flux_w_m2 * w[table.LIGHT, n]
        s[table.CELL_K, n] = array.cell_temperature_k(
            s[table.CELL_K, n], light_w_m2, fp[table.INFRARED], w[table.CELLS_W, n], ap, dt_s
        )


@jit
def _cool(
    s: Matrix, w: Matrix, y: Matrix, flux_w_m2: float, albedo: Matrix, wp: Vector, fp: Vector, dt_s: float
) -> None:
    """Coolant and radiator, implicit, and the hottest junction; the bypass holds the supply while the radiator can.

    Absorbed is what a sink of `sim.environment.sink` amounts to: eps sigma eta A Ts^4, its two faces alike.
    """
    exchange = fp[table.EMISSIVITY] * STEFAN_BOLTZMANN_W_M2K4 * fp[table.FIN] * fp[table.EMITTING]
    capacity_j_k = fp[table.PANEL_C] * fp[table.EMITTING]
    reach_w_k = fp[table.FLOW] * (1.0 - math.exp(-fp[table.WALL] / fp[table.FLOW]))
    ratio = dt_s * reach_w_k / fp[table.LOOP_C]
    space = SPACE_K * SPACE_K * SPACE_K * SPACE_K
    to_sink = 1.0 / STEFAN_BOLTZMANN_W_M2K4
    grey = ABSORPTIVITY / fp[table.EMISSIVITY] * EARTH_ALBEDO * flux_w_m2
    rise_k_w = fp[table.JUNCTION_R] * (1.0 + fp[table.SPREAD]) / fp[table.COUNT]
    for n in range(s.shape[1]):
        at = (1.0 - w[table.ZENITH, n]) * (0.5 * (place.COSINES - 1))
        node = min(max(int(at), 0), place.COSINES - 2)
        factors = albedo[int(s[table.SHELL, n])]
        factor = factors[node] + (at - node) * (factors[node + 1] - factors[node])
        absorbed_w = exchange * ((s[table.EARTH_IR, n] + grey * factor) * to_sink + space)
        rack_w, supply_k, surface_k = w[table.RACK_W, n], s[table.SUPPLY_K, n], s[table.RADIATOR_K, n]
        heat_w = rack_w + fp[table.LOOP_HEAT]
        hot_k = heat_w / fp[table.FLOW]
        warmest_k = supply_k + dt_s * heat_w / fp[table.LOOP_C]
        coldest_k = (warmest_k + ratio * (surface_k - hot_k)) / (1.0 + ratio)
        next_k = min(max(fp[table.SUPPLY], coldest_k), warmest_k)
        radiator_w = heat_w - fp[table.LOOP_C] * (next_k - supply_k) / dt_s
        cube = exchange * surface_k * surface_k * surface_k
        net_w = radiator_w + absorbed_w - cube * surface_k
        end_k = surface_k + dt_s * net_w / (capacity_j_k + 4.0 * dt_s * cube)
        s[table.SUPPLY_K, n], s[table.RADIATOR_K, n] = next_k, end_k
        s[table.HEAT_IN_J, n] += heat_w * dt_s
        s[table.ABSORBED_J, n] += absorbed_w * dt_s
        # what the linear step radiates: the tangent at its start, taken at its end
        s[table.RADIATED_J, n] += cube * (surface_k + 4.0 * (end_k - surface_k)) * dt_s
        junction_c = next_k + 0.5 * hot_k + rise_k_w * rack_w - array.KELVIN
        s[table.THROTTLED, n] = accelerator.throttled(s[table.THROTTLED, n], junction_c, wp)
        s[table.MAX_JUNCTION, n] = max(s[table.MAX_JUNCTION, n], junction_c)
        y[table.O_RADIATOR, n], y[table.O_JUNCTION, n] = end_k, junction_c
        y[table.O_THROTTLED, n] = s[table.THROTTLED, n]
