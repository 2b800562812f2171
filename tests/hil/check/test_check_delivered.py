"""What a run delivered, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from hil.check.delivered import delivered, sentence
from tests.hil.record.synthetic import quiet


def drawn(**last: float):
    """A run of three rows whose counters go from 10 to the values given, half way in between."""
    run = quiet(3)
    for name in ("tokens", "training_steps", "lost_steps", "served", "refused", "training_j", "inference_j"):
        end = 10.0 + last.get(name, 0.0)
        run.values[f"truth.{name}"] = np.array([10.0, 0.5 * (10.0 + end), end])
    return run


def test_counters_are_taken_from_the_first_row_to_the_last() -> None:
    got = delivered(drawn(tokens=2e6, training_steps=100.0, lost_steps=20.0, training_j=7.2e6, inference_j=3.6e6))
    assert (got["tokens"], got["training_steps"], got["lost_steps"]) == (2e6, 100.0, 20.0)
    assert got["j_per_token"] == pytest.approx(1.8)
    assert got["j_per_step"] == pytest.approx(7.2e6 / 80.0)  # of the steps that were kept


def test_nothing_computed_divides_by_nothing() -> None:
    got = delivered(drawn(training_j=5.0, inference_j=5.0))
    assert (got["j_per_token"], got["j_per_step"]) == (0.0, 0.0)


def test_the_sentence() -> None:
    got = delivered(drawn(tokens=2.98e8, served=1234567.0, training_steps=2189.0, training_j=7.2e6, inference_j=1.49e8))
    said = "298 M tokens at 0.500 J, 1,234,567 requests, 2,189 training steps, 0 lost, 43.4 kWh"
    assert sentence(got) == said
    assert " and 7 refused" in sentence(got | {"refused": 7.0})
    assert sentence({}) == ""
