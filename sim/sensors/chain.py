"""From truth to the linearised reading of a board, one channel at a time: element, wire, converter, calibration.

`follow` is physics and runs with the plant: the element lags, pulses add up, a drift grows. `reading` is what the
board makes of it at the end of the tick, so a fault switched then bears on that reading. The board linearises with
the nominal curve of the part; what is left in the reading is the part's tolerance, its self-heating, the error of
the converter and its steps. A code at a rail (open or shorted wire) is not a number, which is INVALID on the wire.

Sources: sim.sensors.platinum, thermistor, adc, gauge; I^2 R over the dissipation constant for self-heating; the
tolerance of each part is uniform within its class (ours: lots are sorted to their limits).

`x` is (n,), STRIDE floats a channel; `p` is (len(PARAMETERS),).
"""

import math

import numpy as np
from numpy.typing import NDArray

from sim.kernel import jit
from sim.sensors import adc, gauge, platinum, thermistor
from sim.sensors.table import (
    ADC_BITS,
    ADC_GAIN,
    ADC_OFFSET,
    B_FULL,
    B_LAG,
    B_SHARE,
    B_ZERO,
    BIAS,
    CHANNELS,
    CONVERTER,
    COUNTED,
    DRIFTED,
    F_PULSES,
    F_SHARE,
    FAULT_STRIDE,
    FAULTS,
    FELT,
    HELD,
    OPEN,
    P_AMPERE,
    P_CLASS,
    P_LAG,
    P_W_K,
    PARAMETERS,
    PART,
    PLATINUM,
    PULSE,
    SHORT,
    STATE,
    STRIDE,
    STUCK,
    T_B,
    T_LAG,
    T_OHM,
    T_PULL,
    T_SHARE,
    T_SUPPLY,
    T_W_K,
    THERMISTOR,
)
from sim.streams import stream_key, uniform

__all__ = ["PARAMETERS", "STATE", "follow", "initial", "reading", "settle", "share_of_lag"]

STREAM = "sensors.tolerance"
_PLATINUM_REFERENCE = 2.0  # reference resistor over the ice point resistance: spans -200 to 266 degC
_HOUR_S = 3600.0  # [s]

Vector = NDArray[np.float64]


def initial(seed: int, lane: int = 0) -> Vector:
    """Return the state (len(STATE),) of all channels: tolerances [1] drawn by `seed` and `lane`, all else 0.

    Source: sim.streams, stream "sensors.tolerance".
    """
    x = np.zeros(len(STATE))
    key0, key1 = stream_key(seed, STREAM)
    for channel in range(len(CHANNELS)):
        part, converter, _, _ = uniform(key0, key1, 0, lane, channel)
        x[channel * STRIDE + PART] = 2.0 * part - 1.0
        x[channel * STRIDE + CONVERTER] = 2.0 * converter - 1.0
    return x


@jit
def share_of_lag(kind: int, p: Vector, dt_s: float) -> float:
    """Return the share of a step that an element of `kind` has followed after `dt_s` [s]; 1 without lag.

    Source: first-order lag in closed form.
    """
    lag_s = p[P_LAG] if kind == PLATINUM else (p[T_LAG] if kind == THERMISTOR else p[B_LAG])
    return 1.0 - math.exp(-dt_s / lag_s) if lag_s > 0.0 else 1.0


@jit
def settle(x: Vector, at: int, kind: int, value: float) -> None:
    """Put the channel at x[at:at + STRIDE] at rest at `value`, in its unit. Source: the fixed point of `follow`."""
    x[at + FELT] = 0.0 if kind == PULSE else value
    x[at + COUNTED] = value
    x[at + HELD] = value


