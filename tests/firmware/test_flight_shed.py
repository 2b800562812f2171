"""The shed ladder in a closed loop with a toy payload: order, verification, escalation, recovery, no oscillation."""

import math
from itertools import pairwise

import pytest

from firmware_py.icd import events
from tests.firmware.flight_rig import message
from tests.firmware.orbit_bench import RATE, Orbit, obedient


def test_an_eclipse_is_shed_for_in_order_before_it_comes_and_recovered_from_in_reverse() -> None:
    orbit = Orbit(obedient)
    orbit.run(2.0 * math.pi / RATE)
    story = orbit.rungs()
    assert [(event, rung) for _, event, rung in story] == [
        (events.RUNG_ORDERED, 1), (events.RUNG_VERIFIED, 1), (events.RUNG_ORDERED, 2), (events.RUNG_VERIFIED, 2),
        (events.RUNG_RELEASED, 2), (events.RUNG_RELEASED, 1),
    ]  # fmt: skip
    entry = orbit.entry_s()
    assert story[0][0] == pytest.approx(entry - 120.0, abs=3.0)  # the shed lead
    assert story[3][0] < entry
    for ordered, verified in ((story[0], story[1]), (story[2], story[3])):
        assert verified[0] - ordered[0] >= 5.0  # a swinging load is averaged
    assert len(orbit.rig.told(events.DARKNESS_BEGAN)) == len(orbit.rig.told(events.DARKNESS_ENDED)) == 1
    assert orbit.rig.told(events.UNPREDICTED_DARKNESS) == []
    ended = orbit.rig.told(events.DARKNESS_ENDED)[0][0] * 0.1
    assert ended + 10.0 <= story[4][0] <= ended + 15.0  # recover_delay
    assert story[5][0] - story[4][0] >= 20.0  # shortest stay on rung 1
    assert orbit.rig.field("rung") == orbit.rig.field("rung_verified") == 0.0
    assert orbit.rig.field("system_mode") == 1.0


def test_no_rung_changes_more_than_once_a_minute_back_and_forth() -> None:
    orbit = Orbit(obedient)
    orbit.run(4.0 * math.pi / RATE)
    for rung in range(1, 6):
        moves = [(t, e) for t, e, r in orbit.rungs() if r == rung and e in (events.RUNG_ORDERED, events.RUNG_RELEASED)]
        assert all(later[0] - earlier[0] >= 60.0 for earlier, later in pairwise(moves))


def test_an_empty_battery_walks_down_the_whole_ladder_one_rung_at_a_time() -> None:
    orbit = Orbit(obedient, soc_v=3.5815 - 0.005)  # SoC just under 0.30, the floor
    orbit.run(200.0)
    ordered = [rung for _, event, rung in orbit.rungs() if event == events.RUNG_ORDERED]
    assert ordered == [1, 2, 3, 4, 5]
    assert int(orbit.rig.out("load_enable")) == 3  # platform and pumps
    assert orbit.rig.field("laser_allowed") == 0.0
    assert orbit.rig.field("system_mode") == 4.0


def test_the_loops_may_ask_for_less_heat_and_get_it() -> None:
    orbit = Orbit(obedient)
    orbit.run(20.0)
    orbit.rig.mail[1] = message("radiator", shed_request=60000)
    orbit.run(60.0)
    assert orbit.rung == 2
    orbit.rig.mail[1] = message("radiator", shed_request=-1)
    orbit.run(90.0)
    assert orbit.rung == 0


def test_racks_off_ahead_of_an_eclipse_stay_off_until_it_is_over() -> None:
    """SoC 0.345: too little above the floor for any compute in the dark (plan); rung 3 must not flap."""
    orbit = Orbit(obedient, soc_v=3.5815 + 0.9 * (3.6291 - 3.5815))
    orbit.run(2.0 * math.pi / RATE)
    racks = [(t, event) for t, event, rung in orbit.rungs() if rung == 3]
    assert [event for _, event in racks] == [events.RUNG_ORDERED, events.RUNG_VERIFIED, events.RUNG_RELEASED]
    ended = orbit.rig.told(events.DARKNESS_ENDED)[0][0] * 0.1
    assert racks[0][0] < orbit.entry_s()
    assert racks[2][0] >= ended + 10.0  # recover_delay


def test_a_rung_asked_for_at_start_up_is_verified_against_a_whole_mean() -> None:
    """The racks come up during the first second; half a mean taken then would hide what rung 1 saves."""
    orbit = Orbit(lambda rung, since_s: 60e3 if orbit.t < 1.0 else obedient(rung, since_s), soc_v=3.68)  # SoC 0.41
    orbit.run(120.0)
    ladder = [(event, rung) for _, event, rung in orbit.rungs()]
    assert ladder == [(events.RUNG_ORDERED, 1), (events.RUNG_VERIFIED, 1)]


def test_a_rung_asked_for_by_charge_is_held_until_the_charge_is_well_above() -> None:
    orbit = Orbit(obedient, soc_v=3.68)  # SoC 0.412: below floor + 0.12
    orbit.run(60.0)
    assert orbit.rung == 1
    volts = 3.6670 + 0.8 * (3.7054 - 3.6670)  # SoC 0.44: over 0.42, short of 0.45
    orbit.rig.values.update(cell_voltage_max=volts, cell_voltage_min=volts, battery_voltage=192.0 * volts)
    orbit.run(700.0)
    assert orbit.rig.field("soc") > 0.425
    assert orbit.rung == 1
    volts = 3.7509  # SoC 0.5
    orbit.rig.values.update(cell_voltage_max=volts, cell_voltage_min=volts, battery_voltage=192.0 * volts)
    orbit.run(400.0)
    assert orbit.rung == 0
