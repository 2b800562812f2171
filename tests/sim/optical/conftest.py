"""Four terminals on a still satellite, with peers where a test puts them."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.optical import layout, system
from sim.orbit import flight
from sim.parameters import index, pack
from sim.streams import stream_key

RADIUS_M = 6978137.0  # 600 km
TICK_S = 0.1

POWER, EMIT, SCAN, TRACK, INITIATOR = 1, 2, 4, 8, 16  # command bits of the dictionary
DETECTED, LOCKED, SYNCHRONISED, INTERLOCK, EMITTING, SUN_IN_VIEW, SETTLED = 1, 2, 4, 8, 16, 32, 64


def _orbit() -> NDArray[np.float64]:
    """At (a, 0, 0): R is +x, T is +y, N is +z; the Sun shines along the orbit normal."""
    y = np.zeros(len(flight.OUTPUTS))
    y[flight.POSITION] = RADIUS_M
    y[flight.UP] = y[flight.ALONG + 1] = y[flight.NORMAL + 2] = 1.0
    y[flight.ILLUMINATION], y[flight.SUN_AZ] = 1.0, math.pi / 2.0
    return y


@dataclass
class Bench:
    """Terminals, what they are asked, and the outputs of the last tick."""

    seed: int = 1
    values: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.p = pack(system.PARAMETERS, self.values)
        self.x = system.initial(self.p)
        self.y = np.zeros(len(system.OUTPUTS))
        self.orbit = _orbit()
        self.neighbours = np.zeros(24)
        self.commands = np.zeros(16)
        self.feed_on = 1.0
        self.tick = 0
        self.keys = np.array(stream_key(self.seed, "optical"), dtype=np.int64)
        for terminal in range(4):
            self.place(terminal, 0.3 * terminal, -0.08, 1095e3)

    def place(self, terminal: int, az_rad: float, el_rad: float, range_m: float) -> None:
        """Put a peer in a direction of the local orbital frame, and command the gimbal there."""
        t, n, r = math.cos(el_rad) * math.cos(az_rad), math.cos(el_rad) * math.sin(az_rad), math.sin(el_rad)
        self.neighbours[6 * terminal : 6 * terminal + 3] = [RADIUS_M + r * range_m, t * range_m, n * range_m]
        self.commands[4 * terminal : 4 * terminal + 2] = [az_rad, el_rad]

    def command(self, bits: int, terminal: int = 0, rate: float = 4.0) -> None:
        self.commands[4 * terminal + 2 : 4 * terminal + 4] = [bits, rate]

    def step(self, ticks: int = 1) -> None:
        for _ in range(ticks):
            self.tick += 1
            system.step(
                self.x, self.p, self.orbit, self.neighbours, self.commands, self.feed_on, self.keys, self.tick,
                TICK_S, self.y,
            )  # fmt: skip

    def out(self, name: str) -> float:
        return float(self.y[system.OUTPUTS.index(name)])

    def state(self, name: str) -> float:
        return float(self.x[system.STATE.index(name)])

    def set(self, name: str, value: float) -> None:
        self.p[index(layout.PARAMETERS, name)] = value

    def flags(self, terminal: int = 0) -> int:
        return int(self.out(f"flags_{terminal + 1}"))

    def on(self) -> None:
        """Power terminal 1 and let its gimbal reach its command."""
        self.command(POWER)
        while True:
            self.step()
            if self.flags() & SETTLED:
                return

    def acquire(self, bits: int = POWER | EMIT | SCAN | INITIATOR, limit_s: float = 100.0) -> float:
        """Scan until the beam is seen; return how long it took [s], infinite when it was not within the limit."""
        self.command(bits)
        begin = self.tick
        while not self.flags() & DETECTED:
            if (self.tick - begin) * TICK_S >= limit_s:
                return math.inf
            self.step()
        return (self.tick - begin) * TICK_S

    def link(self) -> None:
        """Bring terminal 1 to frames."""
        self.on()
        self.acquire()
        self.command(POWER | EMIT | TRACK)
        for _ in range(30):
            self.step()
        assert self.flags() & SYNCHRONISED


@pytest.fixture
def bench() -> Callable[..., Bench]:
    """Make a bench: seed, and any parameters by name. A link on it is not disturbed unless asked for."""

    def make(seed: int = 1, **values: float) -> Bench:
        return Bench(seed, {"fade_every_s": 1e9, **values})

    return make
