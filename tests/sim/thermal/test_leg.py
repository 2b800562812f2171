"""Plug flow: a delay of exactly the leg's mass, nothing lost, nothing smeared over more than a parcel."""

import numpy as np
import pytest

from sim.thermal import leg

PARCEL_KG = 0.36
LEG_KG = PARCEL_KG * leg.PARCELS


def filled(enthalpy: float) -> np.ndarray:
    x = np.full(leg.LENGTH + 5, enthalpy)  # the leg does not begin at 0
    x[5 + leg.HEAD] = 0.0
    x[5 + leg.FILL] = 0.0
    return x


def test_a_step_arrives_when_the_mass_of_the_leg_has_passed():
    x, moved_kg, passed_kg = filled(1e5), 0.0107, 0.0
    while leg.advance(x, 5, moved_kg, 2e5, PARCEL_KG) < 1.5e5:
        passed_kg += moved_kg
    assert passed_kg == pytest.approx(LEG_KG, abs=2 * moved_kg)


def test_twice_the_flow_halves_the_delay():
    def calls(moved_kg: float) -> int:
        x, n = filled(0.0), 0
        while leg.advance(x, 5, moved_kg, 1e5, PARCEL_KG) < 5e4:
            n += 1
        return n

    assert calls(0.005) == pytest.approx(2 * calls(0.01), abs=2)


def test_what_goes_in_less_what_comes_out_is_what_is_there():
    x, rng = filled(3e5), np.random.default_rng(7)
    before_j = LEG_KG * leg.mean_j_kg(x, 5)
    gained_j = 0.0
    for _ in range(5000):
        moved_kg, inlet = float(rng.uniform(0.0, 3 * PARCEL_KG)), float(rng.uniform(2e5, 6e5))
        gained_j += moved_kg * (inlet - leg.advance(x, 5, moved_kg, inlet, PARCEL_KG))
    assert LEG_KG * leg.mean_j_kg(x, 5) - before_j == pytest.approx(gained_j, abs=1e-3)  # of about 1e9 J moved


def test_still_coolant_stays_as_it_is():
    x = filled(3e5)
    leg.advance(x, 5, 0.1, 4e5, PARCEL_KG)
    before = x.copy()
    assert leg.advance(x, 5, 0.0, 9e5, PARCEL_KG) == 3e5
    assert np.array_equal(x, before)


def test_it_leaves_its_neighbours_alone():
    x = filled(3e5)
    x[:5] = -1.0
    for _ in range(200):
        leg.advance(x, 5, 0.2, 4e5, PARCEL_KG)
    assert np.array_equal(x[:5], np.full(5, -1.0))
