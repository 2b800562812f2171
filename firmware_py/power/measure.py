"""What the power side measures: bus powers with fallbacks for sensors that read INVALID."""

from ..control.window import Window
from .sensors import (
    ARRAY_A,
    ARRAY_V,
    BUS_V,
    LASER_A,
    PAYLOAD,
    PAYLOAD_A,
    PLATFORM_A,
    PUMP_A,
    RACK_POWER,
    SUN,
)

PAYLOAD_EFFICIENCY = 0.97  # odc120: compute converter
BLIND_TICKS = 50  # samples older than this are no picture of the present


class Measure:
    """Bus voltage, load and array powers [V, W]; means over 5 s (messages) and 10 s (verification)."""

    STATE = ("bus_v", "payload_w", "array_w", "other_w", "laser_w", "sun", "blind")
    PARTS = ("payload_5s", "payload_10s", "array_5s")

    def __init__(self) -> None:
        self.bus_v = 800.0  # [V] odc120 nominal, until measured
        self.payload_w = 0.0
        self.array_w = 0.0  # array side
        self.other_w = 0.0  # platform, pumps and lasers
        self.laser_w = 0.0
        self.sun = float("nan")  # sunlight over 1361 W/m2
        self.blind = False
        self.payload_5s = Window(50)
        self.payload_10s = Window(100)
        self.array_5s = Window(50)

    def update(self, values: list, age: int, bus: object) -> None:
        """Take one sample; a stale one changes nothing but `blind`."""
        if age:
            self.blind = age >= BLIND_TICKS
            return
        self.blind = False
        bus_v = values[BUS_V]
        if bus_v != bus_v:
            bus_v = self.bus_v
        else:
            self.bus_v = bus_v
        payload_w = bus_v * values[PAYLOAD_A]
        if payload_w != payload_w and bus.ages[PAYLOAD] < BLIND_TICKS:
            payload_w = bus.value(PAYLOAD, RACK_POWER) / PAYLOAD_EFFICIENCY  # the racks' own meters
        if payload_w == payload_w:
            self.payload_w = payload_w
            self.payload_5s.add(payload_w)
            self.payload_10s.add(payload_w)
        laser_w = bus_v * values[LASER_A]
        other_w = bus_v * (values[PLATFORM_A] + values[PUMP_A]) + laser_w
        if other_w == other_w:
            self.other_w = other_w
        if laser_w == laser_w:
            self.laser_w = laser_w
        array_w = values[ARRAY_V] * values[ARRAY_A]
        if array_w == array_w:
            self.array_w = array_w
            self.array_5s.add(array_w)
        self.sun = values[SUN]
