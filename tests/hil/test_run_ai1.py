"""The figures announced for AI1 run hot: by the radiation law alone, and in the whole loop (docs/ai1.md)."""

from __future__ import annotations

import pytest

from hil.record.opened import Run, open_run
from tests.hil.command import run_json

SIGMA = 5.670374419e-8  # [W/m2/K4] CODATA 2018
EMISSIVITY, SINK_K = 0.91, 183.0  # odc120
AVERAGE_W, LOOPS_W = 120e3, 4e3  # racks; platform and pumps on the loops (odc120)
SUPPLY_HIGH_C, JUNCTION_HIGH_C, PROTECTION_C = 50.0, 105.0, 48.0  # odc120; the last is flight software's


def mean_surface_c(heat_w: float, emitting_m2: float) -> float:
    """Return the mean surface of a radiator with perfect fins [degC]: no real one is colder (Stefan-Boltzmann)."""
    fourth = heat_w / (EMISSIVITY * SIGMA * emitting_m2) + SINK_K * SINK_K * SINK_K * SINK_K
    return float(fourth**0.25) - 273.15


def test_by_the_radiation_law_the_announced_radiator_is_too_small_for_the_band_and_that_of_odc120_is_not() -> None:
    assert mean_surface_c(AVERAGE_W + LOOPS_W, 2 * 110.0) > SUPPLY_HIGH_C + 6.0  # 6 K: half of the coolant's rise
    assert mean_surface_c(AVERAGE_W + LOOPS_W, 2 * 150.0) < SUPPLY_HIGH_C - 10.0


@pytest.fixture(scope="module")
def flown(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The shipped scenario, flown once."""
    folder = tmp_path_factory.mktemp("ai1") / "run"
    run_json("ai1_hot", "--boards", "inproc", "--wire", "off", "--out", str(folder))
    return open_run(folder)


@pytest.mark.slow
@pytest.mark.timeout(600)  # flies half an hour of the whole loop
def test_flown_it_sheds_compute_for_heat_and_so_holds_its_limits(flown: Run) -> None:
    shed = [event.tick for event in flown.events if event.name == "thermal_shed"]
    assert shed
    before = int(shed[0])
    assert flown.column("truth.illumination").min() == 1.0  # no eclipse: nothing but heat asks for it
    assert flown.column("radiator.valve_a")[before] > 0.99  # nothing was held back
    assert flown.column("truth.supply_a_c")[before] > PROTECTION_C - 0.5
    full_w = flown.column("truth.payload_w")[600:6000].mean()  # minutes one to ten
    left_w = flown.column("truth.payload_w")[before + 1000 :].mean()
    assert full_w > 0.9 * AVERAGE_W
    assert left_w < 0.7 * full_w
    assert flown.column("truth.supply_a_c").max() < SUPPLY_HIGH_C
    assert flown.column("truth.junction_max_c").max() < JUNCTION_HIGH_C
