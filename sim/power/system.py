"""The electrical system of one satellite: array, battery, bus, feeds and books in one sub-step of some 10 ms.

Every power is computed once a step and used in both places where it appears, so the balance is algebra: what the
regulators pass minus loads minus what the battery converter takes goes into the bus capacitance (bus.free_v).
Order in a step: array at its held voltage; feeds; the battery takes what holds the bus at its droop point, within the
pack's limits; the limiter cuts the array when that is not enough; loads are cut when the bus would fall too low.

Vectors of sim/power/layout.py: state x (len(STATE),), parameters p (len(PARAMETERS),), outputs y (len(OUTPUTS),).
Sources: docs/physics.md section 3.

Times: the step must be long against the hardware loops (about 1 ms) and short against the flight tick; 2 to 20 ms.
"""

import numpy as np
from numpy.typing import NDArray

from sim.arguments import shaped, within
from sim.kernel import jit
from sim.power import array, battery, books, bus, converter, feed, loads, shade
from sim.power.layout import (
    BATTERY_K,
    BATTERY_P,
    BATTERY_W,
    BOOKS_P,
    BUS_P,
    BUS_V,
    CELL_K,
    FEED_P,
    FLOWS,
    LOCKOUT,
    OUTPUTS,
    PARAMETERS,
    PASSED,
    POLARISATION_V,
    REGULATOR_V,
    SOC,
    STARTS,
    STATE,
    Y_ARRAY_A,
    Y_ARRAY_MAX,
    Y_ARRAY_V,
    Y_ARRAY_W,
    Y_BATTERY_A,
    Y_BATTERY_C,
    Y_BATTERY_V,
    Y_BUS,
    Y_BUS_MAX,
    Y_BUS_MIN,
    Y_CELL_C,
    Y_CELL_MAX,
    Y_CELL_MIN,
    Y_DELIVERED,
    Y_FEED_A,
    Y_FEED_W,
    Y_SOC,
    Y_STRING,
    Y_TRIPS,
)
from sim.power.ledger import books_residual, enter_step, stored_j, tell
from sim.power.vector import Vector

__all__ = ["OUTPUTS", "PARAMETERS", "STATE", "advance", "books_residual", "initial", "step", "stored_j"]


def initial(
    p: NDArray[np.float64], soc: float, cell_k: float = 323.15, battery_k: float = 293.15, regulator_v: float = 600.0
) -> NDArray[np.float64]:
    """Return the state (len(STATE),) at rest: bus at its set point, RC pair relaxed, nothing tripped, books empty.

    `soc` in 0 to 1; `cell_k`, `battery_k` [K]; `regulator_v` [V]: safe value of the board's array_voltage_set.
    Raises InputError for parameters of another shape, and for what is no number or outside its range.
    """
    shaped("power: parameters", p, len(PARAMETERS))
    within("power: state of charge", soc, 0.0, 1.0)
    within("power: cell_k", cell_k, 3.0, 1000.0)
    within("power: battery_k", battery_k, 3.0, 1000.0)
    within("power: regulator_v", regulator_v, 0.0, 1e5)
    x = np.zeros(len(STATE))
    x[REGULATOR_V], x[CELL_K], x[SOC], x[BATTERY_K] = regulator_v, cell_k, soc, battery_k
    x[BUS_V], x[PASSED] = p[BUS_P + bus.SET_POINT], 1.0
    x[STARTS], x[STARTS + 2] = soc, x[BUS_V]
    return x


@jit
def step(
    x: Vector, p: Vector, illumination_flux_w_m2: float, earth_ir_on_array_w_m2: float,
    payload_w: float, pump_w: float, laser_w: float, platform_w: float,
    array_voltage_set_v: float, string_mask: float, charge_limit_a: float, load_mask: float,
    dt_s: float, y: Vector,
) -> None:  # fmt: skip
    """Advance `x` (len(STATE),) by `dt_s` [s] and fill all of `y` (len(OUTPUTS),). For benches; a tick calls `advance`.

    Fluxes [W/m2] are normal to the array (sunlight with its illumination; Earth infrared on both faces together);
    powers [W] are what the loads would take behind their converters; masks are the eps board's actuators.
    """
    advance(
        x, p, illumination_flux_w_m2, earth_ir_on_array_w_m2, payload_w, pump_w, laser_w, platform_w,
        array_voltage_set_v, string_mask, charge_limit_a, load_mask, dt_s, True, y,
    )  # fmt: skip


