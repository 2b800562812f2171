"""The operators, on signals short enough to work out by hand."""

import math

import numpy as np
import pytest

from hil.check import formula

NAN = float("nan")


def mask(text: str) -> np.ndarray:
    return np.array([letter == "#" for letter in text])


def test_always_finds_the_worst_row() -> None:
    assert formula.always(np.array([3.0, -1.0, 2.0])) == (1, -1.0)


def test_a_value_nobody_knows_never_satisfies_a_bound() -> None:
    assert formula.always(np.array([3.0, NAN, 2.0])) == (1, -math.inf)


def test_between() -> None:
    assert formula.between(np.array([759.0, 770.0, 835.0]), 760.0, 840.0).tolist() == [-1.0, 10.0, 5.0]


def test_rising_and_falling() -> None:
    assert formula.rising(mask("##..#.##")) == [4, 6]
    assert formula.falling(mask("##..#.##")) == [2, 5]


@pytest.mark.parametrize(("text", "found"), [("##..#", [(0, 2), (4, 5)]), ("...", []), ("###", [(0, 3)]), ("", [])])
def test_spans(text: str, found: list[tuple[int, int]]) -> None:
    assert formula.spans(mask(text)) == found


def test_first() -> None:
    assert formula.first(mask("..#.#")) == 2
    assert formula.first(mask("..#.#"), 3) == 4
    assert formula.first(mask("..#"), 3) is None


def test_moving_mean_needs_its_whole_window() -> None:
    mean = formula.moving_mean(np.array([1.0, 2.0, 6.0, 4.0]), 3)
    assert np.isnan(mean[:2]).all()
    assert mean[2:].tolist() == [3.0, 4.0]
    assert np.isnan(formula.moving_mean(np.array([1.0]), 3)).all()


def test_steps() -> None:
    assert formula.steps(np.array([0.0, 0.0, 2.0, 1.0])) == [(2, 0, 2), (3, 2, 1)]


def test_clocked_stands_still_while_stopped_and_starts_again() -> None:
    found = formula.clocked(mask(".####.##"), mask("..##...."), 0.5)
    assert found.tolist() == [0.0, 0.5, 0.5, 0.5, 1.0, 0.0, 0.5, 1.0]


def test_bit() -> None:
    assert formula.bit(np.array([0.0, 5.0, 2.0]), 2).tolist() == [False, True, False]
