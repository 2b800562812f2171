"""A bench for the electrical system: inputs by name, one orbit's worth of defaults, outputs by name."""

import numpy as np
import pytest

from sim.parameters import pack
from sim.power import system

#: ODC-120 in the sun on 21 June with everything on; the names are those of `system.step`.
SUNLIT = {
    "illumination_flux_w_m2": 1317.7, "earth_ir_on_array_w_m2": 60.0,
    "payload_w": 120e3, "pump_w": 1500.0, "laser_w": 500.0, "platform_w": 4000.0,
    "array_voltage_set_v": 600.0, "string_mask": 255.0, "charge_limit_a": 70.0, "load_mask": 15.0,
    "dt_s": 0.01,
}  # fmt: skip


class Bench:
    """The system with its vectors; `run` steps it, indexing reads an output."""

    def __init__(self, soc: float = 0.8, cell_k: float = 323.15, battery_k: float = 293.15, **values: float) -> None:
        self.p = pack(system.PARAMETERS, values)
        self.x = system.initial(self.p, soc, cell_k, battery_k)
        self.y = np.zeros(len(system.OUTPUTS))
        self.inputs: dict[str, float] = dict(SUNLIT)

    def run(self, steps: int, **changed: float) -> "Bench":
        """Step `steps` times; `changed` inputs stay changed."""
        assert set(changed) <= set(self.inputs)
        self.inputs.update(changed)
        for _ in range(steps):
            system.step(self.x, self.p, *self.inputs.values(), self.y)
        return self

    def trace(self, steps: int, name: str, **changed: float) -> list[float]:
        """The output `name` after each of `steps` steps."""
        return [self.run(1, **changed)[name] for _ in range(steps)]

    def __getitem__(self, name: str) -> float:
        return float(self.y[system.OUTPUTS.index(name)])

    def state(self, name: str) -> float:
        return float(self.x[system.STATE.index(name)])

    def residual(self) -> float:
        return system.books_residual(self.x, self.p)


@pytest.fixture
def bench() -> type[Bench]:
    """The class, so that a test chooses the start and the parameters."""
    return Bench
