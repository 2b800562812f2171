"""One coolant loop in closed loop with a toy plant: legs with delay, a panel of one lump, a mixing valve."""

import math

import pytest

from firmware_py.icd import events
from tests.firmware.flight_rig import NAN, Rig, message

CP = 4900.0  # [J/kg/K]
RATED = 1.07  # [kg/s]


class Loop:
    """Both loops alike; rates and delays of a loop of ODC-120's size, none of the project's equations."""

    def __init__(self, rack_w: float, panel_c: float) -> None:
        self.rig = Rig("radiator")
        self.rack_w = rack_w
        self.panel_c = panel_c
        self.supply_c, self.return_c = 40.0, 52.0
        self.plate_w = rack_w  # heat reaching the coolant: cold plates lag by some 5 s (physics.md section 4)
        self.told_w = rack_w  # what the payload side tells: a mean of 5 s
        self.leg = [52.0] * 440  # supply and return leg together: parcels of 0.05 kg, newest first
        self.waiting_kg = 0.0  # flown in, but no whole parcel yet
        self.speed = {"prime": 1.0, "standby": 0.0}
        self.health = {"prime": 1.0, "standby": 1.0}
        self.valve, self.valve_stuck = 0.9, False
        self.temps: list[float] = []

    def run(self, seconds: float) -> None:
        for _ in range(round(seconds * 10.0)):
            self._flow(0.1)
            self.told_w += (self.rack_w - self.told_w) * 0.1 / 2.5
            self.rig.mail[3] = message("payload", power=round(self.told_w))
            self.rig.step()
            self.temps.append(self.supply_c)

    def flow(self) -> float:
        return RATED * max(self.speed.values())

    def outlet_c(self) -> float:
        """Leaves the panel at its temperature, but for what a fast flow carries through."""
        share = self.valve * self.flow()
        return self.panel_c + (self.return_c - self.panel_c) * math.exp(-1.2 / max(share, 0.02))

    def _flow(self, dt_s: float) -> None:
        rig = self.rig
        for pump in ("prime", "standby"):
            asked = rig.out(f"{pump}_set_a") * self.health[pump]
            self.speed[pump] += (asked - self.speed[pump]) * dt_s / 0.4
        if not self.valve_stuck:
            self.valve += max(-0.01, min(0.01, (rig.out("valve_set_a") - self.valve) * dt_s / 0.5))
        flow = max(self.flow(), 0.01)
        self.plate_w += (self.rack_w - self.plate_w) * dt_s / 5.0
        warmed = min(self.supply_c + (self.plate_w / 2.0 + 2000.0) / (flow * CP), 90.0)  # throttled racks
        self.waiting_kg += flow * dt_s
        while self.waiting_kg >= 0.05:
            self.waiting_kg -= 0.05
            self.leg = [warmed, *self.leg[:-1]]
        self.return_c = self.leg[-1]
        outlet = self.outlet_c()
        taken = self.valve * flow * CP * (self.return_c - outlet)
        out_w = 0.85 * 5.67e-8 * 150.0 * ((self.panel_c + 273.15) ** 4 - 183.0**4)
        self.panel_c += (taken - out_w) / 1.5e6 * dt_s
        mixed = self.valve * outlet + (1.0 - self.valve) * self.return_c
        self.supply_c += (mixed - self.supply_c) * dt_s
        for loop in "ab":
            rig.values.update({
                f"supply_{loop}": self.supply_c, f"return_{loop}": self.return_c, f"outlet_{loop}": outlet,
                f"flow_{loop}": self.flow(), f"prime_speed_{loop}": self.speed["prime"],
                f"standby_speed_{loop}": self.speed["standby"], f"valve_{loop}": self.valve,
            })  # fmt: skip


def _fastest_k_per_min(temps: list[float], window_s: float) -> float:
    n = round(window_s * 10.0)
    return max(abs(b - a) for a, b in zip(temps, temps[n:], strict=False)) * 60.0 / window_s


def test_an_eclipse_pass_keeps_the_supply_in_its_band_and_under_its_rate() -> None:
    loop = Loop(120e3, 33.0)
    loop.run(900.0)
    loop.temps.clear()
    loop.rack_w = 30e3
    loop.run(1300.0)
    loop.rack_w = 120e3
    loop.run(900.0)
    assert all(20.0 <= temp <= 50.0 for temp in loop.temps)  # odc120
    assert _fastest_k_per_min(loop.temps, 30.0) <= 5.0


def test_the_step_back_to_full_load_settles_within_two_kelvin_in_300_s() -> None:
    loop = Loop(30e3, -20.0)  # T-10, with the radiator cold
    loop.run(900.0)
    loop.temps.clear()
    loop.rack_w = 120e3
    loop.run(600.0)
    assert max(loop.temps) < 45.0
    assert all(abs(temp - 40.0) <= 2.0 for temp in loop.temps[3000:])


