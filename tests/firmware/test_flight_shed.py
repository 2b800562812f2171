"""The shed ladder in a closed loop with a toy payload: order, verification, escalation, recovery, no oscillation."""

import math
from collections.abc import Callable
from itertools import pairwise

import pytest

from firmware_py.icd import events
from tests.firmware.flight_rig import NAN, Rig, message

EARTH_KM, ORBIT_KM = 6369.0, 6978.137  # the default of parameter 108; this bench has a spherical Earth
RATE = math.sqrt(398600.4418 / ORBIT_KM**3)  # [rad/s]
BETA = math.radians(60.0)
Power = Callable[[int, float], float]  # (rung ordered, seconds since it was) -> payload power at the bus [W]


def obedient(rung: int, _: float) -> float:
    """Full power 124 kW; 113 kW clocks locked; 27 kW paused; nothing with the racks off."""
    return (124e3, 113e3, 27e3, 0.0, 0.0, 0.0)[rung]


def deaf(rung: int, _: float) -> float:
    """A power cap that does nothing (physics.md finding 4): only switching the racks off helps."""
    return 124e3 if rung < 3 else 0.0


def mutinous(_: int, __: float) -> float:
    """Racks that obey no order at all; only their feed can be taken."""
    return 124e3


class Orbit:
    """The eps executive on a bench orbit: Sun, a payload, a battery that is told."""

    def __init__(self, payload: Power, soc_v: float = 4.0809, start_s: float = 0.0) -> None:
        self.rig = Rig("eps")
        self.rig.values.update(cell_voltage_max=soc_v, cell_voltage_min=soc_v, battery_voltage=192.0 * soc_v)
        self.rig.values.update(battery_current=0.0)
        self.payload = payload
        self.t = start_s
        self.rung, self.since_s = 0, 0.0
        self.feed = [15, 15]

    def run(self, seconds: float) -> None:
        for _ in range(int(seconds * 10.0)):
            self._sense()
            self.rig.step()
            self.feed = [self.feed[1], int(self.rig.out("load_enable"))]
            rung = int(self.rig.field("rung"))
            self.since_s = 0.0 if rung != self.rung else self.since_s + 0.1
            self.rung = rung
            self.t += 0.1

    def _sense(self) -> None:
        angle = RATE * self.t  # from overhead the Sun goes down behind us
        up, along = math.cos(BETA) * math.cos(angle), -math.cos(BETA) * math.sin(angle)
        off_nadir = math.acos(-up)
        edge = math.asin(EARTH_KM / ORBIT_KM)
        light = min(max((off_nadir - edge + 0.00465) / 0.0093, 0.0), 1.0)
        power = self.payload(self.rung, self.since_s) if self.feed[0] & 4 else 0.0
        swing = 0.35 * power * (1.0 if (self.t * 0.4) % 1.0 < 0.5 else -1.0)  # lock-step training at 0.4 Hz
        self.rig.values.update(
            sun_az=math.atan2(math.sin(BETA), along), sun_el=math.asin(up), sun_sensor=0.968 * light,
            payload_current=max(power + swing, 0.0) / 800.0, array_current=240.0 * light,
            laser_current=0.6 if self.feed[0] & 8 else 0.0,
        )  # fmt: skip

    def entry_s(self) -> float:
        """Time at which the first penumbra comes, by the geometry of this bench."""
        limit = math.asin(EARTH_KM / ORBIT_KM) + 0.00465
        return (math.pi - math.acos(math.cos(limit) / math.cos(BETA))) / RATE

    def rungs(self) -> list[tuple[float, int, int]]:
        """(time, event id, rung) of every ladder event."""
        ladder = (events.RUNG_ORDERED, events.RUNG_VERIFIED, events.RUNG_TIMEOUT, events.RUNG_RELEASED)
        return [(tick * 0.1, event[0], event[1]) for tick, event in self.rig.events if event[0] in ladder]


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
        assert verified[0] - ordered[0] >= 5.0  # a swinging load is averaged (DESIGN section 3)
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


def test_an_empty_battery_walks_down_the_whole_ladder_one_rung_at_a_time() -> None:
    orbit = Orbit(obedient, soc_v=3.5815 - 0.005)  # SoC just under 0.30, the floor
    orbit.run(200.0)
    ordered = [rung for _, event, rung in orbit.rungs() if event == events.RUNG_ORDERED]
    assert ordered == [1, 2, 3, 4, 5]
    assert int(orbit.rig.out("load_enable")) == 3  # platform and pumps
    assert orbit.rig.field("laser_allowed") == 0.0
    assert orbit.rig.field("system_mode") == 4.0


def test_a_low_bus_sheds_at_once_without_waiting_for_proof() -> None:
    orbit = Orbit(obedient)
    orbit.run(20.0)
    orbit.rig.values["bus_voltage_min"] = 765.0
    orbit.run(6.0)
    assert [rung for _, event, rung in orbit.rungs() if event == events.RUNG_ORDERED] == [1, 2, 3, 4, 5]


def test_the_loops_may_ask_for_less_heat_and_get_it() -> None:
    orbit = Orbit(obedient)
    orbit.run(20.0)
    orbit.rig.mail[1] = message("radiator", shed_request=60000)
    orbit.run(60.0)
    assert orbit.rung == 2
    orbit.rig.mail[1] = message("radiator", shed_request=-1)
    orbit.run(90.0)
    assert orbit.rung == 0


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
