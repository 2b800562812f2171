"""The vectors of one satellite's parts, as compiled code takes them: parameters, state, outputs.

Outside compiled code each of the three is one flat vector: handing an array from Python to compiled code costs some
0.3 us, twenty of them a tenth of a tick, and cutting one inside costs next to nothing (docs/performance.md).
"""

from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.environment import sink
from sim.kernel import jit_views
from sim.optical import system as optical
from sim.orbit import flight, neighbours
from sim.parameters import Parameter
from sim.power import system as power
from sim.sensors import table as sensors
from sim.thermal import system as thermal
from sim.workload import system as workload

Vector = NDArray[np.float64]

PLATFORM = (
    Parameter(
        "platform_w",
        "W",
        3100.0,
        0.0,
        1e5,
        "odc120: 6 kW less pumps 2.4 and terminals 0.5: avionics, heaters, TT&C, losses",
    ),
)
PLATFORM_W = 0

#: What the parts hand to each other from one sub-step to the next; the state of the coupling.
COUPLING = ("illumination", "laser_w", "pump_w", "pumps_on", "payload_on", "lasers_on")
ILLUMINATION, LASER_W, PUMP_W, PUMPS_ON, PAYLOAD_ON, LASERS_ON = range(6)

#: Outputs of no part.
SHARED = (
    "sink_k", "sun_share", "sink_sunny_k", "sink_shaded_k", "array_earth_w_m2",
    *(f"rack_sum_w_{group}" for group in range(1, 9)), "loss_sum_w", "battery_sum_w",
)  # fmt: skip
SINK_K, SUN_SHARE, SINK_SUNNY_K, SINK_SHADED_K, ARRAY_EARTH, RACK_SUM = range(6)
LOSS_SUM, BATTERY_SUM = RACK_SUM + 8, RACK_SUM + 9  # sums over the sub-steps since the loops last moved; then 0

#: Outputs of all parts under their part's name, in the order in which `outputs` lays them out.
ALL_OUTPUTS = tuple(
    f"{part}.{name}"
    for part, names in (
        ("orbit", flight.OUTPUTS),
        ("power", power.OUTPUTS),
        ("thermal", thermal.OUTPUTS),
        ("optical", optical.OUTPUTS),
        ("workload", workload.OUTPUTS),
        ("shared", SHARED),
    )
    for name in names
)


class Parameters(NamedTuple):
    """Packed parameters of each part. Those of the orbit come last: the Sun's nodes in them grow with the run."""

    sink: Vector
    power: Vector
    thermal: Vector
    optical: Vector
    workload: Vector
    platform: Vector
    sensors: Vector
    orbit: Vector


class State(NamedTuple):
    """State of each part, changed in place."""

    orbit: Vector
    neighbours: Vector
    power: Vector
    thermal: Vector
    optical: Vector
    workload: Vector
    coupling: Vector
    sensors: Vector


class Outputs(NamedTuple):
    """Outputs of each part at the end of the last sub-step: views of `everything`, in that order."""

    everything: Vector
    orbit: Vector
    power: Vector
    thermal: Vector
    optical: Vector
    workload: Vector
    shared: Vector


def _ends(*lengths: int) -> tuple[int, ...]:
    """Return where each of some vectors ends when they lie behind one another."""
    return tuple(accumulate(lengths))


_P = _ends(
    sink.LENGTH, len(power.PARAMETERS), len(thermal.PARAMETERS), len(optical.PARAMETERS),
    len(workload.PARAMETERS), len(PLATFORM), len(sensors.PARAMETERS),
)  # fmt: skip
_X = _ends(
    len(flight.STATE), len(neighbours.STATE), len(power.STATE), len(thermal.STATE), len(optical.STATE),
    len(workload.STATE), len(COUPLING), len(sensors.STATE),
)  # fmt: skip
_Y = _ends(
    len(flight.OUTPUTS), len(power.OUTPUTS), len(thermal.OUTPUTS), len(optical.OUTPUTS), len(workload.OUTPUTS),
    len(SHARED),
)  # fmt: skip


def start_of(section: str) -> int:
    """Return where the parameters of `section` (a field of Parameters) begin in the flat vector."""
    return (0, *_P)[Parameters._fields.index(section)]


@jit_views
def cut_parameters(flat: Vector) -> Parameters:
    """Return the parts of `flat` (n,), the vectors of Parameters behind one another, the orbit's (any length) last."""
    return Parameters(
        flat[: _P[0]], flat[_P[0] : _P[1]], flat[_P[1] : _P[2]], flat[_P[2] : _P[3]], flat[_P[3] : _P[4]],
        flat[_P[4] : _P[5]], flat[_P[5] : _P[6]], flat[_P[6] :],
    )  # fmt: skip


@jit_views
def cut_state(flat: Vector) -> State:
    """Return the parts of `flat` (n,), the vectors of State behind one another."""
    return State(
        flat[: _X[0]], flat[_X[0] : _X[1]], flat[_X[1] : _X[2]], flat[_X[2] : _X[3]], flat[_X[3] : _X[4]],
        flat[_X[4] : _X[5]], flat[_X[5] : _X[6]], flat[_X[6] : _X[7]],
    )  # fmt: skip


@jit_views
def cut_outputs(flat: Vector) -> Outputs:
    """Return the parts of `flat`, (len(ALL_OUTPUTS),)."""
    return Outputs(
        flat, flat[: _Y[0]], flat[_Y[0] : _Y[1]], flat[_Y[1] : _Y[2]], flat[_Y[2] : _Y[3]], flat[_Y[3] : _Y[4]],
        flat[_Y[4] : _Y[5]],
    )  # fmt: skip
