"""P-9, P-10 and P-11 of docs/physics.md: the power module against the electrical plant of `sim`, in a closed loop."""

import math
from itertools import pairwise

import pytest

from firmware_py.icd import events
from firmware_py.power.rungs import RUNGS, TIMEOUT_MS
from tests.firmware.flight_rig import NAN
from tests.firmware.orbit_bench import RATE, Power, deaf, obedient
from tests.firmware.plant_orbit import PlantOrbit

UNDER_VOLTAGE_V = 760.0  # docs/odc120.md: lower limit of the bus
DARK_S = 2300.0  # longer than any eclipse of this bench
ORDERED, VERIFIED, TIMEOUT, RELEASED = (
    events.RUNG_ORDERED, events.RUNG_VERIFIED, events.RUNG_TIMEOUT, events.RUNG_RELEASED,
)  # fmt: skip


def ahead_of_the_shadow(payload: Power, soc: float) -> PlantOrbit:
    """A plant three minutes ahead of first penumbra."""
    orbit = PlantOrbit(payload, soc)
    orbit.t = orbit.entry_s() - 180.0
    return orbit


def calm(orbit: PlantOrbit) -> bool:
    """No rung ordered or released twice within a minute."""
    for rung in range(1, 6):
        moves = [t for t, event, which in orbit.rungs() if which == rung and event in (ORDERED, RELEASED)]
        if any(later - earlier < 60.0 for earlier, later in pairwise(moves)):
            return False
    return True


@pytest.mark.slow
def test_p9_eclipse_entry_at_40_per_cent_goes_down_the_ladder_in_order() -> None:
    orbit = ahead_of_the_shadow(obedient, 0.40)
    orbit.run(DARK_S)
    ordered = [rung for _, event, rung in orbit.rungs() if event == ORDERED]
    assert ordered[:2] == [1, 2]
    assert ordered == sorted(ordered)
    assert calm(orbit)
    assert orbit.low_v > UNDER_VOLTAGE_V
    assert orbit.rig.told(events.BUS_LOW) == []
    assert orbit.x[2] > 0.28


@pytest.mark.slow
def test_p9_a_cap_without_effect_is_escalated_within_its_timeout() -> None:
    orbit = ahead_of_the_shadow(deaf, 0.40)
    orbit.run(DARK_S)
    story = orbit.rungs()
    ordered = {rung: t for t, event, rung in story if event == ORDERED}
    assert list(ordered)[:3] == [1, 2, 3]
    assert {rung for _, event, rung in story if event == TIMEOUT} >= {1, 2}
    for rung in (1, 2):
        assert ordered[rung + 1] - ordered[rung] <= 0.001 * RUNGS[rung][TIMEOUT_MS] + 2.0  # [s]
    assert calm(orbit)
    assert orbit.low_v > UNDER_VOLTAGE_V


LIES = {
    "current frozen": ("battery_current", lambda _: 5.0, events.SOC_DOUBTED),
    "current 5 % high": ("battery_current", lambda amp: 1.05 * amp, None),
    "current 5 % of 1C high": ("battery_current", lambda amp: amp + 3.5, None),
    "highest cell INVALID": ("cell_voltage_max", lambda _: NAN, events.EPS_SENSOR_INVALID),
    "pack voltage frozen": ("battery_voltage", lambda _: 192 * 3.75, events.SOC_DOUBTED),
    "none": ("battery_current", lambda amp: amp, None),
}


@pytest.mark.slow
@pytest.mark.parametrize("lie", LIES)
def test_p10_a_lying_sensor_does_not_overcharge_a_cell(lie: str) -> None:
    """An hour in full Sun at half load, from 60 %: the pack is full by then; no cell above 4.2 V, the lie is told."""
    sensor, falsify, event = LIES[lie]
    orbit = PlantOrbit(lambda _, __: 60e3, 0.60, swing=0.0)
    orbit.run(60.0)
    orbit.lies[sensor] = falsify
    orbit.run(0.5 * (2.0 * math.pi / RATE) - 900.0)
    assert orbit.high_cell_v <= 4.2
    assert orbit.x[2] > 0.85
    for doubt in (events.SOC_DOUBTED, events.EPS_SENSOR_INVALID):
        assert bool(orbit.rig.told(doubt)) == (doubt == event)
    if event != events.SOC_DOUBTED:
        assert orbit.rig.field("soc") == pytest.approx(orbit.x[2], abs=0.05)


@pytest.mark.slow
def test_p11_still_sun_takes_99_per_cent() -> None:
    orbit = PlantOrbit(lambda _, __: 130e3, 0.6, swing=0.0)
    orbit.run(120.0)
    assert orbit.tracking(300.0) >= 0.99


@pytest.mark.slow
def test_p11_penumbra_takes_97_per_cent() -> None:
    orbit = PlantOrbit(lambda _, __: 130e3, 0.6, swing=0.0)
    orbit.held = True
    orbit.t = orbit.entry_s() - 60.0
    orbit.run(55.0)
    for _ in range(100):
        if orbit.light <= 0.999:
            break
        orbit.run(0.1)
    assert orbit.light <= 0.999
    assert orbit.tracking(8.0) >= 0.97


@pytest.mark.slow
@pytest.mark.parametrize("light", [0.05, 0.3, 0.5])
def test_p11_partial_shade_of_all_groups_is_met_at_the_higher_hill(light: float) -> None:
    """A third of the cells of six groups in shade: 99 % of the most there is, searches included, and back again."""
    orbit = PlantOrbit(lambda _, __: 130e3, 0.7, swing=0.0, array_shade_light=light)
    orbit.held = True
    orbit.run(60.0)
    for group in range(1, 7):
        orbit.set(f"array_shade_{group}", 0.33)
    orbit.run(60.0)
    assert orbit.tracking(600.0) >= 0.99
    for group in range(1, 7):
        orbit.set(f"array_shade_{group}", 0.0)
    orbit.run(60.0)
    assert orbit.tracking(100.0) >= 0.99
