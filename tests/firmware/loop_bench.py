"""A toy coolant loop around the radiator executive: legs with delay, a panel of one lump, a mixing valve."""

import math

import pytest

from tests.firmware.flight_rig import Rig, message

CP = 4900.0  # [J/kg/K]
RATED = 1.07  # [kg/s]


class Loop:
    """Both loops alike; rates and delays of a loop of ODC-120's size, none of the project's equations."""

    def __init__(self, rack_w: float, panel_c: float) -> None:
        self.rig = Rig("radiator")
        self.rack_w = rack_w
        self.panel_c = panel_c
        self.supply_c, self.return_c = 40.0, 52.0
        self.plate_w = rack_w  # heat reaching the coolant: cold plates lag by some 5 s (docs/physics.md section 4)
        self.told_w = rack_w  # what the payload side tells: a mean of 5 s
        self.telling = 1.0  # share of it that the message carries
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
            self.rig.mail[3] = message("payload", power=round(self.telling * self.told_w))
            self.rig.step()
            self.temps.append(self.supply_c)

    def until(self, event: int, seconds: int) -> None:
        """Run until flight software tells `event`; fail when it has not after `seconds`."""
        for _ in range(seconds):
            if self.rig.told(event):
                return
            self.run(1.0)
        pytest.fail(f"event {event} was not told in {seconds} s")

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
