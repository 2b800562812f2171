"""The vectors of one satellite's parts, as compiled code takes them: parameters, state, outputs."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.optical.system import OUTPUTS as OPTICAL
from sim.orbit.flight import OUTPUTS as ORBIT
from sim.parameters import Parameter
from sim.power.system import OUTPUTS as POWER
from sim.thermal.system import OUTPUTS as THERMAL
from sim.workload.system import OUTPUTS as WORKLOAD

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
    Parameter("infrared_w_m2", "W/m2", 237.0, 0.0, 400.0, "Earth, Knocke's mean, on the faces of the array"),
)
PLATFORM_W, INFRARED = range(2)

#: What the parts hand to each other from one sub-step to the next; the state of the coupling.
COUPLING = ("illumination", "laser_w", "pump_w", "pumps_on", "payload_on", "lasers_on")
ILLUMINATION, LASER_W, PUMP_W, PUMPS_ON, PAYLOAD_ON, LASERS_ON = range(6)

#: Outputs of no part.
SHARED = ("sink_k", "pump_w", "laser_w", "sun_share")
SINK_K, SHARED_PUMP_W, SHARED_LASER_W, SUN_SHARE = range(4)

#: Outputs of all parts under their part's name, in the order in which `outputs` lays them out.
ALL_OUTPUTS = tuple(
    f"{part}.{name}"
    for part, names in (
        ("orbit", ORBIT),
        ("power", POWER),
        ("thermal", THERMAL),
        ("optical", OPTICAL),
        ("workload", WORKLOAD),
        ("shared", SHARED),
    )
    for name in names
)


class Parameters(NamedTuple):
    """Packed parameters of each part."""

    orbit: Vector
    sink: Vector
    power: Vector
    thermal: Vector
    optical: Vector
    workload: Vector
    platform: Vector


class State(NamedTuple):
    """State of each part, changed in place."""

    orbit: Vector
    neighbours: Vector
    power: Vector
    thermal: Vector
    optical: Vector
    workload: Vector
    coupling: Vector


class Outputs(NamedTuple):
    """Outputs of each part at the end of the last sub-step: views of `everything`, in that order."""

    everything: Vector
    orbit: Vector
    power: Vector
    thermal: Vector
    optical: Vector
    workload: Vector
    shared: Vector


def outputs() -> Outputs:
    """Return the outputs of a satellite, all zero."""
    everything = np.zeros(len(ALL_OUTPUTS))
    views = []
    start = 0
    for names in (ORBIT, POWER, THERMAL, OPTICAL, WORKLOAD, SHARED):
        views.append(everything[start : start + len(names)])
        start += len(names)
    return Outputs(everything, *views)
