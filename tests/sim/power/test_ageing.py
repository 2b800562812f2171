"""Age of battery and array: figures worked out by hand from the published laws, and what a satellite makes of them."""

import math

import pytest

from sim.errors import InputError
from sim.parameters import index, pack
from sim.power import ageing, array, system


def test_a_new_cell_is_new() -> None:
    assert ageing.capacity_left(0.0, 0.0, 3.95, 0.3, 293.15) == 1.0
    assert ageing.resistance_growth(0.0, 0.0, 3.95, 0.3, 293.15) == 1.0
    assert ageing.power_left(0.0) == 1.0


def test_a_year_on_the_shelf_at_50_degrees() -> None:
    """(7.543 x 3.95 - 23.75) 1e6 exp(-6976/323.15) = 2.5458e-3 a day^0.75; 365.25^0.75 = 83.55: 21.3 % are gone.
    Resistance: (5.270 x 3.95 - 16.32) 1e5 exp(-5986/323.15) x 83.55 = 0.339."""
    assert ageing.capacity_left(1.0, 0.0, 3.95, 0.3, 323.15) == pytest.approx(0.787, abs=0.002)
    assert ageing.resistance_growth(1.0, 0.0, 3.95, 0.3, 323.15) == pytest.approx(1.339, abs=0.003)


def test_a_thousand_cycles_of_80_per_cent() -> None:
    """At 3.667 V beta is 7.6e-4 + 4.081e-3 x 0.8 = 4.0248e-3; sqrt(2 x 2.05 Ah x 1000) = 64.03: 25.8 % are gone."""
    assert ageing.capacity_left(0.0, 1000.0, 3.667, 0.8, 298.15) == pytest.approx(1.0 - 0.2577, abs=5e-4)


@pytest.mark.parametrize(("fluence", "left"), [(1e14, 0.93), (1e15, 0.88)])
def test_the_array_keeps_what_its_sheet_says(fluence: float, left: float) -> None:
    """docs/physics.md section 3: AZUR 3G30C after 1 MeV electrons [S21]; and so does its curve, to 0.3 %."""
    assert ageing.power_left(fluence) == pytest.approx(left, abs=1e-5)
    new = pack(system.PARAMETERS, {})
    old = ageing.aged(pack(system.PARAMETERS, {"age_fluence": fluence}), system.PARAMETERS)
    power = []
    for p in (new, old):
        photo_a, log_i0, scale_v = array.diode(301.15, 1367.0, p)
        best_v = array.maximum_power_v(array.open_circuit_v(photo_a, log_i0, scale_v), scale_v)
        power.append(best_v * array.string_a(best_v, photo_a, log_i0, scale_v))
    assert power[1] / power[0] == pytest.approx(left, rel=3e-3)


def test_age_is_worked_into_a_copy_and_only_into_what_ages() -> None:
    p = pack(system.PARAMETERS, {"age_years": 5.0, "age_cycles": 2000.0, "age_fluence": 1e14})
    old = ageing.aged(p, system.PARAMETERS)
    changed = {row.name for k, row in enumerate(system.PARAMETERS) if old[k] != p[k]}
    assert changed == {
        "battery_capacity", "battery_cell_r0", "battery_cell_r1", "array_current_left", "array_voltage_left"
    }  # fmt: skip
    assert old[index(system.PARAMETERS, "battery_capacity")] < p[index(system.PARAMETERS, "battery_capacity")]


def test_no_age_changes_no_bit() -> None:
    p = pack(system.PARAMETERS, {})
    assert ageing.aged(p, system.PARAMETERS).tobytes() == p.tobytes()


@pytest.mark.parametrize("years", [-1.0, math.nan, math.inf])
def test_an_impossible_age_is_refused(years: float) -> None:
    with pytest.raises(InputError, match="years: expected a number from 0 up"):
        ageing.capacity_left(years, 0.0, 3.95, 0.3, 293.15)


@pytest.mark.parametrize("law", [ageing.capacity_left, ageing.resistance_growth])
@pytest.mark.parametrize(
    ("cell_v", "depth", "temperature_k", "said"),
    [
        (math.nan, 0.3, 293.15, "cell_v: expected a number above 0, got nan"),
        (0.0, 0.3, 293.15, "cell_v: expected a number above 0, got 0"),
        (3.95, 1.2, 293.15, "depth: expected a share of 0 to 1, got 1.2"),
        (3.95, -0.1, 293.15, "depth: expected a number from 0 up, got -0.1"),
        (3.95, math.nan, 293.15, "depth: expected a number from 0 up, got nan"),
        (3.95, 0.3, 0.0, "temperature_k: expected a number above 0, got 0"),
        (3.95, 0.3, -20.0, "temperature_k: expected a number above 0, got -20"),
        (3.95, 0.3, math.inf, "temperature_k: expected a number above 0, got inf"),
    ],
)
def test_an_impossible_cell_is_refused(law, cell_v: float, depth: float, temperature_k: float, said: str) -> None:
    with pytest.raises(InputError, match=said):
        law(1.0, 100.0, cell_v, depth, temperature_k)
