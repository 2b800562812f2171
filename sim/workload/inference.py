"""Serving of language-model requests by the inference groups, as a fluid: tokens and requests as real numbers.

A pool serves one queue. Prefill goes first, near peak power, while the batch has room; the rest of the time the
batch decodes, limited by memory bandwidth, at 20 to 45 % of peak (docs/physics.md S15). Decode speed saturates with the
batch: occupancy = b / (b + b_half). Beyond a queue limit requests are refused: other satellites take them.

Throughput is that of DeepSeek V3/R1 on a GB200 NVL72, 26,156 input and 13,386 output tokens a second and GPU
(lmsys.org, "Deploying DeepSeek on GB200 NVL72 with PD and Large Scale EP (Part II)", 25 Sep 2025).
Assumptions: all requests alike (exponential length); a group that goes dark hands its requests on without loss.
"""

import math

import numpy as np
from numpy.typing import NDArray

from sim.kernel import jit
from sim.parameters import Parameter

PARAMETERS = (
    Parameter("prefill_tokens_s", "1/s", 26156.0, 1.0, 1e7, "an accelerator at full clock (lmsys.org, above)"),
    Parameter("decode_tokens_s", "1/s", 13386.0, 1.0, 1e7, "an accelerator with a full batch (lmsys.org, above)"),
    Parameter("batch_max", "1", 480.0, 1.0, 1e5, "ours: requests that an accelerator decodes at once"),
    Parameter("batch_half", "1", 120.0, 1.0, 1e5, "ours: batch that reaches half the limit of memory bandwidth"),
    Parameter("decode_knee", "1", 0.5, 0.01, 1.0, "ours: clock below which decode slows; memory keeps its own clock"),
    Parameter("prefill_activity", "1", 1.0, 0.0, 1.0, "near peak power (docs/physics.md S15)"),
    Parameter("decode_share_low", "1", 0.20, 0.0, 1.0, "of peak power with few requests: 137 of 700 W (S15)"),
    Parameter("decode_share_high", "1", 0.45, 0.0, 1.0, "of peak power when saturated: 300 of 700 W (S15)"),
    Parameter("queue_limit", "1", 2000.0, 1.0, 1e6, "ours: requests waiting before more are refused"),
)
(PREFILL, DECODE, BATCH_MAX, BATCH_HALF, KNEE, PREFILL_ACTIVITY, SHARE_LOW, SHARE_HIGH, QUEUE_LIMIT) = range(9)

STATE = (
    "waiting",  # requests
    "waiting_context",  # tokens to prefill
    "waiting_output",  # tokens they will generate
    "active",  # requests in the batch
    "active_output",  # tokens they have still to generate
    "arrived",  # requests, all that were offered
    "refused",  # requests
    "served",  # requests completed
    "tokens",  # generated
)
(WAITING, CONTEXT, OUTPUT, ACTIVE, ACTIVE_OUTPUT, ARRIVED, REFUSED, SERVED, TOKENS) = range(len(STATE))

Vector = NDArray[np.float64]


@jit
def step(
    x: Vector, p: Vector, prefill: float, decode: float, requests: float,
    accelerators: float, prefill_speed: float, decode_speed: float, dt_s: float,
) -> tuple[float, float, float]:  # fmt: skip
    """Serve for `dt_s` [s]; return the shares of time spent in prefill and in decode, and the batch's occupancy.

    `prefill`, `decode` tokens to read and to generate that arrive with `requests` in this sub-step;
    `accelerators` that are ready, and the sums of their relative prefill and decode speeds.
    """
    _admit(x, p, prefill, decode, requests)
    if accelerators <= 0.0:
        return 0.0, 0.0, 0.0
    prefill_share = _prefill(x, p, accelerators, prefill_speed, dt_s)
    if x[ACTIVE_OUTPUT] <= 0.0:  # requests that ask for no token are served once they are read
        x[SERVED] += x[ACTIVE]
        x[ACTIVE] = 0.0
    batch = x[ACTIVE] / accelerators
    occupancy = batch / (batch + p[BATCH_HALF])
    saturated_s = p[DECODE] * (p[BATCH_MAX] + p[BATCH_HALF]) / p[BATCH_MAX]  # the limit of memory bandwidth
    able = saturated_s * occupancy * decode_speed * (1.0 - prefill_share) * dt_s
    done = min(x[ACTIVE_OUTPUT], able)
    if done <= 0.0:
        return prefill_share, 0.0, occupancy
    finished = x[ACTIVE] * done / x[ACTIVE_OUTPUT]
    x[ACTIVE] -= finished
    x[ACTIVE_OUTPUT] -= done
    x[SERVED] += finished
    x[TOKENS] += done
    return prefill_share, (1.0 - prefill_share) * done / able, occupancy


@jit
def _admit(x: Vector, p: Vector, prefill: float, decode: float, requests: float) -> None:
    """Queue what arrives, up to the limit; refuse the rest. What is no number of requests and tokens is nothing."""
    if not (0.0 < requests < math.inf and 0.0 <= prefill < math.inf and 0.0 <= decode < math.inf):
        return
    taken = min(requests, max(p[QUEUE_LIMIT] - x[WAITING], 0.0))
    share = taken / requests
    x[ARRIVED] += requests
    x[REFUSED] += requests - taken
    x[WAITING] += taken
    x[CONTEXT] += prefill * share
    x[OUTPUT] += decode * share


@jit
def _prefill(x: Vector, p: Vector, accelerators: float, speed: float, dt_s: float) -> float:
    """Move requests from the queue to the batch; return the share of time it took."""
    room = p[BATCH_MAX] * accelerators - x[ACTIVE]
    if x[WAITING] <= 0.0 or room <= 0.0:
        return 0.0
    able = p[PREFILL] * speed * dt_s
    share = min(1.0, room / x[WAITING])  # of the queue
    if x[CONTEXT] * share > able:
        share = able / x[CONTEXT]
    time_share = float(x[CONTEXT] * share / able)
    x[ACTIVE] += x[WAITING] * share
    x[ACTIVE_OUTPUT] += x[OUTPUT] * share
    kept = 1.0 - share
    x[WAITING] *= kept
    x[CONTEXT] *= kept
    x[OUTPUT] *= kept
    return time_share


@jit
def decode_speed(clock: float, p: Vector) -> float:
    """Return the relative decode speed [1] at `clock` [1]: memory sets it, until the core gets too slow."""
    return float(min(clock / p[KNEE], 1.0))


@jit
def decode_share_of_peak(occupancy: float, p: Vector) -> float:
    """Return the power while decoding, as a share [1] of peak at full clock."""
    return float(p[SHARE_LOW] + (p[SHARE_HIGH] - p[SHARE_LOW]) * occupancy)


@jit
def in_system(x: Vector) -> float:
    """Return the requests [1] waiting or in service."""
    return float(x[WAITING] + x[ACTIVE])
