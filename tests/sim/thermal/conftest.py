"""A thermal plant with its inputs, run for so many seconds."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.parameters import index, pack
from sim.thermal import system


@dataclass
class Bench:
    """The plant, what it is asked, and the outputs of its last sub-step."""

    p: NDArray[np.float64]
    x: NDArray[np.float64]
    actuators: list[float]
    rack_w: NDArray[np.float64]
    sink_k: float
    panel_mask: float = 15.0
    loss_w: float = 4000.0

    def __post_init__(self) -> None:
        self.y = np.zeros(len(system.OUTPUTS))

    def run(self, seconds: float, dt_s: float = 0.01) -> None:
        for _ in range(round(seconds / dt_s)):
            system.step(
                self.x, self.p, self.rack_w, self.sink_k, *self.actuators, self.panel_mask,
                self.loss_w, 0.0, dt_s, self.y,
            )  # fmt: skip

    def out(self, name: str) -> float:
        return float(self.y[system.OUTPUTS.index(name)])

    def state(self, name: str) -> float:
        return float(self.x[system.STATE.index(name)])

    def set(self, name: str, value: float) -> None:
        self.p[index(system.PARAMETERS, name)] = value


@pytest.fixture
def bench() -> Callable[..., Bench]:
    """Make a bench in balance: total rack power [W], sink [K], and any parameters by name."""

    def make(total_w: float = 120e3, sink_k: float = 185.0, **values: float) -> Bench:
        p = pack(system.PARAMETERS, values)
        rack_w = np.full(8, total_w / 8.0)
        start = system.initial(p, rack_w, sink_k, loss_w=4000.0)
        return Bench(p, start.x, [float(a) for a in start.actuators], rack_w, sink_k)

    return make
