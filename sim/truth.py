"""The truth vector of one tick: what checks and reports need to know of the physics, and a fingerprint of all state.

The fingerprint makes the truth hash cover every float64 of the plant's state, without recording each of them
(docs/architecture.md, on hashes).
"""

import math

import numpy as np
from numpy.typing import NDArray

from sim.kernel import jit
from sim.parts import ALL_OUTPUTS, Outputs, Parameters, State
from sim.power import system as power
from sim.sensors.image import MAXIMUM, MINIMUM
from sim.signals import SIGNALS
from sim.thermal import system as thermal

Vector = NDArray[np.float64]

_COPIED = (
    ("illumination", "orbit.illumination"),
    ("shadow", "orbit.shadow"),
    ("sun_el_rad", "orbit.sun_el_rad"),
    ("r_x_m", "orbit.r_x_m"),
    ("r_y_m", "orbit.r_y_m"),
    ("r_z_m", "orbit.r_z_m"),
    ("bus_v", "power.bus_v"),
    ("array_w", "power.array_w"),
    ("array_available_w", "power.array_max_w"),
    ("cell_temperature_c", "power.cell_c"),
    ("soc", "power.soc"),
    ("payload_w", "power.payload_delivered_w"),
    ("platform_w", "power.platform_w"),
    ("pump_w", "power.pump_w"),
    ("laser_w", "power.laser_w"),
    ("supply_a_c", "thermal.supply_a"),
    ("supply_b_c", "thermal.supply_b"),
    ("return_a_c", "thermal.return_a"),
    ("return_b_c", "thermal.return_b"),
    ("outlet_a_c", "thermal.outlet_a"),
    ("outlet_b_c", "thermal.outlet_b"),
    ("inlet_a_c", "thermal.inlet_a"),
    ("inlet_b_c", "thermal.inlet_b"),
    ("sink_k", "shared.sink_k"),
    ("heat_rejected_w", "thermal.heat_rejected_w"),
    ("emitting_mask", "optical.emitting_mask"),
    ("unpointed_mask", "optical.unpointed_mask"),
    ("scanning_mask", "optical.scanning_mask"),
    ("links_mask", "optical.links_mask"),
    ("visible_mask", "optical.visible_mask"),
    ("gigabits", "optical.gigabits"),
    ("tokens", "workload.tokens"),
    ("training_steps", "workload.training_steps"),
    ("lost_steps", "workload.lost_steps"),
    ("refused", "workload.refused"),
    ("served", "workload.served"),
    ("training_j", "workload.training_j"),
    ("inference_j", "workload.inference_j"),
    ("tripped", "workload.tripped"),
)
_COMPUTED = (
    "bus_min_v",
    "bus_max_v",
    "battery_w",
    "panel_mean_c",
    "junction_max_c",
    "electrical_residual",
    "thermal_residual",
    "state_fingerprint_a",
    "state_fingerprint_b",
)
TRUTH = (*(row[0] for row in _COPIED), *_COMPUTED)

_FROM = np.array([ALL_OUTPUTS.index(row[1]) for row in _COPIED], dtype=np.int64)
_COUNT = len(_COPIED)
_BUS_MIN, _BUS_MAX = SIGNALS.index("eps.bus_voltage_min"), SIGNALS.index("eps.bus_voltage_max")
_BATTERY_V, _BATTERY_A = ALL_OUTPUTS.index("power.battery_v"), ALL_OUTPUTS.index("power.battery_a")
_PANELS = np.array([ALL_OUTPUTS.index(f"thermal.panel_{number}") for number in range(1, 5)], dtype=np.int64)
_JUNCTIONS = np.array([SIGNALS.index(f"payload.junction_{number}") for number in range(1, 9)], dtype=np.int64)

_OFFSET_BASIS = 2166136261  # FNV-1a, 32 bit (Fowler, Noll, Vo; draft-eastlake-fnv)
_PRIME = 16777619
_MASK = 0xFFFFFFFF


@jit
def write(x: State, p: Parameters, y: Outputs, statistics: NDArray[np.float64], truth: Vector) -> bool:
    """Write `truth` (len(TRUTH),) of the tick just done; return whether it and all signals are finite."""
    for n in range(_COUNT):
        truth[n] = y.everything[_FROM[n]]
    truth[_COUNT] = statistics[MINIMUM, _BUS_MIN]
    truth[_COUNT + 1] = statistics[MAXIMUM, _BUS_MAX]
    truth[_COUNT + 2] = y.everything[_BATTERY_V] * y.everything[_BATTERY_A]
    mean = 0.0
    for n in range(_PANELS.size):
        mean += y.everything[_PANELS[n]]
    truth[_COUNT + 3] = mean / _PANELS.size
    hottest = statistics[MAXIMUM, _JUNCTIONS[0]]
    for n in range(1, _JUNCTIONS.size):
        hottest = max(hottest, statistics[MAXIMUM, _JUNCTIONS[n]])
    truth[_COUNT + 4] = hottest
    truth[_COUNT + 5] = abs(power.books_residual(x.power, p.power))
    truth[_COUNT + 6] = abs(thermal.books_residual(x.thermal, p.thermal))
    first, second = _fingerprint(x)
    truth[_COUNT + 7] = first
    truth[_COUNT + 8] = second
    return _finite(truth) and _finite(statistics.reshape(-1))


@jit
def _finite(values: Vector) -> bool:
    """Return whether all of `values` are finite."""
    finite = True
    for value in values:
        finite = finite and math.isfinite(value)
    return finite


@jit
def _fingerprint(x: State) -> tuple[float, float]:
    """Return two FNV-1a hashes of 32 bits over the state's IEEE bytes: of the low and of the high words."""
    low, high = _OFFSET_BASIS, _OFFSET_BASIS
    for vector in (x.orbit, x.neighbours, x.power, x.thermal, x.optical, x.workload, x.coupling, x.sensors):
        for word in vector.view(np.int64):
            low = ((low ^ (int(word) & _MASK)) * _PRIME) & _MASK
            high = ((high ^ ((int(word) >> 32) & _MASK)) * _PRIME) & _MASK
    return float(low), float(high)
