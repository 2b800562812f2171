"""T-13 of docs/physics.md: the leak watch on the thermal plant of `sim`, where a closed panel loses only its own."""

import numpy as np
import pytest

from firmware_py.icd import events, parameters
from firmware_py.radiator.leak import LeakWatch
from firmware_py.radiator.sensors import STRIDE
from sim.parameters import index, pack
from sim.thermal import system


class Heard:
    """The bus: keeps what is told."""

    def __init__(self) -> None:
        self.told: list[tuple[int, int, int]] = []

    def event(self, number: int, p1: float, p2: float) -> None:
        self.told.append((number, int(p1), int(p2)))


class Bench:
    """Both loops at the actuators of a balance, and a watch on loop B, which may close its panels."""

    def __init__(self, total_w: float = 100e3) -> None:
        self.p = pack(system.PARAMETERS, {})
        self.rack_w = np.full(8, total_w / 8.0)
        start = system.initial(self.p, self.rack_w, 185.0, loss_w=4000.0)
        self.x, self.actuators = start.x, [float(a) for a in start.actuators]
        self.y = np.zeros(len(system.OUTPUTS))
        self.bus = Heard()
        self.watch = LeakWatch(1, [row[4] for row in parameters.TABLE if row[1] == "radiator"])

    def run(self, seconds: int) -> None:
        for _ in range(seconds):
            mask = 15.0 - 4.0 * self.watch.closed
            for _ in range(10):
                system.step(self.x, self.p, self.rack_w, 185.0, *self.actuators, mask, 4000.0, 0.0, 0.1, self.y)
            self.watch.step(self.y[: 2 * STRIDE].tolist(), STRIDE, False, self.bus)

    def leak(self, name: str, kg_s: float) -> None:
        self.p[index(system.PARAMETERS, name)] = kg_s


@pytest.mark.parametrize(("panel", "kg_s"), [(3, 0.002), (3, 0.01), (4, 0.002), (4, 0.01)])
def test_t13_the_leaking_panel_is_isolated_and_the_other_stays_open(panel: int, kg_s: float) -> None:
    bench = Bench()
    bench.run(60)
    bench.leak(f"leak_panel_{panel}", kg_s)
    bench.run(3600)
    assert [told[0] for told in bench.bus.told] == [events.LEAK_SUSPECTED, events.LEAK_ISOLATED]
    assert bench.bus.told[1][1:] == (1, panel)
    level = float(bench.y[system.OUTPUTS.index("level_b")])
    assert level > 0.1  # a fifth of what there was: pumps do not draw vapour
    assert bench.watch.closed == panel - 2


def test_t13_a_leak_of_the_pipes_closes_no_panel_for_good() -> None:
    bench = Bench()
    bench.run(60)
    bench.leak("leak_b", 0.004)
    bench.run(2400)
    assert [told[0] for told in bench.bus.told] == [events.LEAK_SUSPECTED, events.LEAK_IN_PIPES]
    assert bench.watch.closed == 0


def test_t13_a_cold_soak_is_no_leak() -> None:
    bench = Bench()
    bench.run(60)
    before = float(bench.y[system.OUTPUTS.index("level_b")])
    bench.rack_w[:] = 1000.0
    bench.run(5400)
    assert float(bench.y[system.OUTPUTS.index("level_b")]) < before - 0.1  # it did fall, beyond what is suspected
    assert bench.bus.told == []
