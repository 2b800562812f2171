"""The general diode against its own defining equation, its inverse, and the cheap law it contains."""

import math

import pytest

from sim.parameters import pack
from sim.power import array, diode

CELL = (8.0, 1e-10, 1.7, 0.2, 500.0)  # IL [A], I0 [A], a [V], Rs [ohm], Rsh [ohm]
IDEAL = (8.0, 1e-10, 1.7, 0.0, math.inf)


@pytest.mark.parametrize("volt", [-20.0, 0.0, 20.0, 36.0, 42.0, 60.0, 500.0])
def test_the_defining_equation_holds(volt: float) -> None:
    photo_a, saturation_a, scale_v, series_ohm, shunt_ohm = CELL
    ampere = diode.current_a(volt, *CELL)
    at_v = volt + ampere * series_ohm
    by_law = photo_a - saturation_a * math.expm1(at_v / scale_v) - at_v / shunt_ohm
    assert ampere == pytest.approx(by_law, rel=1e-9, abs=1e-9)


# The ideal curve is flat at low voltage: no double tells its voltages apart there.
@pytest.mark.parametrize(("cell", "volt"), [(CELL, 10.0), (CELL, 30.0), (CELL, 45.0), (IDEAL, 38.0), (IDEAL, 45.0)])
def test_voltage_and_current_are_inverse(cell: tuple[float, ...], volt: float) -> None:
    assert diode.voltage_v(diode.current_a(volt, *cell), *cell) == pytest.approx(volt, rel=1e-7)


def test_without_resistances_it_is_the_law_of_the_array() -> None:
    p = pack(array.PARAMETERS, {})
    photo_a, log_i0, scale_v = array.diode(323.15, 1361.0, p)
    cell = (photo_a, math.exp(log_i0), scale_v, 0.0, math.inf)
    open_v = array.open_circuit_v(photo_a, log_i0, scale_v)
    assert diode.voltage_v(0.0, *cell) == pytest.approx(open_v, rel=1e-12)
    assert diode.current_a(600.0, *cell) == pytest.approx(array.string_a(600.0, photo_a, log_i0, scale_v), rel=1e-9)
    assert diode.maximum_power(*cell)[0] == pytest.approx(array.maximum_power_v(open_v, scale_v), rel=1e-7)


@pytest.mark.parametrize("photo_a", [0.0, -1.0, math.nan])
def test_the_dark_has_no_maximum(photo_a: float) -> None:
    assert diode.maximum_power(photo_a, *CELL[1:]) == (0.0, 0.0)


def test_beyond_the_ideal_cells_current_the_voltage_is_held() -> None:
    assert diode.voltage_v(9.0, *IDEAL) == -700.0 * 1.7
