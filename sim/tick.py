"""One control tick of a satellite, compiled: how the parts exchange powers, temperatures and light.

Order: the orbit, its neighbours, the sink, the laser terminals and the inference pool move over the whole tick; then,
in each sub-step, compute draws power by the junctions it saw and the electrical system delivers it. The loops, whose
fastest lag is some 0.4 s, take the mean heat of what was delivered, in steps of at most HEAT_STEP_S. A feed that is
off or tripped is seen by the part behind it at its next move: racks a sub-step later, pumps when the loops step next,
laser terminals and the inference pool in the next tick.

The array is normal to the Sun; the radiator is edge-on to Sun and Earth, or holds the orbit normal when beta is small
(sim.environment.attitude). Converter losses and battery heat go to the equipment panel; the array's regulators stand at
the array and are cooled there.

Ours (docs/architecture.md); the physics is that of the parts.
"""

import math

import numpy as np
from numpy.typing import NDArray

from sim import sense
from sim.actuators import EPS, LASER, PAYLOAD, RADIATOR
from sim.environment import sink
from sim.kernel import jit, jit_part
from sim.optical import system as optical
from sim.orbit import flight, neighbours
from sim.parts import (
    ARRAY_EARTH,
    BATTERY_SUM,
    ILLUMINATION,
    LASER_W,
    LASERS_ON,
    LOSS_SUM,
    PAYLOAD_ON,
    PLATFORM_W,
    PUMP_W,
    PUMPS_ON,
    RACK_SUM,
    SINK_K,
    SINK_SHADED_K,
    SINK_SUNNY_K,
    SUN_SHARE,
    Outputs,
    Parameters,
    State,
    cut_outputs,
    cut_parameters,
    cut_state,
)
from sim.power import array, battery, feed
from sim.power import layout as power_layout
from sim.power import system as power
from sim.sensors.image import INSTANT, MAXIMUM, MEAN, MINIMUM
from sim.signals import EACH_HEAT_STEP, EACH_SUBSTEP, FACTOR, OFFSET, ONCE, SOURCE
from sim.thermal import layout as thermal_layout
from sim.thermal import system as thermal
from sim.thermal import table as thermal_table
from sim.truth import write as write_truth
from sim.workload import layout as workload_layout
from sim.workload import system as workload

Vector = NDArray[np.float64]

SUN_SENSOR_FLUX = 1361.0  # [W/m2] full scale 1 of the sun sensor: the solar constant, IAU 2015 B3
HEAT_STEP_S = 0.05  # [s] longest step of the loops when sub-steps are shorter, ours: docs/performance.md
_RACKS = 8
_RADIATOR_EMISSIVITY = thermal_table.at("emissivity")
_BATTERY_CONDUCTANCE = power_layout.BATTERY_P + battery.CONDUCTANCE
_BATTERY_PLATE = power_layout.BATTERY_P + battery.PLATE


@jit
def advance(
    state: Vector,
    parameters: Vector,
    outputs: Vector,
    act: Vector,
    arrivals: NDArray[np.float64],
    keys: NDArray[np.int64],
    tick: int,
    period_s: float,
    substeps: int,
    kept: Vector,
    statistics: NDArray[np.float64],
    truth: Vector,
) -> bool:
    """Advance `state` by `period_s` [s] in `substeps`; return whether all that came of it is finite.

    With `kept`, a copy of `state`, write `outputs`, `statistics` and `truth` of the moment: those of a tick that the
    satellite does not fly and that is taken back. A function of its own would be a whole tick to compile once more.

    Args:
        state, parameters, outputs: flat, see sim.parts; the outputs are written.
        act: (len(sim.actuators.ACTUATORS),) in force over the tick, engineering units.
        arrivals: (ticks, 3) prompt tokens, tokens to generate and requests of each tick.
        keys: (2,) key of the optical random stream.
        kept: (0,) to fly, or what `state` is given back.
        statistics: (4, len(SIGNALS)), written.
        truth: (len(TRUTH),), written.
    """
    moving = kept.size == 0
    x, p, y = cut_state(state), cut_parameters(parameters), cut_outputs(outputs)
    if moving:
        flight.step(x.orbit, p.orbit, period_s, y.orbit)
        neighbours.step(x.neighbours, p.orbit, period_s)
    else:
        flight.observe(x.orbit, p.orbit, y.orbit)
    after = y.orbit[flight.ILLUMINATION]
    before = x.coupling[ILLUMINATION] if moving else after
    _surroundings(x, p, y, act, keys, tick, period_s)
    dt_s = period_s / substeps
    serving = _prepare(x, p, y, act, arrivals[tick], period_s)
    heat_steps = min(max(math.ceil(period_s / HEAT_STEP_S - 1e-9), 1), substeps)
    done, since = 0, 0
    for sub in range(substeps):
        light = before + (after - before) * (sub + 0.5) / substeps
        _substep(x, p, y, act, serving, light, sub == substeps - 1, dt_s)
        _gather(EACH_SUBSTEP, y, statistics, sub, substeps)
        since += 1
        if (sub + 1) * heat_steps >= (done + 1) * substeps:
            _thermal(x, p, y, act, since, dt_s)
            _gather(EACH_HEAT_STEP, y, statistics, done, heat_steps)
            done, since = done + 1, 0
    _gather(ONCE, y, statistics, 0, 1)
    x.coupling[ILLUMINATION] = after
    sense.follow(x.sensors, p.sensors, statistics, period_s)
    for n in range(kept.size):
        state[n] = kept[n]
    return write_truth(x, p, y, statistics, truth)