@jit
def follow(x: Vector, at: int, kind: int, value: float, drift: float, share: float, p: Vector, dt_s: float) -> None:
    """Let the element of the channel at x[at:at + STRIDE] follow the true `value` over `dt_s` [s].

    `drift` in units an hour, 0 forgets what had grown; `share` from `share_of_lag`. Source: first-order lag in
    closed form; sim.sensors.gauge for pulses.
    """
    x[at + DRIFTED] = x[at + DRIFTED] + drift * dt_s / _HOUR_S if drift != 0.0 else 0.0
    if kind == PULSE:
        before = x[at + FELT]
        x[at + FELT] = before + max(value, 0.0) * p[F_PULSES] * (1.0 + p[F_SHARE] * x[at + PART]) * dt_s
        x[at + COUNTED] = gauge.pulses(before, x[at + FELT]) / (p[F_PULSES] * dt_s)
        return
    x[at + FELT] += (value - x[at + FELT]) * share


@jit
def reading(x: Vector, channel: int, kind: int, p: Vector) -> float:
    """Return what the board reads on `channel` in its unit [degC, bar or kg/s], NaN for INVALID.

    Holds it for a sensor that sticks; the same when asked twice. Source: module docstring.
    """
    at, fault = channel * STRIDE, FAULTS + channel * FAULT_STRIDE
    if p[fault + STUCK] != 0.0:
        return float(x[at + HELD])
    broken = p[fault + OPEN] != 0.0
    shorted = p[fault + SHORT] != 0.0
    off = p[fault + BIAS] + x[at + DRIFTED]
    if kind == PULSE:  # the board watches the current of the pick-up: a broken one is not read as no flow
        shown = math.nan if broken or shorted else max(x[at + COUNTED] + off, 0.0)
    else:
        share = _share(kind, x[at + FELT] + off, x[at + PART], p)
        share = 2.0 if broken else (-1.0 if shorted else share)
        shown = _shown(kind, _converted(share, x[at + CONVERTER], p), p)
    x[at + HELD] = shown
    return float(shown)


@jit
def _share(kind: int, felt: float, part: float, p: Vector) -> float:
    """Return what the element puts before the converter, a share of its reference.

    Small errors enter by the slope of the curve: for tenths of a kelvin good to a millikelvin.
    """
    if kind == PLATINUM:
        ohm = platinum.resistance_ohm(felt, platinum.PT1000_OHM)
        off_k = p[P_AMPERE] * p[P_AMPERE] * ohm / p[P_W_K] + part * platinum.tolerance_k(int(p[P_CLASS]), felt)
        ohm += platinum.slope_ohm_k(felt, platinum.PT1000_OHM) * off_k
        return float(ohm / (_PLATINUM_REFERENCE * platinum.PT1000_OHM))
    if kind == THERMISTOR:
        ohm = thermistor.resistance_ohm(felt, p[T_OHM], p[T_B])
        current_a = p[T_SUPPLY] / (ohm + p[T_PULL])
        heated_k = current_a * current_a * ohm / p[T_W_K]
        ohm *= (1.0 + p[T_SHARE] * part) / (1.0 - thermistor.slope(felt, p[T_B]) * heated_k)
        return float(ohm / (ohm + p[T_PULL]))
    return gauge.bridge_share(felt + p[B_SHARE] * part * p[B_FULL], p[B_FULL], p[B_ZERO])


@jit
def _converted(share: float, converter: float, p: Vector) -> float:
    """Return `share` as the converter tells it; NaN at a rail."""
    count = adc.levels(p[ADC_BITS])
    return adc.share(adc.code(share, count, p[ADC_GAIN] * converter, p[ADC_OFFSET] * converter), count)


@jit
def _shown(kind: int, share: float, p: Vector) -> float:
    """Return the board's linearised reading of a converted `share`, by the part's nominal curve."""
    if kind == PLATINUM:
        return platinum.temperature_c(share * _PLATINUM_REFERENCE * platinum.PT1000_OHM, platinum.PT1000_OHM)
    if kind == THERMISTOR:
        return thermistor.temperature_c(p[T_PULL] * share / (1.0 - share), p[T_OHM], p[T_B])
    return gauge.bridge_value(share, p[B_FULL], p[B_ZERO])
