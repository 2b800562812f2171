"""The shed ladder when the payload, the bus, the sensors or the other executives fail."""

import math

import pytest

from firmware_py.icd import events
from tests.firmware.flight_rig import NAN, message
from tests.firmware.orbit_bench import RATE, Orbit, deaf, mutinous, obedient


def test_a_payload_that_does_not_shed_is_escalated_until_it_does() -> None:
    orbit = Orbit(deaf)
    orbit.run(orbit.entry_s() + 10.0)
    story = [(event, rung) for _, event, rung in orbit.rungs()]
    assert story == [
        (events.RUNG_ORDERED, 1), (events.RUNG_TIMEOUT, 1), (events.RUNG_ORDERED, 2), (events.RUNG_TIMEOUT, 2),
        (events.RUNG_ORDERED, 3), (events.RUNG_VERIFIED, 3),
    ]  # fmt: skip
    assert orbit.rungs()[-1][0] < orbit.entry_s() + 5.0
    assert orbit.rig.field("system_mode") == 3.0


def test_racks_that_obey_nothing_lose_their_feed() -> None:
    orbit = Orbit(mutinous)
    orbit.run(orbit.entry_s() + 30.0)
    assert len(orbit.rig.told(events.PAYLOAD_FEED_CUT)) == 1
    assert int(orbit.rig.out("load_enable")) & 4 == 0
    assert (events.RUNG_VERIFIED, 3) in [(event, rung) for _, event, rung in orbit.rungs()]


def test_a_low_bus_sheds_at_once_without_waiting_for_proof() -> None:
    orbit = Orbit(obedient)
    orbit.run(20.0)
    orbit.rig.values["bus_voltage_min"] = 765.0
    orbit.run(6.0)
    assert [rung for _, event, rung in orbit.rungs() if event == events.RUNG_ORDERED] == [1, 2, 3, 4, 5]


def test_a_silent_radiator_side_costs_the_training() -> None:
    orbit = Orbit(obedient)
    orbit.run(20.0)
    orbit.rig.mail[1] = None
    orbit.run(80.0)
    assert orbit.rung == 2
    assert orbit.rig.field("system_mode") == 3.0


@pytest.mark.parametrize("name", ["payload_current", "sun_sensor", "bus_voltage", "battery_current", "gnss_altitude"])
def test_one_invalid_sensor_does_not_break_the_ladder(name: str) -> None:
    orbit = Orbit(obedient, start_s=1300.0)
    sense = orbit._sense

    def broken() -> None:
        sense()
        power = obedient(orbit.rung, 0.0)
        orbit.rig.mail[3] = message("payload", power=round(power * 0.97))
        if orbit.t > 1500.0:  # after a prediction was made
            orbit.rig.values[name] = NAN

    orbit._sense = broken  # type: ignore[method-assign]
    orbit.run(orbit.entry_s() + 60.0 - 1300.0)
    ordered = [rung for _, event, rung in orbit.rungs() if event == events.RUNG_ORDERED]
    assert ordered == [1, 2]
    assert orbit.rig.field("rung_verified") == 2.0


def test_darkness_that_navigation_did_not_foresee_is_shed_for_when_it_comes() -> None:
    orbit = Orbit(obedient)
    orbit.run(30.0)
    sense = orbit._sense

    def dark() -> None:
        sense()
        orbit.rig.values.update(sun_sensor=0.0, array_current=0.0)

    orbit._sense = dark  # type: ignore[method-assign]
    orbit.run(60.0)
    assert len(orbit.rig.told(events.UNPREDICTED_DARKNESS)) == 1
    assert orbit.rung == 2


def test_racks_that_obey_again_get_their_feed_back_and_the_system_recovers() -> None:
    orbit = Orbit(lambda rung, since_s: mutinous(rung, since_s) if orbit.t < 3000.0 else obedient(rung, since_s))
    orbit.run(2.0 * math.pi / RATE)
    assert len(orbit.rig.told(events.PAYLOAD_FEED_CUT)) == 1
    assert int(orbit.rig.out("load_enable")) == 15
    assert orbit.rung == 0
    assert orbit.rig.field("system_mode") == 1.0


def test_lasers_and_loads_that_stay_on_time_out_and_are_still_recovered_from() -> None:
    orbit = Orbit(obedient, soc_v=3.5815 - 0.005)
    sense = orbit._sense

    def stubborn() -> None:
        sense()
        orbit.rig.values.update(laser_current=0.6, platform_current=20.0)  # 480 W and 16 kW, whatever is ordered

    orbit._sense = stubborn  # type: ignore[method-assign]
    orbit.run(400.0)
    told = [(event, rung) for _, event, rung in orbit.rungs() if rung >= 4]
    assert told == [
        (events.RUNG_ORDERED, 4), (events.RUNG_TIMEOUT, 4), (events.RUNG_ORDERED, 5), (events.RUNG_TIMEOUT, 5),
    ]  # fmt: skip
    assert orbit.rig.field("rung_verified") == 3.0
    orbit.rig.values.update(cell_voltage_max=4.0, cell_voltage_min=4.0, battery_voltage=192.0 * 4.0)
    orbit.run(1000.0)
    assert orbit.rung == 0


def test_a_bus_that_stays_low_gives_no_rung_back() -> None:
    orbit = Orbit(obedient)
    orbit.run(20.0)
    orbit.rig.values["bus_voltage_min"] = 765.0
    orbit.run(300.0)
    assert orbit.rung == 5
    assert orbit.rig.told(events.RUNG_RELEASED) == []


def test_nothing_is_verified_or_given_back_on_samples_that_are_old() -> None:
    orbit = Orbit(obedient, soc_v=3.68)  # SoC 0.41: rung 1
    orbit.run(11.0)
    assert orbit.rung == 1
    orbit.run(4.3)  # the mean has fallen, but 10 s after the order the samples are 5 s old
    for age in range(1, 240):
        orbit.rig.step(age=age)
    assert [event for _, event, rung in orbit.rungs() if rung == 1] == [events.RUNG_ORDERED, events.RUNG_TIMEOUT]


def test_a_blind_power_side_sheds_and_holds_what_it_shed() -> None:
    orbit = Orbit(obedient)
    orbit.run(20.0)
    for age in range(1, 340):
        orbit.rig.step(age=age)
    assert orbit.rungs() == []
    for age in range(340, 450):
        orbit.rig.step(age=age)
    assert [(event, rung) for _, event, rung in orbit.rungs()] == [(events.RUNG_ORDERED, 1)]
    held = Orbit(obedient)
    held.run(20.0)
    held.rig.mail[1] = message("radiator", shed_request=60000)
    held.run(60.0)
    for age in range(1, 60):
        held.rig.step(age=age)
    held.rig.mail[1] = message("radiator", shed_request=-1)
    for age in range(60, 300):
        held.rig.step(age=age)
    assert held.rig.told(events.RUNG_RELEASED) == []