@jit_part
def _surroundings(
    x: State, p: Parameters, y: Outputs, act: Vector, keys: NDArray[np.int64], tick: int, period_s: float
) -> None:
    """Sink temperatures, what the Earth sends to the array, and laser terminals at the end of the tick."""
    orbit = y.orbit
    sunny_k, shaded_k = sink.radiator_faces_k(
        p.sink, orbit[flight.ALTITUDE], orbit[flight.SUN_AZ], orbit[flight.SUN_EL], orbit[flight.FLUX],
        orbit[flight.ILLUMINATION], p.thermal[_RADIATOR_EMISSIVITY],
    )  # fmt: skip
    y.shared[SINK_SUNNY_K], y.shared[SINK_SHADED_K] = sunny_k, shaded_k
    y.shared[SINK_K] = sink.effective_k(sunny_k, shaded_k)
    front_w, back_w, front_albedo_w, back_albedo_w = sink.array_faces_w_m2(
        p.sink, orbit[flight.ALTITUDE], orbit[flight.SUN_EL], orbit[flight.FLUX]
    )
    grey = p.power[array.ABSORPTIVITY] / p.power[array.EMISSIVITY]  # sunlight told as infrared that heats as much
    y.shared[ARRAY_EARTH] = front_w + back_w + grey * (front_albedo_w + back_albedo_w)
    commands = act[LASER:PAYLOAD]
    optical.step(
        x.optical, p.optical, orbit, x.neighbours, commands, x.coupling[LASERS_ON], keys, tick, period_s, y.optical
    )
    x.coupling[LASER_W] = y.optical[optical.TOTAL_W]


@jit
def _prepare(x: State, p: Parameters, y: Outputs, act: Vector, arrivals: Vector, period_s: float) -> float:
    """Let racks judge their junctions and serve what arrived over `period_s` [s]; return the pool's mean activity."""
    junctions = y.thermal[thermal_layout.OUT_JUNCTION : thermal_layout.OUT_JUNCTION + _RACKS]
    return workload.prepare(
        x.workload, p.workload, arrivals[0], arrivals[1], arrivals[2], act[PAYLOAD], x.coupling[PAYLOAD_ON],
        junctions, period_s, y.workload,
    )  # fmt: skip


@jit
def _substep(
    x: State, p: Parameters, y: Outputs, act: Vector, serving: float, light: float, told: bool, dt_s: float
) -> None:
    """Compute, then power, each over `dt_s` [s] with illumination `light`; sum the heat for the loops."""
    a = act[PAYLOAD:]
    workload.draw(
        x.workload, p.workload, serving, a[0], a[1], a[2], a[3], a[4], x.coupling[PAYLOAD_ON], dt_s, y.workload
    )
    asked_w = y.workload[workload_layout.OUT_TOTAL]
    _electrical(x, p, y, act, asked_w, light, dt_s, told)
    share = y.power[power_layout.Y_DELIVERED] / asked_w if asked_w > 0.0 else 0.0
    for group in range(_RACKS):
        y.workload[group] *= share
        y.shared[RACK_SUM + group] += y.workload[group]
    workload.account(x.workload, y.workload, dt_s)
    loss_w, battery_heat_w = _electrical_heat_w(x, p, y)
    y.shared[LOSS_SUM] += loss_w
    y.shared[BATTERY_SUM] += battery_heat_w


