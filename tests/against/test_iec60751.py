"""Platinum thermometers against the standard's own table and its tolerance classes (case T-9)."""

import math

import numpy as np
import pytest

from sim.sensors import platinum

#: IEC 60751:2022, table 1 (Pt100, printed to 0.01 ohm), [degC] and [ohm].
TABLE = (
    (-200.0, 18.52), (-150.0, 39.72), (-100.0, 60.26), (-50.0, 80.31), (-10.0, 96.09), (0.0, 100.00), (10.0, 103.90),
    (50.0, 119.40), (100.0, 138.51), (150.0, 157.33), (200.0, 175.86), (300.0, 212.05), (400.0, 247.09),
    (500.0, 280.98), (600.0, 313.71), (700.0, 345.28), (800.0, 375.70), (850.0, 390.48),
)  # fmt: skip
AUTHORITY = "IEC 60751"


@pytest.mark.parametrize(
    ("at_c", "ohm"), [(-50.0, 803.063), (0.0, 1000.0), (60.0, 1232.419), (100.0, 1385.055)]
)  # docs/physics.md case T-9, computed there from the standard's coefficients
def test_t9_resistance_of_pt1000(agrees, at_c, ohm):
    got = platinum.resistance_ohm(at_c, platinum.PT1000_OHM)
    agrees("T-9", f"PT1000 at {at_c:g} degC", got, ohm, 1e-3, unit="ohm", authority=AUTHORITY)
    back = platinum.temperature_c(ohm, platinum.PT1000_OHM)
    agrees("T-9", f"PT1000 of {ohm:g} ohm", back, at_c, 2e-4, unit="degC", authority=AUTHORITY)


def test_t9_the_printed_table(agrees):
    at_c, ohm = max(TABLE, key=lambda row: abs(platinum.resistance_ohm(row[0], 100.0) - row[1]))
    got = platinum.resistance_ohm(at_c, 100.0)
    agrees("T-9", f"Pt100, worst of {len(TABLE)} points", got, ohm, 0.0051, unit="ohm", authority=AUTHORITY)


def test_t9_back_is_the_inverse(agrees):
    grid_c = np.linspace(-200.0, 850.0, 2101)
    worst = max(abs(platinum.temperature_c(platinum.resistance_ohm(t, 1000.0), 1000.0) - t) for t in grid_c)
    agrees("T-9", "PT1000 there and back, worst of 2101", worst, 0.0, 1e-9, unit="K", authority=AUTHORITY)


@pytest.mark.parametrize(
    ("grade", "at_c", "kelvin"),
    [(1, 100.0, 0.27), (2, 0.0, 0.15), (2, 100.0, 0.35), (3, -100.0, 0.8), (3, 100.0, 0.8), (0, 100.0, 0.0)],
)  # IEC 60751:2022, table 3: AA 0.1 + 0.0017 |t|, A 0.15 + 0.002 |t|, B 0.3 + 0.005 |t|
def test_tolerance_classes(agrees, grade, at_c, kelvin):
    got = platinum.tolerance_k(grade, at_c)
    agrees("T-9", f"tolerance, class {grade} at {at_c:g} degC", got, kelvin, 1e-12, unit="K", authority=AUTHORITY)


@pytest.mark.parametrize(("at_c", "end_c"), [(-260.0, -200.0), (-200.0, -200.0), (900.0, 850.0), (1e9, 850.0)])
def test_beyond_the_standard_the_end_is_given(at_c, end_c):
    assert platinum.resistance_ohm(at_c, 1000.0) == platinum.resistance_ohm(end_c, 1000.0)


def test_what_is_no_number_stays_none():
    assert math.isnan(platinum.resistance_ohm(math.nan, 1000.0))
    assert math.isnan(platinum.temperature_c(math.nan, 1000.0))
    assert math.isnan(platinum.temperature_c(1000.0, 0.0))
    assert platinum.temperature_c(-5.0, 1000.0) == -200.0
    assert platinum.temperature_c(1e12, 1000.0) == 850.0
