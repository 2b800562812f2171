"""A bench orbit around the eps executive: Sun, a payload that obeys or does not, a battery that is told."""

import math
from collections.abc import Callable

from firmware_py.icd import events
from tests.firmware.flight_rig import Rig

EARTH_KM, ORBIT_KM = 6369.0, 6978.137  # the default of parameter 108; this bench has a spherical Earth
RATE = math.sqrt(398600.4418 / ORBIT_KM**3)  # [rad/s]
BETA = math.radians(60.0)
Power = Callable[[int, float], float]  # (rung ordered, seconds since it was) -> payload power at the bus [W]


def obedient(rung: int, _: float) -> float:
    """Full power 124 kW; 113 kW clocks locked; 27 kW paused; nothing with the racks off."""
    return (124e3, 113e3, 27e3, 0.0, 0.0, 0.0)[rung]


def deaf(rung: int, _: float) -> float:
    """A power cap that does nothing (docs/physics.md finding 4): only switching the racks off helps."""
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

    def sun(self) -> tuple[float, float, float]:
        """Return azimuth and elevation of the Sun [rad], and what of its light is there [1]."""
        angle = RATE * self.t  # from overhead the Sun goes down behind us
        up, along = math.cos(BETA) * math.cos(angle), -math.cos(BETA) * math.sin(angle)
        off_nadir = math.acos(-up)
        edge = math.asin(EARTH_KM / ORBIT_KM)
        light = min(max((off_nadir - edge + 0.00465) / 0.0093, 0.0), 1.0)
        return math.atan2(math.sin(BETA), along), math.asin(up), light

    def _sense(self) -> None:
        az, el, light = self.sun()
        power = self.payload(self.rung, self.since_s) if self.feed[0] & 4 else 0.0
        swing = 0.35 * power * (1.0 if (self.t * 0.4) % 1.0 < 0.5 else -1.0)  # lock-step training at 0.4 Hz
        self.rig.values.update(
            sun_az=az, sun_el=el, sun_sensor=0.968 * light,
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
