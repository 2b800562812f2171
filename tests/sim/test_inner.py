"""What compiled code calls is compiled once, without an entry for Python, and gives what Python gives."""

from __future__ import annotations

import numba
import numpy as np
import pytest

from sim.kernel import OPTIONS

if numba.config.DISABLE_JIT:
    pytest.skip("nothing is compiled", allow_module_level=True)

from sim import inner

TABLE = np.array([3.0, 5.0, 7.0])


def _third(x: float, n: int) -> float:
    return x / 3.0 + TABLE[n]


def _checked(x: float, n: int) -> float:
    if n > 2:
        raise IndexError("beyond the table")
    return max(_third_leaf(x, n), 0.5)


def _sum(x: float, n: int) -> float:
    return _checked_leaf(x, 0) + _checked_leaf(x, 1) + _checked_leaf(x, n)


_third_leaf = inner.Leaf(_third, OPTIONS)
_checked_leaf = inner.Leaf(_checked, OPTIONS)


def test_a_leaf_below_a_leaf_is_joined_to_the_entry() -> None:
    entry = inner.Entry(_sum, OPTIONS)
    assert entry(0.1, 2) == max(0.1 / 3.0 + 3.0, 0.5) + (0.1 / 3.0 + 5.0) + (0.1 / 3.0 + 7.0)


def test_literals_are_numbers_like_others() -> None:
    leaf = inner.Leaf(_third, OPTIONS)
    for second in (numba.types.literal(1), numba.types.literal(2), numba.int64):
        leaf.get_call_template((numba.float64, second), {})
    assert list(leaf.inner.overloads) == [(numba.float64, numba.int64)]


def test_a_leaf_keeps_no_file_and_no_machine_code_until_python_calls_it() -> None:
    leaf = inner.Leaf(_third, OPTIONS)
    leaf.inner.compile((numba.float64, numba.int64))
    result = next(iter(leaf.inner.overloads.values()))
    assert result.entry_point is None
    assert not leaf.overloads
    assert leaf(1.0, 1) == 1.0 / 3.0 + 5.0
    assert len(leaf.overloads) == 1


def test_an_error_of_a_leaf_reaches_python() -> None:
    with pytest.raises(IndexError, match="beyond the table"):
        inner.Entry(_sum, OPTIONS)(0.1, 3)


def test_an_entry_found_in_the_folder_is_whole() -> None:
    first = inner.Entry(_sum, OPTIONS)
    value = first(0.2, 1)
    again = inner.Entry(_sum, OPTIONS)
    assert again(0.2, 1) == value
    assert sum(again.stats.cache_hits.values()) == 1
