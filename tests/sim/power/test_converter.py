"""Converter losses: rated figure, shape over the load, and the inverse by bisection."""

from itertools import product

import pytest

from sim.parameters import pack
from sim.power import converter

TABLE = converter.parameters("test", 100e3, 0.96, "a test")
P = pack(TABLE, {"test_fixed_share": 0.1, "test_square_share": 0.3})
FLAT = pack(TABLE, {"test_fixed_share": 0.0, "test_square_share": 0.0})


def output_w(input_w: float) -> float:
    return input_w - converter.loss_w(input_w, P, 0)


@pytest.mark.parametrize("p", [P, FLAT])
def test_the_efficiency_at_rating_is_the_one_given(p) -> None:
    assert converter.loss_w(100e3, p, 0) == pytest.approx(4e3, rel=1e-12)


@pytest.mark.parametrize("input_w", [1.0, 3e3, 50e3, 240e3])
def test_without_shares_it_is_flat(input_w: float) -> None:
    assert converter.loss_w(input_w, FLAT, 0) == pytest.approx(0.04 * input_w, rel=1e-12)
    assert converter.input_w(0.96 * input_w, FLAT, 0) == pytest.approx(input_w, rel=1e-12)


def test_losses_by_hand() -> None:
    """4 kW when rated: 0.1 fixed, 0.6 linear, 0.3 square. Half load 0.4 + 1.2 + 0.3 kW; at 1 kW, in bursts, a fifth
    of the fixed loss: 80 + 24 + 0.12 W; nothing at rest."""
    assert converter.loss_w(50e3, P, 0) == pytest.approx(1900.0, rel=1e-12)
    assert converter.loss_w(1e3, P, 0) == pytest.approx(104.12, rel=1e-12)
    assert converter.loss_w(0.0, P, 0) == 0.0


def test_the_best_efficiency_is_where_fixed_and_square_losses_are_equal() -> None:
    """d(loss/P)/dP = 0 at u = sqrt(f/q) = 0.577."""
    best = max(range(1, 2000), key=lambda k: output_w(k * 100.0) / (k * 100.0))
    assert best * 100.0 == pytest.approx(57735.0, abs=100.0)


@pytest.mark.parametrize("wanted_w", [0.5, 900.0, 4.3e3, 4.5e3, 4.6e3, 5e3, 60e3, 180e3])
def test_the_inverse_is_that_of_bisection(wanted_w: float) -> None:
    low_w, high_w = 0.0, 1e6
    for _ in range(80):
        middle_w = 0.5 * (low_w + high_w)
        low_w, high_w = (middle_w, high_w) if output_w(middle_w) < wanted_w else (low_w, middle_w)
    assert converter.input_w(wanted_w, P, 0) == pytest.approx(low_w, rel=1e-9)


def test_more_than_it_can_give_is_asked_of_its_best_point() -> None:
    """P - loss is highest where its slope 0.976 - 0.024 P/Pr is nought: 4067 kW."""
    assert converter.input_w(1e12, P, 0) == pytest.approx(100e3 * 0.976 / 0.024, rel=1e-9)


@pytest.mark.parametrize("corner", list(product("lh", repeat=3)), ids="".join)
def test_at_the_corners_of_the_ranges_it_loses_less_than_it_takes_in(corner: tuple[str, ...]) -> None:
    """From 1 W to twice the rating. Worst in bursts: eta 0.8, f 0.2, q 0: 0.2 (1 + 0.2 x 19) = 0.96 of the input."""
    values = {row.name: row.low if end == "l" else row.high for row, end in zip(TABLE[1:], corner, strict=True)}
    p = pack(TABLE, values)
    for input_w in [1.0, 50.0, 4999.0, 5e3, 5001.0, 20e3, 100e3, 200e3]:
        out_w = input_w - converter.loss_w(input_w, p, 0)
        assert 0.0 < out_w <= input_w
        assert converter.input_w(out_w, p, 0) == pytest.approx(input_w, rel=1e-9)
    if corner == ("l", "h", "l"):
        assert converter.loss_w(1.0, p, 0) == pytest.approx(0.96, rel=1e-12)
