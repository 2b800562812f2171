"""The eps executive on the electrical plant of `sim`: what it commands acts, and it senses what comes of it."""

from collections.abc import Callable

import numpy as np

from sim.parameters import index, pack
from sim.power import system
from sim.signals import TABLE
from tests.firmware.orbit_bench import Orbit, Power

SUB_STEPS = 10
FLUX = 1361.0
#: Sensor of the eps board, output of the electrical plant, factor, offset: the rows of the plant's own table.
SENSED = [
    (signal.removeprefix("eps."), output.removeprefix("power."), factor, offset)
    for signal, output, factor, offset in TABLE
    if signal.startswith("eps.") and output.startswith("power.")
]
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
        self.high_payload_a = 0.0  # in this tick
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
        az, el, self.light = self.sun()
        wave = 1.0 if (self.t * 0.4) % 1.0 < 0.5 else -1.0  # lock-step training at 0.4 Hz
        rack_w = 0.97 * self.payload(self.rung, self.since_s) * (1.0 + self.swing * wave)
        self._advance(rack_w)
        values = {sensor: self[output] * factor + offset for sensor, output, factor, offset in SENSED}
        values.update(payload_current_max=self.high_payload_a, sun_az=az, sun_el=el, sun_sensor=self.light)
        for sensor, lie in self.lies.items():
            values[sensor] = lie(values[sensor])
        self.rig.values.update(values)

    def _advance(self, rack_w: float) -> None:
        low_v, high_v = 1e9, 0.0
        self.high_payload_a = 0.0
        for _ in range(SUB_STEPS):
            set_v, mask, charge_a, loads = self.commands[0]
            system.step(
                self.x, self.p, FLUX * self.light, 60.0, rack_w, 1500.0, 500.0, 4000.0, set_v, mask, charge_a, loads,
                0.01, self.y,
            )  # fmt: skip
            low_v, high_v = min(low_v, self["bus_min_v"]), max(high_v, self["bus_max_v"])
            self.high_payload_a = max(self.high_payload_a, self["payload_a"])
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
