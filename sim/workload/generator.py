"""Seeded requests in ticks, with the figures of a measured service: rate, burstiness, and size of requests.

Arrivals are a Cox process: Poisson, with a rate that wanders log-normally about its mean, first-order in time, so
that one-second counts have the wanted index of dispersion, D = 1 + mean * cv_rate^2. Tokens of a request are
log-normal with the measured mean and coefficient of variation; the sum over a tick's requests is drawn at once from
the log-normal with the mean and variance of that sum (L. F. Fenton, IRE Trans. Comm. Syst. 8 (1960) 57-67), which is
exact for one request. A service `factor` times as large is `factor` independent ones: D stays.
"""

import math

import numpy as np
from numpy.typing import NDArray

from sim.arguments import positive, shaped, whole
from sim.errors import InputError
from sim.kernel import jit
from sim.streams import LAST_SEED, inverse_normal, stream_key, uniform
from sim.workload.arrivals import MOST_TICKS, Arrivals
from sim.workload.requests import Figures, checked_figures

STREAM = "workload.requests"
_NORMAL_ABOVE = 300.0  # [requests] beyond this a Poisson count is a rounded normal, which is 0.1 % off in skew

Vector = NDArray[np.float64]


def generate(
    figures: Figures, seed: int, ticks: int, tick_s: float, factor: float, shape: Vector | None = None
) -> Arrivals:
    """Return `ticks` ticks of `tick_s` [s] of a service `factor` times that of `figures`, arrays (ticks,).

    `shape` (ticks,) multiplies the mean rate of each tick, for a day's course (sim.workload.demand); None is 1.
    Raises InputError for a factor or a tick that is not positive, a shape of another length or below 0, and for ticks,
    a seed and figures that are none. Source: module docstring.
    """
    checked_figures(figures)
    whole("seed", seed, 0, LAST_SEED)
    whole("ticks", ticks, 0, MOST_TICKS)
    positive("factor", factor)
    positive("tick_s", tick_s)
    course = np.ones(ticks) if shape is None else shaped("shape", shape, ticks)
    if bool(np.any(course < 0.0)):
        raise InputError("shape", "numbers from 0 up", float(course.min()))
    arrivals = Arrivals(np.zeros(ticks), np.zeros(ticks), np.zeros(ticks), 1.0)
    rate_s = figures.requests_per_s * factor
    spread = math.sqrt(math.log1p(max(figures.dispersion - 1.0, 0.0) / rate_s))  # of the logarithm of the rate
    memory = math.exp(-tick_s / max(figures.correlation_s, tick_s))
    key0, key1 = stream_key(seed, STREAM)
    _fill(
        key0, key1, rate_s * tick_s, course, spread, memory, figures.context_mean, figures.context_cv,
        figures.generated_mean, figures.generated_cv,
        arrivals.prefill_tokens, arrivals.decode_tokens, arrivals.requests,
    )  # fmt: skip
    return arrivals


@jit
def _fill(
    key0: int, key1: int, mean: float, course: Vector, spread: float, memory: float,
    context_mean: float, context_cv: float, generated_mean: float, generated_cv: float,
    prefill: Vector, decode: Vector, requests: Vector,
) -> None:  # fmt: skip
    """Draw every tick: `mean` requests times `course` (ticks,); `spread` and `memory` of the rate's logarithm."""
    wander = 0.0
    fresh = math.sqrt(1.0 - memory * memory)
    for tick in range(requests.size):
        u0, u1, u2, u3 = uniform(key0, key1, tick, 0, 0)
        step = inverse_normal(u0)
        wander = step if tick == 0 else memory * wander + fresh * step
        count = poisson(mean * course[tick] * math.exp(spread * wander - 0.5 * spread * spread), u1)
        requests[tick] = count
        prefill[tick] = tokens(count, context_mean, context_cv, u2)
        decode[tick] = tokens(count, generated_mean, generated_cv, u3)


@jit
def poisson(mean: float, u: float) -> float:
    """Return the Poisson quantile [1] of `u` in (0, 1): by search up to a mean of 300, beyond by the normal."""
    if mean > _NORMAL_ABOVE:
        return max(math.floor(mean + math.sqrt(mean) * inverse_normal(u) + 0.5), 0.0)
    term = math.exp(-mean)
    below = term
    count = 0.0
    while u > below and term > 0.0:
        count += 1.0
        term *= mean / count
        below += term
    return count


@jit
def tokens(count: float, mean: float, cv: float, u: float) -> float:
    """Return the quantile of `u` of the tokens [1] of `count` requests of `mean` and coefficient of variation `cv`."""
    if count <= 0.0:
        return 0.0
    variance = math.log1p(cv * cv / count)
    return count * mean * math.exp(math.sqrt(variance) * inverse_normal(u) - 0.5 * variance)
