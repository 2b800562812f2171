"""The eps executive on the electrical plant of `sim`: what it commands acts, and it senses what comes of it."""

import math
from collections.abc import Callable

import numpy as np

from sim.parameters import index, pack
from sim.power import system
from tests.firmware.orbit_bench import BETA, EARTH_KM, ORBIT_KM, RATE, Orbit, Power

SUB_STEPS = 10
FLUX = 1361.0
#: Sensor of the eps board to output of the plant.
SENSED = {
    "bus_voltage": "bus_v", "bus_voltage_min": "bus_min_v", "bus_voltage_max": "bus_max_v", "array_voltage": "array_v",
    "array_current": "array_a", "array_temperature": "cell_c", "battery_voltage": "battery_v",
    "battery_current": "battery_a", "battery_temperature": "battery_c", "cell_voltage_min": "cell_min_v",
    "cell_voltage_max": "cell_max_v", "payload_current": "payload_a", "platform_current": "platform_a",
    "pump_current": "pump_a", "laser_current": "laser_a", "limiter_trips": "trips",
    **{f"string_current_{group}": f"string_{group}_a" for group in range(1, 9)},
}  # fmt: skip
Lie = Callable[[float], float]


class PlantOrbit(Orbit):
    """An orbit bench whose electricity is the plant's; `lies` falsify sensors; `low_v` and `high_cell_v` are kept."""

    def __init__(self, payload: Power, soc: float, start_s: float = 0.0, swing: float = 0.35, **values: float) -> None:
        super().__init__(payload, start_s=start_s)
        self.p = pack(system.PARAMETERS, values)
        self.x = system.initial(self.p, soc)
        self.y = np.zeros(len(system.OUTPUTS))
        self.lies: dict[str, Lie] = {}
        self.commands = [[600.0, 255.0, 70.0, 15.0]] * 2
        self.swing = swing
        self.low_v, self.high_cell_v = 1e9, 0.0
        self.taken_j = self.available_j = 0.0
        self.light = 1.0
        self.held = False  # loads stay on whatever is commanded: the array never has to be cut

    def __getitem__(self, name: str) -> float:
        return float(self.y[system.OUTPUTS.index(name)])

    def set(self, name: str, value: float) -> None:
        self.p[index(system.PARAMETERS, name)] = value

    def run(self, seconds: float) -> None:
        for _ in range(int(seconds * 10.0)):
            super().run(0.11)
            self.commands = [self.commands[1], self._commanded()]

    def _commanded(self) -> list[float]:
        out = self.rig.out
        return [
            out("array_voltage_set"),
            out("string_enable"),
            out("charge_limit"),
            15.0 if self.held else out("load_enable"),
        ]

    def _sense(self) -> None:
        angle = RATE * self.t
        up, along = math.cos(BETA) * math.cos(angle), -math.cos(BETA) * math.sin(angle)
        edge = math.asin(EARTH_KM / ORBIT_KM)
        self.light = min(max((math.acos(-up) - edge + 0.00465) / 0.0093, 0.0), 1.0)
        wave = 1.0 if (self.t * 0.4) % 1.0 < 0.5 else -1.0  # lock-step training at 0.4 Hz
        rack_w = 0.97 * self.payload(self.rung, self.since_s) * (1.0 + self.swing * wave)
        self._advance(rack_w)
        values = {sensor: self[output] for sensor, output in SENSED.items()}
        values.update(sun_az=math.atan2(math.sin(BETA), along), sun_el=math.asin(up), sun_sensor=self.light)
        for sensor, lie in self.lies.items():
            values[sensor] = lie(values[sensor])
        self.rig.values.update(values)

    def _advance(self, rack_w: float) -> None:
        low_v, high_v = 1e9, 0.0
        for _ in range(SUB_STEPS):
            set_v, mask, charge_a, loads = self.commands[0]
            system.step(
                self.x, self.p, FLUX * self.light, 60.0, rack_w, 1500.0, 500.0, 4000.0, set_v, mask, charge_a, loads,
                0.01, self.y,
            )  # fmt: skip
            low_v, high_v = min(low_v, self["bus_min_v"]), max(high_v, self["bus_max_v"])
            self.high_cell_v = max(self.high_cell_v, self["cell_max_v"])
            self.taken_j += self["array_v"] * self["array_a"]
            self.available_j += self["array_max_w"]
        self.y[system.OUTPUTS.index("bus_min_v")] = low_v
        self.y[system.OUTPUTS.index("bus_max_v")] = high_v
        self.low_v = min(self.low_v, low_v)

    def tracking(self, seconds: float) -> float:
        """Run and return the energy taken from the array over the most there was."""
        self.taken_j = self.available_j = 0.0
        self.run(seconds)
        return self.taken_j / self.available_j