@jit
def advance(
    x: Vector, p: Vector, illumination_flux_w_m2: float, earth_ir_on_array_w_m2: float,
    payload_w: float, pump_w: float, laser_w: float, platform_w: float,
    array_voltage_set_v: float, string_mask: float, charge_limit_a: float, load_mask: float,
    dt_s: float, told: bool, y: Vector,
) -> None:  # fmt: skip
    """Advance as `step` does, `dt_s` [s]; fill what steers nothing only when it is to be `told`, once a tick.

    That is the highest power of the array, the books and what is stored; `x` (len(STATE),), `y` (len(OUTPUTS),).
    """
    source_w = _array(x, p, illumination_flux_w_m2, array_voltage_set_v, int(string_mask), dt_s, told, y)
    loads.serve(x, p, platform_w, pump_w, payload_w, laser_w, int(load_mask), dt_s, y)
    loads_w = loads.drawn_w(y)
    battery_w = _battery(x, p, source_w - loads_w, charge_limit_a, dt_s, y)
    passed_w = _passed_w(x, p, source_w, loads_w + battery_w, dt_s)
    loads_w = loads.cut(x, p, passed_w - battery_w - loads_w, dt_s, y)
    _transient(x, p, source_w, loads_w, dt_s, y)
    _settle(x, p, source_w, passed_w, battery_w, dt_s, y)
    _array_after(x, p, illumination_flux_w_m2, earth_ir_on_array_w_m2, dt_s, y)
    enter_step(x, p, dt_s, y)
    if told:
        tell(x, p, y)


@jit
def _array(
    x: Vector, p: Vector, flux_w_m2: float, set_v: float, mask: int, dt_s: float, told: bool, y: Vector
) -> float:
    """Return the power [W] the regulators could put on the bus; string currents as if the limiter passed all."""
    photo_a, log_i0, scale_v = array.diode(x[CELL_K], flux_w_m2, p)
    held_v, x[REGULATOR_V] = array.regulate(x[REGULATOR_V], set_v, dt_s, p)
    if p[array.DIRECT] > 0.0:
        held_v = x[BUS_V]  # sequential switching shunts: the bus holds the strings, the limiter shunts them
    open_v = array.open_circuit_v(photo_a, log_i0, scale_v)
    y[Y_ARRAY_V] = min(held_v, open_v)
    if photo_a > 0.0 and shade.shaded(p):
        _shaded(mask, open_v, photo_a, log_i0, scale_v, p, told, y)
        return _after_regulators_w(y, p)
    each_a = array.string_a(y[Y_ARRAY_V], photo_a, log_i0, scale_v)
    strings = 0.0
    for group in range(array.STRING_GROUPS):
        on = array.group_strings(group, mask, p)
        y[Y_STRING + group] = on * each_a
        strings += on
    y[Y_ARRAY_A] = strings * each_a
    if told:
        best_v = array.maximum_power_v(open_v, scale_v)
        y[Y_ARRAY_MAX] = strings * best_v * array.string_a(best_v, photo_a, log_i0, scale_v)
    return _after_regulators_w(y, p)


@jit
def _shaded(
    mask: int, open_v: float, photo_a: float, log_i0: float, scale_v: float, p: Vector, told: bool, y: Vector
) -> None:
    """Put the currents of groups with cells in shade, and the highest of the maxima of power, in y."""
    y[Y_ARRAY_A] = 0.0
    for group in range(array.STRING_GROUPS):
        on = array.group_strings(group, mask, p)
        y[Y_STRING + group] = on * shade.group_a(group, y[Y_ARRAY_V], photo_a, log_i0, scale_v, p)
        y[Y_ARRAY_A] += y[Y_STRING + group]
    if told:
        best_v = shade.best_v(open_v, mask, photo_a, log_i0, scale_v, p)
        y[Y_ARRAY_MAX] = best_v * shade.total_a(best_v, mask, photo_a, log_i0, scale_v, p)


@jit
def _after_regulators_w(y: Vector, p: Vector) -> float:
    """Return what the regulators make [W] of the strings; those take no more than they can use of it."""
    side_w = y[Y_ARRAY_V] * y[Y_ARRAY_A]
    most_w = converter.most_w(p, array.CONVERTER)
    if side_w > most_w:
        _cut_strings(most_w / side_w, y)
        side_w = most_w
    return side_w - converter.loss_w(side_w, p, array.CONVERTER)


