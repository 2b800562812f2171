"""The sensors of one satellite: which signal each of them feels, and where its reading goes.

`follow` belongs to the plant's tick; `sense` comes after it, and after the faults due at its end, and replaces true
values by readings in the statistics that boards are told (docs/timing.md, steps 2 and 3).
"""

import numpy as np
from numpy.typing import NDArray

from sim.kernel import jit
from sim.parts import cut_parameters, cut_state
from sim.sensors import chain
from sim.sensors.table import BRIDGE, CHANNELS, DRIFT, FAULT_STRIDE, FAULTS, PLATINUM, STRIDE, THERMISTOR
from sim.signals import SIGNALS

Vector = NDArray[np.float64]

_SIGNAL = np.array([SIGNALS.index(name) for name, _, _ in CHANNELS], dtype=np.int64)
_KIND = np.array([kind for _, kind, _ in CHANNELS], dtype=np.int64)
_STATISTIC = np.array([statistic for _, _, statistic in CHANNELS], dtype=np.int64)


@jit
def settle(x: Vector, statistics: NDArray[np.float64]) -> None:
    """Put all sensors `x` (len(chain.STATE),) at rest at `statistics` (4, len(SIGNALS)) [degC, bar, kg/s].

    Source: sim.sensors.chain.
    """
    for n in range(_SIGNAL.size):
        chain.settle(x, n * STRIDE, _KIND[n], statistics[_STATISTIC[n], _SIGNAL[n]])


@jit
def follow(x: Vector, p: Vector, statistics: NDArray[np.float64], dt_s: float) -> None:
    """Let all sensors `x` (len(chain.STATE),) follow `statistics` (4, len(SIGNALS)) over a tick of `dt_s` [s].

    `p` (len(chain.PARAMETERS),). Source: sim.sensors.chain.
    """
    platinum, thermistor, bridge = (
        chain.share_of_lag(PLATINUM, p, dt_s),
        chain.share_of_lag(THERMISTOR, p, dt_s),
        chain.share_of_lag(BRIDGE, p, dt_s),
    )
    for n in range(_SIGNAL.size):
        kind = _KIND[n]
        share = platinum if kind == PLATINUM else (thermistor if kind == THERMISTOR else bridge)
        value = statistics[_STATISTIC[n], _SIGNAL[n]]
        chain.follow(x, n * STRIDE, kind, value, p[FAULTS + n * FAULT_STRIDE + DRIFT], share, p, dt_s)


@jit
def sense(state: Vector, parameters: Vector, statistics: NDArray[np.float64]) -> None:
    """Replace true values in `statistics` (4, len(SIGNALS)) by readings [degC, bar, kg/s], NaN for INVALID; may repeat.

    `state`, `parameters`: flat, see sim.parts. Source: sim.sensors.chain.

    `state` and `parameters` are (n,), flat (sim.parts).
    """
    x, p = cut_state(state).sensors, cut_parameters(parameters).sensors
    for n in range(_SIGNAL.size):
        statistics[_STATISTIC[n], _SIGNAL[n]] = chain.reading(x, n, _KIND[n], p)
