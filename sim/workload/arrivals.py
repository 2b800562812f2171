"""Requests laid out in ticks, as the workload takes them: made once, before the run."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.arguments import positive, whole, within
from sim.errors import InputError
from sim.workload.requests import Figures, Requests, checked, checked_figures

MOST_TICKS = 345_600_001  # 40 days of 10 ms, the longest scenario: 8 GB for the three columns
MOST_COPIES = 1e6
_GOLDEN = 0.6180339887498949  # (sqrt(5) - 1) / 2: shifts by it never crowd


class Arrivals(NamedTuple):
    """What arrives in each tick, each array (n_ticks,), spread evenly over the tick."""

    prefill_tokens: NDArray[np.float64]
    decode_tokens: NDArray[np.float64]
    requests: NDArray[np.float64]
    loops: float  # how often the source was played to fill the run; 1 or less: not repeated


def factor_for_load(figures: Figures, load: float, prefill_tokens_s: float, decode_tokens_s: float) -> float:
    """Return how many times the service of `figures` brings a pool to `load` (0 to 1).

    Load is the share of time needed when decode runs with a full batch; `prefill_tokens_s` and
    `decode_tokens_s` [1/s] are what the whole pool can do at full clock.
    Raises InputError for requests without tokens, and for what is not above zero. Source: ours, the pool's time budget.
    """
    checked_figures(figures)
    positive("load", load)
    positive("prefill_tokens_s", prefill_tokens_s)
    positive("decode_tokens_s", decode_tokens_s)
    one = figures.context_mean / prefill_tokens_s + figures.generated_mean / decode_tokens_s
    if not one > 0.0:
        raise InputError("requests", "some tokens in them", "none")
    return load / (figures.requests_per_s * one)


def from_requests(requests: Requests, ticks: int, tick_s: float, factor: float) -> Arrivals:
    """Return `ticks` ticks of `tick_s` [s] of the same service `factor` times as large.

    The source is laid over itself, each copy shifted in time round its own length, as independent users would be:
    mean and variance of the arrivals grow alike. A broken factor thins every copy evenly; factor 1 is the source
    itself. A source shorter than the run is played again. Returns arrays (ticks,). Raises InputError for a factor or a
    tick that is not positive, a source or a run of more than MOST_TICKS, and for requests that are none (`checked`).
    Source: ours, superposition of independent users.
    """
    requests = checked(requests)
    whole("ticks", ticks, 0, MOST_TICKS)
    within("factor", factor, 1e-12, MOST_COPIES)
    if not requests.time_s[-1] < MOST_TICKS * positive("tick_s", tick_s):
        raise InputError("requests", f"a span of at most {MOST_TICKS} ticks", f"{requests.time_s[-1]:g} s")
    length = max(math.floor(requests.time_s[-1] / tick_s) + 1, 1)  # [ticks] of the source
    copies = math.ceil(factor)
    kept = factor / copies
    columns = np.zeros((3, length))
    order = np.arange(requests.time_s.size + 1, dtype=np.float64)
    tick = np.floor(requests.time_s / tick_s).astype(np.int64)
    for copy in range(copies):
        turn = copy * _GOLDEN
        chosen = np.diff(np.floor(order * kept + turn % 1.0)) > 0.0  # evenly, beginning elsewhere in each copy
        at = (tick[chosen] + round(turn % 1.0 * length)) % length
        columns[0] += np.bincount(at, requests.context_tokens[chosen], length)
        columns[1] += np.bincount(at, requests.generated_tokens[chosen], length)
        columns[2] += np.bincount(at, None, length)
    played = np.arange(ticks) % length
    return Arrivals(columns[0, played], columns[1, played], columns[2, played], ticks / length)
