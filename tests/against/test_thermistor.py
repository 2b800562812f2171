"""NTC thermistors against figures of the B equation computed apart (case T-9)."""

import math

import pytest

from sim.sensors import thermistor

AUTHORITY = "B equation, IEC 60539-1"


@pytest.mark.parametrize(
    ("at_c", "ohm"), [(-20.0, 105384.7), (25.0, 10000.0), (60.0, 2486.2), (85.0, 1086.7)]
)  # docs/physics.md case T-9: 10 kohm, B 3950 K; printed to 0.1 ohm
def test_t9_resistance(agrees, at_c, ohm):
    got = thermistor.resistance_ohm(at_c, 10000.0, 3950.0)
    agrees("T-9", f"NTC 10k B3950 at {at_c:g} degC", got, ohm, 0.0501, unit="ohm", authority=AUTHORITY)


@pytest.mark.parametrize("at_c", [-100.0, -20.0, 0.0, 25.0, 115.0, 250.0])
def test_t9_there_and_back(agrees, at_c):
    back = thermistor.temperature_c(thermistor.resistance_ohm(at_c, 10000.0, 3950.0), 10000.0, 3950.0)
    agrees("T-9", f"NTC there and back at {at_c:g} degC", back, at_c, 1e-9, unit="degC", authority=AUTHORITY)


@pytest.mark.parametrize("kelvin", [270.0, 298.15, 330.0, 380.0])
def test_the_temperature_coefficient_is_minus_b_over_t_squared(agrees, kelvin):
    """d ln R / dT = -B / T^2, by differentiation of the equation."""
    low, high = (thermistor.resistance_ohm(kelvin - 273.15 + step, 10000.0, 3950.0) for step in (-0.01, 0.01))
    slope = math.log(high / low) / 0.02
    theirs = -3950.0 / (kelvin * kelvin)
    agrees("T-9", f"NTC coefficient at {kelvin:g} K", slope, theirs, 1e-6, unit="1/K", authority=AUTHORITY)


@pytest.mark.parametrize("ohm", [0.0, -1.0, math.nan, math.inf])
def test_a_resistance_that_no_temperature_has(ohm):
    assert math.isnan(thermistor.temperature_c(ohm, 10000.0, 3950.0))


def test_colder_than_any_coolant_it_is_bounded():
    assert thermistor.resistance_ohm(-300.0, 10000.0, 3950.0) == thermistor.resistance_ohm(-173.15, 10000.0, 3950.0)
    assert math.isnan(thermistor.resistance_ohm(math.nan, 10000.0, 3950.0))
