"""Ammonia against CoolProp 8.0.0 (called at 30 bar for these points.

Saturated figures from docs/physics.md section 4).
"""

import itertools

import pytest

from sim.thermal import coolant

LIQUID = (  # [K], [J/kg above 200 K], cp [J/kg/K], [kg/m3]
    (233.15, 144866.1, 4429.87, 691.17),
    (253.15, 234189.1, 4503.26, 666.57),
    (273.15, 325090.0, 4590.88, 640.44),
    (293.15, 418064.4, 4714.74, 612.29),
    (313.15, 514122.7, 4905.96, 581.31),
    (328.15, 589267.9, 5128.97, 555.34),
)


@pytest.mark.parametrize(("at_k", "enthalpy", "cp", "density"), LIQUID)
def test_the_fits_meet_coolprop(at_k, enthalpy, cp, density):
    assert coolant.temperature_k(0.0, enthalpy) == pytest.approx(at_k, abs=0.014)
    slope = (coolant.temperature_k(0.0, enthalpy + 500.0) - coolant.temperature_k(0.0, enthalpy - 500.0)) / 1000.0
    assert 1.0 / slope == pytest.approx(cp, rel=0.004)
    assert coolant.density_kg_m3(0.0, enthalpy) == pytest.approx(density, rel=3e-4)


@pytest.mark.parametrize(("at_k", "bar"), [(300.0, 10.61), (340.0, 30.79), (328.15, 23.10), (338.89, 30.0)])
def test_saturation_pressure(at_k, bar):
    assert coolant.saturation_bar(0.0, at_k) == pytest.approx(bar, rel=0.002)


@pytest.mark.parametrize("kind", [0.0, 1.0])
@pytest.mark.parametrize("at_k", [120.0, 199.0, 233.15, 300.0, 337.9, 338.1, 420.0])
def test_enthalpy_is_the_inverse_of_temperature_also_beyond_the_fit(kind, at_k):
    assert coolant.temperature_k(kind, coolant.enthalpy_j_kg(kind, at_k)) == pytest.approx(at_k, abs=1e-9)


def test_temperature_rises_with_enthalpy_everywhere():
    reached = [coolant.temperature_k(0.0, float(h)) for h in range(-300_000, 1_200_000, 2_500)]
    rises = [b - a for a, b in itertools.pairwise(reached)]
    assert min(rises) > 0.4  # [K] in 2.5 kJ/kg: cp stays below 6250 J/kg/K
    assert max(rises) < 0.6


@pytest.mark.parametrize("kind", [0.0, 1.0])
def test_viscosity_falls_with_temperature_and_density_too(kind):
    at_k = [245.0 + 5.0 * i for i in range(18)]
    assert all(b < a for a, b in itertools.pairwise(coolant.viscosity_pa_s(kind, t) for t in at_k))
    dense = [coolant.density_kg_m3(kind, coolant.enthalpy_j_kg(kind, t)) for t in at_k]
    assert all(b < a for a, b in itertools.pairwise(dense))


def test_glycol_freezes_where_ammonia_does_not():
    assert coolant.freezing_k(1.0) - 273.15 == pytest.approx(-33.0, abs=1.0)  # docs/physics.md section 4
    assert coolant.freezing_k(0.0) - 273.15 == pytest.approx(-77.7, abs=0.1)


def test_each_boils_as_its_vessel_has_it():
    assert coolant.boiling_k(0.0, 338.89) == 338.89
    assert coolant.boiling_k(1.0, 300.0) > 450.0
