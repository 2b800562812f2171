"""Tagged binary: what goes in comes out, bit for bit, and broken bytes are refused."""

import math
import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_py.wire import tagged

VALUES = st.recursive(
    st.none() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=5),
    max_leaves=30,
)


@given(VALUES)
def test_what_goes_in_comes_out(value: Any) -> None:
    assert tagged.loads(tagged.dumps(value)) == value


@pytest.mark.parametrize("number", [0.0, -0.0, math.inf, -math.inf, math.nan, 5e-324, 0.1])
def test_floats_keep_every_bit(number: float) -> None:
    assert struct.pack(">d", tagged.loads(tagged.dumps(number))) == struct.pack(">d", number)


def test_the_layout_by_hand() -> None:
    expected = bytes.fromhex("4c000000054e49000000000000000146bff0000000000000530000000161420000000100")
    assert tagged.dumps([None, 1, -1.0, "a", b"\0"]) == expected


def test_a_tuple_is_a_list_and_an_int_keeps_its_type() -> None:
    assert tagged.loads(tagged.dumps((1, 1.0))) == [1, 1.0]
    assert tagged.dumps(True) == tagged.dumps(1)
    assert [type(one) for one in tagged.loads(tagged.dumps([1, 1.0]))] == [int, float]


@pytest.mark.parametrize("value", [2**63, -(2**63) - 1, {}, object()])
def test_what_has_no_tag_is_refused(value: Any) -> None:
    with pytest.raises(ValueError):
        tagged.dumps([value])


@given(VALUES, st.data())
def test_a_piece_cut_off_is_refused(value: Any, data: st.DataObject) -> None:
    whole = tagged.dumps(value)
    with pytest.raises(ValueError):
        tagged.loads(whole[: data.draw(st.integers(0, len(whole) - 1))])
    with pytest.raises(ValueError):
        tagged.loads(whole + b"N")
