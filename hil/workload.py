"""The inference requests of a scenario, laid out in ticks: from a trace of real ones, or from the generator."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from hil.errors import ConfigError
from hil.scenario.load import Loaded
from sim.parameters import index, pack
from sim.workload import system, trace
from sim.workload.arrivals import Arrivals, factor_for_load, from_requests
from sim.workload.generator import generate
from sim.workload.layout import GROUPS, TRAINING
from sim.workload.requests import CONVERSATION, measure

#: What the generator imitates; its figures were measured from the public trace.
GENERATOR_SOURCE = "generator with the figures of the Azure LLM 2023 conversation trace"


def requests(loaded: Loaded) -> tuple[NDArray[np.float64], dict[str, Any]]:
    """Return (ticks + 1, 3) prompt tokens, tokens to generate and requests per tick, and what the manifest says.

    Raises ConfigError when the trace cannot be used.
    """
    scenario = loaded.scenario
    ticks, tick_s = scenario.ticks + 1, scenario.period_ms / 1000.0
    p = pack(system.PARAMETERS, scenario.satellite.workload.model_dump())
    pool = (GROUPS - TRAINING) * _value(p, "accelerators")
    speeds = (pool * _value(p, "prefill_tokens_s"), pool * _value(p, "decode_tokens_s"))
    load = scenario.requests.load
    if loaded.trace_path is None:
        factor = factor_for_load(CONVERSATION, load, *speeds)
        arrivals = generate(CONVERSATION, scenario.seed, ticks, tick_s, factor)
        about: dict[str, Any] = {"source": GENERATOR_SOURCE}
    else:
        try:
            real = trace.read(loaded.trace_path)
            factor = factor_for_load(measure(real), load, *speeds)
        except (trace.TraceError, ValueError, OSError) as error:
            raise ConfigError(
                f"request trace {loaded.trace_path}", "Azure LLM 2023 format", str(error), "mend the file"
            ) from error
        arrivals = from_requests(real, ticks, tick_s, factor)
        about = {"source": f"trace {loaded.trace_path.name}", "sha256": scenario.requests.trace_sha256}
    about |= {"factor": factor, "times_played": arrivals.loops, "load": load}
    return _table(arrivals), about


def _table(arrivals: Arrivals) -> NDArray[np.float64]:
    return np.ascontiguousarray(np.stack([arrivals.prefill_tokens, arrivals.decode_tokens, arrivals.requests], axis=1))


def _value(p: NDArray[np.float64], name: str) -> float:
    return float(p[index(system.PARAMETERS, name)])
