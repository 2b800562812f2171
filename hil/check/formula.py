"""Vectorised operators over recorded signals: the words that requirements are written in.

Signals are 1-D arrays with one value a row. A NaN is a value nobody knows, and never satisfies a bound.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from .requirement import Array, Finding, Mask


class Worst(NamedTuple):
    """The row in which a margin is smallest."""

    row: int
    margin: float


def always(margin: Array) -> Worst:
    """Return the worst row of a margin that must never be negative. Raises ValueError when there are no rows."""
    sure = np.where(np.isnan(margin), -np.inf, margin)
    row = int(np.argmin(sure))
    return Worst(row, float(sure[row]))


def between(signal: Array, low: float, high: float) -> Array:
    """Return the distance of `signal` to the nearer bound, positive inside, shape kept."""
    return np.minimum(signal - low, high - signal)


def bounded(signal: Array, time_s: Array, low: float, high: float, text: str) -> Finding:
    """Return the finding that `signal` stays in [low, high], measured where it comes nearest to leaving."""
    if not len(signal):
        return nothing(text)
    worst = always(between(signal, low, high))
    return Finding(float(signal[worst.row]), text, worst.margin, float(time_s[worst.row]))


def nothing(text: str) -> Finding:
    """Return the finding of a check whose premise never became true."""
    return Finding(float("nan"), text, float("nan"), float("nan"), exercised=False)


def rising(mask: Mask) -> list[int]:
    """Return the rows in which `mask` becomes true; row 0 does not become anything."""
    return [int(row) + 1 for row in np.flatnonzero(mask[1:] & ~mask[:-1])]


def falling(mask: Mask) -> list[int]:
    """Return the rows in which `mask` becomes false."""
    return rising(~mask)


def spans(mask: Mask) -> list[tuple[int, int]]:
    """Return the runs of true rows as (first, one past the last)."""
    edges = np.diff(np.concatenate(([0], mask.astype(np.int8), [0])))
    return [
        (int(first), int(end))
        for first, end in zip(np.flatnonzero(edges == 1), np.flatnonzero(edges == -1), strict=True)
    ]


def first(mask: Mask, start: int = 0) -> int | None:
    """Return the first true row from `start` on; None when there is none."""
    rows = np.flatnonzero(mask[start:])
    return start + int(rows[0]) if len(rows) else None


def moving_mean(signal: Array, samples: int) -> Array:
    """Return the mean of the last `samples` rows at each row, shape kept; NaN before there are so many."""
    means = np.full(len(signal), np.nan)
    if len(signal) >= samples:
        windows = np.lib.stride_tricks.sliding_window_view(signal, samples)
        means[samples - 1 :] = windows.mean(axis=1)
    return means


def steps(signal: Array) -> list[tuple[int, int, int]]:
    """Return each change of an integer signal as (row, from, to)."""
    rows = np.flatnonzero(np.diff(signal) != 0) + 1
    return [(int(row), int(signal[row - 1]), int(signal[row])) for row in rows]


def clocked(mask: Mask, stopped: Mask, period_s: float) -> Array:
    """Return how long `mask` has been true in a row, not counting rows in which `stopped` is, shape kept [s].

    The clock goes to 0 where `mask` is false.
    """
    running: npt.NDArray[np.int64] = np.cumsum(mask & ~stopped)
    base = np.maximum.accumulate(np.where(mask, 0, running))
    return np.asarray((running - base) * period_s, dtype=np.float64)


def bit(signal: Array, position: int) -> Mask:
    """Return whether bit `position` of an integer signal is set, shape kept."""
    found: Mask = (np.nan_to_num(signal).astype(np.int64) >> position) & 1 == 1
    return found


def period_s(time_s: Array) -> float:
    """Return the time between two rows [s]. Raises IndexError when there are not two."""
    return float(time_s[1] - time_s[0])


def samples_of(duration_s: float, time_s: Array) -> int:
    """Return how many rows `duration_s` is, at least one."""
    return max(1, round(duration_s / period_s(time_s)))
