"""The racks of one satellite with their orders, run for so many seconds."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.parameters import pack
from sim.workload import system
from sim.workload.arrivals import Arrivals, factor_for_load
from sim.workload.generator import generate
from sim.workload.requests import CONVERSATION

DT_S = 0.01
HOLD, RUN, CHECKPOINT = 0, 1, 2
HELD, RUNNING, CHECKPOINTING, RESTORING = 0, 1, 2, 3


@dataclass
class Bench:
    """Racks, their orders, and the outputs of the last sub-step."""

    values: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.p = pack(system.PARAMETERS, self.values)
        self.x = system.initial(self.p)
        self.y = np.zeros(len(system.OUTPUTS))
        self.mask, self.clock_inference, self.clock_training = 255.0, 1.0, 1.0
        self.order, self.cap_w, self.feed_on = float(RUN), 65000.0, 1.0
        self.junction_c = np.full(8, 60.0)
        self.arrivals: Arrivals | None = None
        self.at = 0  # sub-steps done

    def load(self, load: float = 0.6, seed: int = 1, seconds: float = 600.0) -> None:
        """Let requests arrive, so many that inference is loaded by `load`."""
        factor = factor_for_load(CONVERSATION, load, 27 * 26156.0, 27 * 13386.0)
        self.arrivals = generate(CONVERSATION, seed, round(seconds * 10), 0.1, factor)

    def run(self, seconds: float) -> NDArray[np.float64]:
        """Return the outputs of every sub-step, (n, len(OUTPUTS))."""
        seen = np.zeros((round(seconds / DT_S), len(system.OUTPUTS)))
        for row in seen:
            prefill = decode = requests = 0.0
            if self.arrivals is not None:
                tick = self.at // 10
                prefill = self.arrivals.prefill_tokens[tick] / 10.0
                decode = self.arrivals.decode_tokens[tick] / 10.0
                requests = self.arrivals.requests[tick] / 10.0
            system.step(
                self.x, self.p, prefill, decode, requests, self.mask, self.clock_inference, self.clock_training,
                self.order, self.cap_w, self.feed_on, self.junction_c, DT_S, self.y,
            )  # fmt: skip
            row[:] = self.y
            self.at += 1
        return seen

    def out(self, name: str) -> float:
        return float(self.y[system.OUTPUTS.index(name)])

    def state(self, name: str) -> float:
        return float(self.x[system.STATE.index(name)])

    def until(self, job: int, limit_s: float) -> float:
        """Run until the job is in state `job`; return how long it took [s]. Fails when it takes longer than said."""
        for sub in range(round(limit_s / DT_S)):
            self.run(DT_S)
            if self.out("job_state") == job:
                return (sub + 1) * DT_S
        raise AssertionError(f"job in state {self.out('job_state')} after {limit_s} s, expected {job}")


def column(name: str) -> int:
    return system.OUTPUTS.index(name)


@pytest.fixture
def bench() -> Callable[..., Bench]:
    """Make racks at work: any parameters by name."""

    def make(**values: float) -> Bench:
        return Bench(values)

    return make
