"""T-11 of docs/physics.md on the whole loop: a valve stuck at full radiator, and heat that goes away.

Oracle: the limits of the case against the columns of truth of the record; none of flight software's own figures.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import yaml

from hil.record.opened import Run, open_run
from tests.hil.command import run_json

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]  # flies 1500 s of the whole loop

SCENARIOS = Path(__file__).resolve().parents[2] / "fixtures" / "scenarios"
LOW_C, HIGH_C = 20.0, 50.0  # odc120: the band of the supply
FREEZE_MARGIN_K = 10.0  # T-11
FREEZING_C = {"ammonia": -77.7, "glycol": -32.2}  # physics.md section 4; CoolProp 8.0.0
THROTTLE_C = 95.0
ANSWER_S = 10.0
RACKS = {"a": (1, 3, 5, 7), "b": (2, 4, 6, 8)}
IDLE_W = 9 * 250.0  # of a rack group, its least when it is on (odc120: 18 kW over eight)


def _glycol() -> list[str]:
    """Return what makes the shipped scenario one of glycol: the values that `glycol.yaml` has for it."""
    shipped = yaml.safe_load((SCENARIOS / "glycol.yaml").read_text(encoding="utf-8"))
    return [
        f"{section}.{name}={value}"
        for section, values in (
            ("satellite.thermal", shipped["satellite"]["thermal"]),
            ("flight.radiator", shipped["flight"]["radiator"]),
            ("limits", shipped["limits"]),
        )
        for name, value in values.items()
    ]


@pytest.fixture(scope="module", params=["ammonia", "glycol"])
def flown(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, float]:
    """The run, and where its coolant freezes [degC]."""
    folder = tmp_path_factory.mktemp("stuck") / "run"
    sets = ["duration_s=1500", *(_glycol() if request.param == "glycol" else [])]
    options = [word for one in sets for word in ("--set", one)]
    run_json("stuck_valve", "--boards", "inproc", "--wire", "off", "--out", str(folder), *options)
    return open_run(folder), FREEZING_C[request.param]


def _isolated(run: Run) -> int:
    """Return the row from which on both pumps of loop A are told to stand still."""
    asked = run.column("radiator.set.prime_set_a") + run.column("radiator.set.standby_set_a")
    stopped = np.flatnonzero(asked == 0.0)
    assert len(stopped) > 0, "loop A was never isolated"
    assert (asked[stopped[0] :] == 0.0).all()
    return int(stopped[0])


def test_t11_the_loop_is_isolated_inside_its_band_and_long_before_its_coolant_is_near_freezing(
    flown: tuple[Run, float],
) -> None:
    run, freezing_c = flown
    row = _isolated(run)
    assert (run.column("radiator.valve_a") > 0.99).all()  # the fault is what the case asks for
    before = slice(0, row + 1)
    assert run.column("truth.outlet_a_c")[row] < run.column("truth.outlet_a_c")[0] - 10.0  # it did grow cold
    for place in ("supply", "return", "outlet", "inlet"):
        assert run.column(f"truth.{place}_a_c")[before].min() > freezing_c + FREEZE_MARGIN_K
    assert run.column("truth.supply_a_c")[before].min() >= LOW_C


def test_t11_its_racks_go_off_before_they_throttle_and_the_others_go_on(flown: tuple[Run, float]) -> None:
    run, _ = flown
    row = _isolated(run)
    off = run.time_s >= run.time_s[row] + ANSWER_S
    assert off.any()
    for group in RACKS["a"]:
        assert (run.column(f"payload.rack_power_{group}")[off] < 0.1 * IDLE_W).all()
    on = run.time_s >= 60.0  # racks start one after the other
    for group in RACKS["b"]:
        assert (run.column(f"payload.rack_power_{group}")[on] > 0.9 * IDLE_W).all()
    assert run.column("truth.junction_max_c").max() < THROTTLE_C


def test_t11_the_other_loop_holds_its_band(flown: tuple[Run, float]) -> None:
    run, _ = flown
    supply_c = run.column("truth.supply_b_c")
    assert supply_c.min() >= LOW_C
    assert supply_c.max() <= HIGH_C
    assert run.column("radiator.flow_b")[run.time_s >= 60.0].min() > 0.3  # [kg/s] it runs, and is not merely at rest
