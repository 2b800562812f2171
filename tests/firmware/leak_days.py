"""Ten days of the coolant loops at the heat of a recorded orbit, seen through their sensors: the bench of T-13.

The thermal plant of `sim` and its sensors step in compiled code; pumps and valves follow the heat by the plain
feedforward of docs/physics.md section 4, so that nothing of flight software but the leak watch itself is at work.
"""

import numpy as np
from numpy.typing import NDArray

from firmware_py.icd import parameters
from firmware_py.radiator.leak import LeakWatch
from firmware_py.radiator.sensors import STRIDE
from hil.plant import _sensor_tables
from hil.record.opened import Run
from hil.scenario.load import Loaded
from sim.kernel import jit
from sim.parameters import index, pack
from sim.sense import follow, settle
from sim.sensors import chain, image
from sim.sensors.table import CHANNELS
from sim.signals import SIGNALS
from sim.streams import stream_key
from sim.thermal import system

Vector = NDArray[np.float64]

STEP_S = 0.2  # the longest that the plant's step is good for
A_SECOND = 5
LOOK_S = 10  # between looks at which panels are to be closed
LOSS_W = 4000.0  # of the converters, into the equipment panel (odc120)
SIZES = 2 * STRIDE  # channels of both loops, in the order of the dictionary and of the plant's outputs
SET_C, CP, RISE_K, RATED, EXTRA_W = 40.0, 4950.0, 12.0, 1.07, 2200.0  # odc120
SPEED_LOW, SPEED_HIGH, SPEED_RATE, VALVE_LOW, VALVE_RATE = 0.5, 1.1, 0.1, 0.02, 0.08  # rates [1/s]

_FIRST = SIGNALS.index("radiator.supply_a")
_OUTPUT = {name: system.OUTPUTS.index(name) for name in ("supply_a", "return_a", "outlet_a")}
_RETURN, _OUTLET = _OUTPUT["return_a"], _OUTPUT["outlet_a"]
_SENSED = np.array(
    [n for n, (name, _, _) in enumerate(CHANNELS) if name.startswith("radiator.")], dtype=np.int64
)  # the other channels have no sensor model: they are told as they are, with noise
_SIGNAL = np.array([SIGNALS.index(CHANNELS[n][0]) for n in _SENSED], dtype=np.int64)
_KIND = np.array([CHANNELS[n][1] for n in _SENSED], dtype=np.int64)
_STATISTIC = np.array([CHANNELS[n][2] for n in _SENSED], dtype=np.int64)


@jit
def steer(y: Vector, actuators: Vector, heat_w: float) -> None:
    """Move pump and valve of both loops, `actuators` (6,), for `heat_w` of all racks."""
    for loop in range(2):
        at, to = loop * STRIDE, 3 * loop
        span_k = max(y[at + _RETURN] - y[at + _OUTLET], 1.0)
        share = min(max((y[at + _RETURN] - SET_C) / span_k, VALVE_LOW), 1.0)
        speed = min(max((0.5 * heat_w + EXTRA_W) / (CP * RISE_K * RATED), SPEED_LOW), SPEED_HIGH)
        actuators[to] += min(max(speed - actuators[to], -SPEED_RATE * STEP_S), SPEED_RATE * STEP_S)
        actuators[to + 2] += min(max(share - actuators[to + 2], -VALVE_RATE * STEP_S), VALVE_RATE * STEP_S)


@jit
def seconds(
    x: Vector,
    p: Vector,
    rack_w: Vector,
    sink_k: Vector,
    actuators: Vector,
    mask: float,
    sensor_x: Vector,
    sensor_p: Vector,
    statistics: Vector,
    tables: image.ChannelTables,
    key0: int,
    key1: int,
    start_s: int,
    y: Vector,
    raw: NDArray[np.uint8],
    told: Vector,
) -> None:
    """Run len(told) seconds from `start_s`; `rack_w` (n, 8) and `sink_k` (n,) hold the orbit, 5 rows a second, over
    and over. `told` (seconds, channels of all boards) gets what the boards are told at the end of each."""
    for second in range(told.shape[0]):
        for part in range(A_SECOND):
            row = ((start_s + second) * A_SECOND + part) % sink_k.size
            heat_w = 0.0
            for group in range(rack_w.shape[1]):
                heat_w += rack_w[row, group]
            steer(y, actuators, heat_w)
            a = actuators
            system.step(
                x, p, rack_w[row], sink_k[row], a[0], a[1], a[2], a[3], a[4], a[5], mask, LOSS_W, 0.0, STEP_S, y
            )
        for which in range(4):
            for n in range(SIZES):
                statistics[which, _FIRST + n] = y[n]
        follow(sensor_x, sensor_p, statistics, 1.0)
        for n in range(_SENSED.size):
            shown = chain.reading(sensor_x, _SENSED[n], _KIND[n], sensor_p)
            statistics[_STATISTIC[n], _SIGNAL[n]] = shown
        image.encode_tables(statistics, tables, key0, key1, start_s + second, raw)
        image.decode_tables(raw, tables, told[second])


