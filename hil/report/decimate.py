"""Fewer points for a plot, without losing a peak."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


class Decimated(NamedTuple):
    """Signals with at most so many points; each two are the lowest and highest of `rows_per_pair` rows."""

    time: Array
    signals: dict[str, Array]
    rows_per_pair: int  # 1: nothing was left out


def decimate(time: Array, signals: Mapping[str, Array], points: int) -> Decimated:
    """Return `signals`, each shape (rows,) like `time`, with at most `points` points each."""
    if len(time) <= points:
        return Decimated(time, dict(signals), 1)
    size = -(-len(time) // (points // 2))
    starts = np.arange(0, len(time), size)
    pairs = np.empty(2 * len(starts))
    pairs[0::2] = time[starts]
    pairs[1::2] = time[np.minimum(starts + size // 2, len(time) - 1)]
    return Decimated(pairs, {name: _pairs(values, size) for name, values in signals.items()}, size)


def _pairs(values: Array, size: int) -> Array:
    """Return low and high of each `size` rows, in the order in which a slope goes through them; NaN is passed over."""
    short = -len(values) % size
    bins = np.concatenate((values, np.repeat(values[-1:], short))).reshape(-1, size)
    low, high = np.fmin.reduce(bins, axis=1), np.fmax.reduce(bins, axis=1)
    falls = bins[:, 0] > bins[:, -1]
    pairs = np.empty(2 * len(bins))
    pairs[0::2] = np.where(falls, high, low)
    pairs[1::2] = np.where(falls, low, high)
    return pairs