@jit
def _battery(x: Vector, p: Vector, surplus_w: float, charge_limit_a: float, dt_s: float, y: Vector) -> float:
    """Return the mean power [W] the battery converter takes from the bus; the pack moves on."""
    q = p[BATTERY_P:BUS_P]
    b = p[BUS_P:FEED_P]
    r0_ohm = battery.series_ohm(x[BATTERY_K], q)
    mean_v, mean_ohm, end_v, end_ohm = battery.source(x[SOC], x[POLARISATION_V], r0_ohm, q, dt_s)
    warm_v = battery.entropic_v(x[BATTERY_K], q)
    mean_v, end_v = mean_v + warm_v, end_v + warm_v
    into_a = battery.charge_limit_a(x[SOC], x[BATTERY_K], charge_limit_a, end_v, end_ohm, q, dt_s)
    out_a = battery.discharge_limit_a(x[SOC], mean_v, mean_ohm, end_v, end_ohm, q, dt_s)
    wanted_w = surplus_w - bus.power_to_reach_w(x[BUS_V], bus.droop_v(surplus_w, b), dt_s, b)
    amp = battery.current_a(battery.to_terminal_w(wanted_w, q), mean_v, mean_ohm)
    amp = min(max(amp, -out_a), into_a)
    soc_end = min(max(x[SOC] + amp * dt_s / q[battery.CAPACITY], 0.0), 1.0)
    rc_v, rc_end_v, rc_heat_j = battery.polarise(x[POLARISATION_V], amp, q, dt_s)
    y[Y_BATTERY_V] = q[battery.CELLS] * battery.mean_cell_ocv_v(x[SOC], soc_end, q) + warm_v + amp * r0_ohm + rc_v
    y[Y_BATTERY_A] = amp
    heat_j = amp * (amp * r0_ohm + battery.reversible_v(x[BATTERY_K], q)) * dt_s + rc_heat_j
    books.enter(x[FLOWS:STARTS], books.BATTERY_RESISTANCE, heat_j, p[BOOKS_P:])
    x[SOC], x[POLARISATION_V] = soc_end, rc_end_v
    x[BATTERY_K] = battery.temperature_k(x[BATTERY_K], heat_j, q, dt_s)
    y[Y_CELL_MIN], y[Y_CELL_MAX] = battery.cell_extremes_v(soc_end, amp, rc_end_v + warm_v, r0_ohm, q)
    return battery.to_bus_w(amp * y[Y_BATTERY_V], q)


@jit
def _passed_w(x: Vector, p: Vector, source_w: float, needed_w: float, dt_s: float) -> float:
    """Return the mean power [W] that the over-voltage limiter lets through: all, unless the bus would rise past it."""
    b = p[BUS_P:FEED_P]
    rest_v = bus.limiter_v(needed_w, source_w, b)
    return min(max(needed_w + bus.power_to_reach_w(x[BUS_V], rest_v, dt_s, b), 0.0), source_w)


@jit
def _transient(x: Vector, p: Vector, source_w: float, loads_w: float, dt_s: float, y: Vector) -> None:
    """Put the bus extremes before the hardware loops answer in y: battery and limiter still as in the last step."""
    b = p[BUS_P:FEED_P]
    surplus_w = source_w * x[PASSED] - loads_w - x[BATTERY_W]
    early_v = bus.free_v(x[BUS_V], surplus_w, min(b[bus.ANSWER_TIME], dt_s), b[bus.CAPACITANCE])
    y[Y_BUS_MIN] = early_v
    y[Y_BUS_MAX] = early_v


@jit
def _settle(x: Vector, p: Vector, source_w: float, passed_w: float, battery_w: float, dt_s: float, y: Vector) -> None:
    """Move the bus on, and fill in what the voltages and the limiter's share decide."""
    surplus_w = passed_w - battery_w - loads.drawn_w(y)
    end_v = bus.free_v(x[BUS_V], surplus_w, dt_s, p[BUS_P + bus.CAPACITANCE])
    mean_v = max(0.5 * (x[BUS_V] + end_v), 1.0)  # [V] a dead bus carries no current, for it draws no power
    x[BUS_V], x[BATTERY_W] = end_v, battery_w
    x[PASSED] = passed_w / source_w if source_w > 0.0 else 1.0
    y[Y_BUS], y[Y_BUS_MIN], y[Y_BUS_MAX] = end_v, min(y[Y_BUS_MIN], end_v), max(y[Y_BUS_MAX], end_v)
    y[Y_ARRAY_W] = passed_w
    if passed_w < source_w:
        _cut_strings(converter.input_w(passed_w, p, array.CONVERTER) / (y[Y_ARRAY_V] * y[Y_ARRAY_A]), y)
    y[Y_TRIPS] = 16.0 * x[LOCKOUT]
    for k in range(len(feed.FEEDS)):
        y[Y_FEED_A + k] = y[Y_FEED_W + k] / mean_v
        y[Y_TRIPS] += (1 << k) * loads.off(x, k)
    y[Y_DELIVERED] = loads.delivered_w(x, p, y)


@jit
def _cut_strings(share: float, y: Vector) -> None:
    """Cut all string currents to `share` of themselves."""
    y[Y_ARRAY_A] *= share
    for group in range(array.STRING_GROUPS):
        y[Y_STRING + group] *= share


@jit
def _array_after(x: Vector, p: Vector, flux_w_m2: float, earth_ir_w_m2: float, dt_s: float, y: Vector) -> None:
    """Warm or cool the cells; put the temperatures and the state of charge in y."""
    x[CELL_K] = array.cell_temperature_k(x[CELL_K], flux_w_m2, earth_ir_w_m2, y[Y_ARRAY_V] * y[Y_ARRAY_A], p, dt_s)
    y[Y_CELL_C] = x[CELL_K] - array.KELVIN
    y[Y_BATTERY_C] = x[BATTERY_K] - array.KELVIN
    y[Y_SOC] = x[SOC]