@jit_part
def _electrical(
    x: State, p: Parameters, y: Outputs, act: Vector, asked_w: float, light: float, dt_s: float, told: bool
) -> None:
    flux = light * y.orbit[flight.FLUX]
    platform_w = p.platform[PLATFORM_W] + y.thermal[thermal_layout.OUT_HEATER_W]
    power.advance(
        x.power, p.power, flux, y.shared[ARRAY_EARTH],
        asked_w, x.coupling[PUMP_W], x.coupling[LASER_W], platform_w,
        act[EPS], act[EPS + 1], act[EPS + 2], act[EPS + 3], dt_s, told, y.power,
    )  # fmt: skip
    y.shared[SUN_SHARE] = flux / SUN_SENSOR_FLUX
    mask, trips = int(act[EPS + 3]), int(y.power[power_layout.Y_TRIPS])
    locked = x.power[power_layout.LOCKOUT]
    x.coupling[PUMPS_ON] = _alive(mask, trips, feed.PUMP)
    x.coupling[LASERS_ON] = _alive(mask, trips, feed.LASER)
    x.coupling[PAYLOAD_ON] = 0.0 if locked > 0.0 else _alive(mask, trips, feed.PAYLOAD)


@jit
def _alive(mask: int, trips: int, which: int) -> float:
    """Return 1 when feed `which` is switched on and not tripped, else 0."""
    return 1.0 if (mask >> which) & 1 == 1 and (trips >> which) & 1 == 0 else 0.0


@jit_part
def _thermal(x: State, p: Parameters, y: Outputs, act: Vector, since: int, dt_s: float) -> None:
    """Step the loops over the last `since` sub-steps of `dt_s` [s], with the mean of their heat; begin new sums."""
    a = act[RADIATOR:LASER]
    alive = x.coupling[PUMPS_ON]
    heat_w = y.shared[RACK_SUM:]
    for n in range(heat_w.size):
        heat_w[n] /= since
    thermal.step(
        x.thermal, p.thermal, heat_w[:_RACKS], y.shared[SINK_K],
        a[0] * alive, a[1] * alive, a[2], a[3] * alive, a[4] * alive, a[5], a[6],
        heat_w[LOSS_SUM - RACK_SUM], heat_w[BATTERY_SUM - RACK_SUM], since * dt_s, y.thermal,
    )  # fmt: skip
    for n in range(heat_w.size):
        heat_w[n] = 0.0
    x.coupling[PUMP_W] = y.thermal[thermal_layout.OUT_PUMP_W]


@jit
def _electrical_heat_w(x: State, p: Parameters, y: Outputs) -> tuple[float, float]:
    """Return what the payload's and the battery's converters lose, and what the battery gives to its plate [W]."""
    lost_w = y.power[power_layout.Y_FEED_W + feed.PAYLOAD] - y.power[power_layout.Y_DELIVERED]
    battery_w = y.power[power_layout.Y_BATTERY_V] * y.power[power_layout.Y_BATTERY_A]
    lost_w += x.power[power_layout.BATTERY_W] - battery_w
    warmer_k = x.power[power_layout.BATTERY_K] - p.power[_BATTERY_PLATE]
    return lost_w, p.power[_BATTERY_CONDUCTANCE] * warmer_k


@jit
def _gather(rows: NDArray[np.int64], y: Outputs, statistics: NDArray[np.float64], sub: int, substeps: int) -> None:
    """Bring the outputs shown in `rows` (n,), as step `sub` of `substeps` left them, into the tick's statistics."""
    for n in rows:
        value = y.everything[SOURCE[n]] * FACTOR[n] + OFFSET[n]
        statistics[INSTANT, n] = value
        if sub == 0:
            statistics[MEAN, n] = value
            statistics[MINIMUM, n] = value
            statistics[MAXIMUM, n] = value
        else:
            statistics[MEAN, n] += value
            statistics[MINIMUM, n] = min(statistics[MINIMUM, n], value)
            statistics[MAXIMUM, n] = max(statistics[MAXIMUM, n], value)
        if sub == substeps - 1 and substeps > 1:
            statistics[MEAN, n] /= substeps