class Heard:
    """The bus of both watches: keeps what is told, with the second."""

    def __init__(self) -> None:
        self.told: list[tuple[int, int, int, int]] = []
        self.second = 0

    def event(self, number: int, p1: float, p2: float) -> None:
        """Take one event."""
        self.told.append((self.second, number, int(p1), int(p2)))


class Days:
    """Both loops, their sensors and their leak watches, at the heat and sink of a recorded orbit."""

    def __init__(self, run: Run, loaded: Loaded, seed: int) -> None:
        """Take the racks' power and the sink of `run`, and the sensors' noise of `loaded`."""
        every = round(STEP_S / (run.time_s[1] - run.time_s[0]))
        rows = len(run.time_s[1::every]) // A_SECOND * A_SECOND
        racks = [run.column(f"payload.rack_power_{group}")[1::every][:rows] for group in range(1, 9)]
        self.rack_w = np.ascontiguousarray(np.nan_to_num(np.stack(racks, axis=1)))
        self.sink_k = np.ascontiguousarray(run.column("truth.sink_k")[1::every][:rows])
        self.p = pack(system.PARAMETERS, {})
        start = system.initial(self.p, self.rack_w[300], float(self.sink_k[300]), loss_w=LOSS_W)
        self.x, self.actuators = start.x, np.array(start.actuators, dtype=np.float64)
        self.y = np.zeros(len(system.OUTPUTS))
        self.y[:SIZES] = SET_C
        self.sensor_x, self.sensor_p = chain.initial(seed), pack(chain.PARAMETERS, {})
        self.statistics = np.zeros((4, len(SIGNALS)))
        self.tables = _sensor_tables(loaded.scenario.noise)
        self.key = stream_key(seed, "sensors.noise")
        self.raw = np.zeros(int(self.tables.integers[4].sum()), dtype=np.uint8)
        self.told = np.zeros((LOOK_S, self.tables.integers.shape[1]))
        self.at = 0  # [s]
        self.bus = Heard()
        flight = [row[4] for row in parameters.TABLE if row[1] == "radiator"]
        self.watches = [LeakWatch(number, flight) for number in (0, 1)]
        self.least = 0.0  # lowest excess of either watch [1]
        self.levels: list[float] = []  # true, of both accumulators, once a look
        self._begin()

    def _begin(self) -> None:
        """Let plant and sensors come to rest before anybody looks."""
        self._advance(15.0)
        settle(self.sensor_x, self.statistics)

    def run(self, duration_s: int) -> None:
        """Go on for `duration_s`, the watches stepped once a second."""
        offset = int(np.flatnonzero(self.tables.integers[0] == _FIRST)[0])
        for _ in range(duration_s // LOOK_S):
            self._advance(15.0 - self.watches[0].closed - 4.0 * self.watches[1].closed)
            for second in self.told[:, offset : offset + SIZES].tolist():
                self.bus.second += 1
                for watch in self.watches:
                    watch.step(second, watch.number * STRIDE, False, self.bus)
                    self.least = min(self.least, watch.excess)
            self.levels += [float(self.y[STRIDE - 1]), float(self.y[2 * STRIDE - 1])]

    def _advance(self, mask: float) -> None:
        seconds(
            self.x, self.p, self.rack_w, self.sink_k, self.actuators, mask, self.sensor_x, self.sensor_p,
            self.statistics, self.tables, self.key[0], self.key[1], self.at, self.y, self.raw, self.told,
        )  # fmt: skip
        self.at += LOOK_S

    def leak(self, name: str, kg_s: float) -> None:
        """Let the parameter `name` of the plant lose `kg_s`."""
        self.p[index(system.PARAMETERS, name)] = kg_s
