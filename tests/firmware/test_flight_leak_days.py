"""T-13 of docs/physics.md: ten nominal days without a false alarm, after which a leak is still found."""

from __future__ import annotations

from pathlib import Path

import pytest

from firmware_py.icd import events
from hil.record.opened import open_run
from hil.scenario.load import load
from tests.firmware.leak_days import Days
from tests.hil.command import run_json

DAY_S = 86400
LEAK_KG_S = 0.002
SCENARIO = Path(__file__).resolve().parents[2] / "fixtures" / "scenarios" / "eclipse_pass.yaml"


@pytest.fixture(scope="module")
def flown(tmp_path_factory: pytest.TempPathFactory) -> Days:
    """Ten days at the heat of one orbit of the default scenario as the whole loop flew it."""
    folder = tmp_path_factory.mktemp("leak") / "run"
    run_json("eclipse_pass", "--boards", "inproc", "--wire", "off", "--out", str(folder))
    days = Days(open_run(folder), load(SCENARIO), seed=13)
    days.run(10 * DAY_S)
    return days


@pytest.mark.slow
@pytest.mark.timeout(900)  # flies an orbit of the whole loop, then ten days of both loops
def test_t13_ten_nominal_days_raise_no_alarm_and_the_leak_after_them_is_found(flown: Days) -> None:
    days = flown
    print(f"level {min(days.levels):.3f} to {max(days.levels):.3f}, watch at the lowest {days.least:.4f}")
    # The days are a test: what the watch has to explain away is more than twice what it takes for a leak (0.04).
    assert max(days.levels) - min(days.levels) > 0.08
    assert days.bus.told == []
    days.leak("leak_panel_3", LEAK_KG_S)
    days.leak("leak_panel_1", LEAK_KG_S)
    days.run(2 * 3600)
    suspected = [loop for _, number, loop, _ in days.bus.told if number == events.LEAK_SUSPECTED]
    isolated = [(loop, panel) for _, number, loop, panel in days.bus.told if number == events.LEAK_ISOLATED]
    assert sorted(suspected) == [0, 1]
    assert sorted(isolated) == [(0, 1), (1, 3)]
    assert len(days.bus.told) == 4
