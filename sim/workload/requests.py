"""A list of inference requests, and the few figures that describe one."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.arguments import numbers, positive, shaped, within
from sim.errors import InputError

MOST = 1e12  # of any figure: far above a world's demand


class Requests(NamedTuple):
    """Requests in order of arrival, each array (n,)."""

    time_s: NDArray[np.float64]  # since the first request
    context_tokens: NDArray[np.float64]  # to be read
    generated_tokens: NDArray[np.float64]  # to be generated


class Figures(NamedTuple):
    """What the generator imitates of a list of requests."""

    requests_per_s: float
    dispersion: float  # variance over mean of the arrivals in one second
    correlation_s: float  # lag at which the autocorrelation of those has fallen to 1/e of that at 1 s
    context_mean: float  # tokens
    context_cv: float  # standard deviation over mean
    generated_mean: float
    generated_cv: float


#: Azure LLM inference trace 2023 (CC-BY 4.0; Patel et al., "Splitwise", ISCA 2024), conversation service,
#: 19,366 requests in 3,502 s: what `measure` gives, held to it by tests/against/test_azure_trace.py.
CONVERSATION = Figures(5.5300, 1.3856, 332.0, 1154.697, 0.96025, 211.126, 0.77142)
#: The same, coding service, 8,819 requests in 3,436 s.
CODING = Figures(2.5666, 13.182, 8.0, 2047.848, 0.96382, 27.883, 2.14682)


def checked(requests: Requests) -> Requests:
    """Return `requests` as arrays (n,), times in [s]. Source: ours.

    Raises InputError when there is none, lengths differ, or a value is no number, below 0, or out of order.
    """
    time_s = numbers("requests: time_s", requests.time_s)
    if time_s.ndim != 1 or not time_s.size or time_s[0] < 0.0 or bool(np.any(np.diff(time_s) < 0.0)):
        raise InputError("requests: time_s", "times in order, from 0 up", f"an array of shape {time_s.shape}")
    tokens = []
    for name in ("context_tokens", "generated_tokens"):
        column = shaped(f"requests: {name}", getattr(requests, name), time_s.size)
        if bool(np.any(column < 0.0)):
            raise InputError(f"requests: {name}", "0 or more", float(column.min()))
        tokens.append(column)
    return Requests(time_s, *tokens)


def checked_figures(figures: Figures) -> Figures:
    """Return `figures`, in their units. Source: ours.

    Raises InputError for what is no number, below 0, or no rate.
    """
    for name, value in figures._asdict().items():
        within(f"figures: {name}", value, 0.0, MOST)
    positive("figures: requests_per_s", figures.requests_per_s)
    return figures


def measure(requests: Requests) -> Figures:
    """Return the figures of `requests`, arrays (n,), times in [s].

    Raises InputError when they span less than ten seconds, and as `checked` does. Source: definitions; the index of
    dispersion is that of counts in one second (docs/physics.md section 6).
    """
    requests = checked(requests)
    counts = np.bincount(requests.time_s.astype(np.int64)).astype(np.float64)
    if counts.size < 10:
        raise InputError("requests", "a span of at least 10 s", f"{counts.size} s")
    mean, variance = float(counts.mean()), float(counts.var())
    context_mean, context_cv = _mean_and_cv(requests.context_tokens)
    generated_mean, generated_cv = _mean_and_cv(requests.generated_tokens)
    return Figures(
        mean, variance / mean, _correlation_s(counts), context_mean, context_cv, generated_mean, generated_cv
    )


def _mean_and_cv(values: NDArray[np.float64]) -> tuple[float, float]:
    mean = float(values.mean())
    return mean, float(values.std()) / mean if mean > 0.0 else 0.0


def _correlation_s(counts: NDArray[np.float64]) -> float:
    """Return the first lag [s] at which the autocorrelation is below 1/e of that at 1 s; at least 1 s."""
    excess = counts - counts.mean()
    first = float((excess[:-1] * excess[1:]).mean())
    for lag in range(2, counts.size // 2):
        if float((excess[:-lag] * excess[lag:]).mean()) <= first / math.e:
            return float(lag)
    return float(max(counts.size // 2, 1))
