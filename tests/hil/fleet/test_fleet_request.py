from __future__ import annotations

from typing import Any

import pytest

from hil.errors import ConfigError
from hil.fleet.agreement import check_step
from hil.fleet.request import RECORDS, fleet_spec
from sim.fleet.spec import FleetSpec, satellite_count


def ask(**rest: Any) -> FleetSpec:
    asked: dict[str, Any] = {
        "satellites": None, "shells": (), "epoch": "2026-06-21T00:00:00Z", "hours": 1.6, "step_s": 10.0,
        "demand": 0.5, "assignments": (),
    }  # fmt: skip
    return fleet_spec(**{**asked, **rest})


def test_thirty_shells_share_a_million() -> None:
    spec = ask(satellites=1_000_000)
    assert len(spec.shells) == 30
    assert satellite_count(spec) == 1_000_000


def test_open_shells_share_what_the_others_leave() -> None:
    spec = ask(satellites=100, shells=("sso:600:18:40:2", "inclined:900:30", "sso:700:6"))
    assert [shell.satellites for shell in spec.shells] == [40, 30, 30]


def test_a_long_run_keeps_a_bounded_series() -> None:
    spec = ask(satellites=1, hours=8760.0)
    assert spec.duration_s / spec.step_s / spec.record_every_steps <= RECORDS


@pytest.mark.parametrize("step_s", [0.1, 0.3, 10.0])
def test_whole_ticks_can_be_compared_with_the_real_modules(step_s: float) -> None:
    check_step(step_s)


@pytest.mark.parametrize("step_s", [0.04, 0.25, 10.05])
def test_a_step_between_ticks_cannot(step_s: float) -> None:
    with pytest.raises(ConfigError, match=f"--step.*{step_s:g} s.*--no-compare"):
        check_step(step_s)


@pytest.mark.parametrize(
    ("bad", "named"),
    [
        ({"epoch": "1800-01-01T00:00:00Z"}, "--epoch: expected a year"),
        ({"epoch": "0001-01-01T00:00:00+05:00"}, "--epoch: expected a year"),
        ({"hours": 0.0}, "--hours"),
        ({"hours": float("nan")}, "--hours"),
        ({"hours": float("inf")}, "--hours"),
        ({"hours": -1.0}, "--hours"),
        ({"step_s": float("nan")}, "--step"),
        ({"step_s": 1e-4}, "--step"),
        ({"satellites": 0}, "--satellites"),
        ({"satellites": 10**12}, "--satellites: expected a whole number of 1 to 10000000"),
        ({"shells": ("sso:600:18",)}, "--shell"),
        ({"shells": ("sso:600:18:3", "inclined:900:30"), "satellites": 3}, "4 or more"),
        ({"shells": ("sso:600:18:3",), "satellites": 0}, "--satellites: expected a whole number of 1"),
        ({"shells": ("sso:600:18:3",), "satellites": 4}, "expected 3, what the shells name, got 4"),
        ({"shells": ("moon:600:18:10",)}, "moon"),
        ({"shells": ("sso:100:18:10",)}, "altitude"),
        ({"shells": ("sso:600:18:10:3",)}, "planes"),
        ({"satellites": 5, "shells": ("sso:600:18:10",)}, "--satellites"),
        ({"assignments": ("fleet.soc_flor=0.3",)}, "--set.*soc_flor"),
        ({"assignments": ("fleet.soc_floor=nan",)}, "soc_floor"),
        ({"assignments": ("nonsense",)}, "--set"),
        ({"epoch": "yesterday"}, "--epoch"),
        ({"epoch": "2026-06-21T00:00:00"}, "zone"),
        ({"demand": 1.5}, "--demand"),
    ],
)
def test_bad_input_is_named(bad: dict[str, Any], named: str) -> None:
    with pytest.raises(ConfigError, match=named) as raised:
        ask(**{"satellites": 10 if "shells" not in bad else None, **bad})
    assert raised.value.exit_code == 2
