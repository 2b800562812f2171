"""Percentiles against numpy's, and the bounds that the bins promise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hil.pace.histogram import Histogram

BIN = 2.0 ** (1.0 / 8.0)


def filled(durations_ns: list[int]) -> Histogram:
    histogram = Histogram()
    for duration_ns in durations_ns:
        histogram.add(duration_ns)
    return histogram


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=300), st.sampled_from([0.5, 0.9, 0.99, 1.0]))
def test_a_percentile_is_at_most_one_bin_above_the_true_one(durations_ns: list[int], share: float) -> None:
    true_us = float(np.percentile(durations_ns, 100.0 * share, method="inverted_cdf")) / 1000.0
    told_us = filled(durations_ns).percentile_us(share)
    assert told_us is not None
    assert told_us >= true_us * (1.0 - 1e-12)
    assert told_us <= max(true_us * BIN * (1.0 + 1e-12), 1.0)


def test_the_largest_is_exact_and_nothing_is_lost() -> None:
    plain = filled([0, 1, 999, 1000, 1001, 123_456_789]).plain()
    assert plain["max_us"] == 123_456.789
    assert plain["count"] == 6
    assert sum(plain["bins"].values()) == 6
    assert plain["bins"]["1.000"] == 4  # up to one microsecond they are one


def test_an_empty_one_has_no_figures() -> None:
    assert Histogram().plain() == {"count": 0, "p50_us": None, "p99_us": None, "max_us": None, "bins": {}}


def test_a_negative_duration_is_a_bug() -> None:
    with pytest.raises(ValueError, match="-1 ns"):
        Histogram().add(-1)