def test_a_swinging_load_does_not_make_the_valve_hunt() -> None:
    loop = Loop(120e3, 33.0)
    loop.run(900.0)
    travel, last = 0.0, loop.rig.out("valve_set_a")
    for half in range(600):  # T-10: 0.5 Hz, 40 to 100 %, 10 min
        loop.rack_w = 120e3 if half % 2 else 48e3
        loop.run(1.0)
        travel += abs(loop.rig.out("valve_set_a") - last)
        last = loop.rig.out("valve_set_a")
    assert travel / 600.0 < 0.01  # strokes a second: 6 in ten minutes
    assert abs(loop.supply_c - 40.0) < 3.0


def test_the_pump_gives_the_rated_rise_and_stays_in_its_range() -> None:
    loop = Loop(120e3, 33.0)
    loop.run(900.0)
    assert loop.return_c - loop.supply_c == pytest.approx(12.0, abs=1.0)
    loop.rack_w = 15e3
    loop.run(600.0)
    assert loop.rig.out("prime_set_a") == pytest.approx(0.5, abs=1e-3)


def test_a_lost_pump_is_replaced_within_two_seconds_and_the_flow_verified() -> None:
    loop = Loop(120e3, 33.0)
    loop.run(60.0)
    failed = loop.rig.tick
    loop.health["prime"] = 0.0
    loop.run(10.0)
    switched = [(tick, event) for tick, event in loop.rig.told(events.PUMP_SWITCHED) if event[1] == 0]
    assert len(switched) == 1
    assert switched[0][0] - failed <= 20
    assert switched[0][1] == (events.PUMP_SWITCHED, 0, 2)
    assert len(loop.rig.told(events.PUMP_VERIFIED)) == 2
    assert loop.rig.out("prime_set_a") == 0.0
    assert loop.rig.field("pump_a") == 2.0
    assert loop.rig.field("shed_request") == -1.0


def test_two_dead_pumps_ask_to_shed_everything() -> None:
    loop = Loop(120e3, 33.0)
    loop.run(60.0)
    loop.health.update(prime=0.0, standby=0.0)
    loop.run(12.0)
    assert loop.rig.field("mode_a") == 5.0
    assert loop.rig.field("shed_request") == 0.0
    loop.health.update(prime=1.0, standby=1.0)
    loop.rack_w = 20e3
    loop.run(200.0)
    assert loop.rig.field("mode_a") == 1.0
    assert loop.rig.field("shed_request") == -1.0


def test_a_loop_that_gets_too_hot_opens_up_and_asks_to_shed_until_it_holds() -> None:
    loop = Loop(120e3, 33.0)
    loop.run(60.0)
    loop.rack_w = 330e3  # more than any radiator of this size rejects
    loop.run(300.0)
    asked = loop.rig.field("shed_request")
    assert 0.0 <= asked < 330e3
    assert loop.rig.out("valve_set_a") == 1.0
    assert loop.rig.out("prime_set_a") == pytest.approx(1.1)
    loop.rack_w = 60e3
    loop.run(600.0)
    assert loop.rig.field("shed_request") == -1.0
    assert loop.rig.field("mode_a") == 1.0


def test_a_valve_stuck_open_is_told_and_the_cold_met() -> None:
    loop = Loop(120e3, 33.0)
    loop.run(300.0)
    loop.valve, loop.valve_stuck = 1.0, True
    loop.rack_w = 20e3
    loop.run(900.0)
    assert loop.rig.told(events.VALVE_NOT_FOLLOWING)
    assert loop.rig.told(events.SUPPLY_LOW)
    assert loop.rig.field("mode_a") == 4.0


@pytest.mark.parametrize(
    "name", ["supply_a", "return_a", "outlet_a", "flow_a", "prime_speed_a", "valve_a", "pressure_a"]
)
def test_an_invalid_sensor_loses_no_pump_and_sheds_nothing(name: str) -> None:
    loop = Loop(120e3, 33.0)
    loop.run(300.0)
    flow = loop._flow

    def broken(dt_s: float) -> None:
        flow(dt_s)
        loop.rig.values[name] = NAN

    loop._flow = broken  # type: ignore[method-assign]
    loop.run(300.0)
    assert loop.rig.told(events.PUMP_SWITCHED) == []
    assert loop.rig.field("shed_request") == -1.0
    assert 35.0 < loop.supply_c < 45.0
    if name in ("supply_a", "return_a", "outlet_a", "flow_a"):
        assert loop.rig.told(events.RADIATOR_SENSOR_INVALID)


def test_stale_samples_hold_the_outputs() -> None:
    loop = Loop(120e3, 33.0)
    loop.run(60.0)
    before = list(loop.rig.executive.actuators)
    loop.rig.values.update(supply_a=70.0, flow_a=0.0)
    for age in range(1, 100):
        loop.rig.step(age=age)
    assert loop.rig.executive.actuators == before
