"""The inference requests of a scenario, laid out in ticks: from a trace of real ones, or from the generator."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hil.errors import ConfigError
from hil.scenario import trace_file
from hil.scenario.load import Loaded
from sim.parameters import index, pack
from sim.workload import demand, system
from sim.workload.arrivals import Arrivals, factor_for_load, from_requests
from sim.workload.generator import generate
from sim.workload.layout import GROUPS, TRAINING
from sim.workload.requests import CONVERSATION

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
        shape = _course(scenario, ticks, tick_s) if scenario.requests.source == "diurnal" else None
        arrivals = generate(CONVERSATION, scenario.seed, ticks, tick_s, factor, shape)
        about: dict[str, Any] = {"source": GENERATOR_SOURCE if shape is None else f"{GENERATOR_SOURCE}, diurnal"}
    else:
        real, figures = trace_file.read(loaded.trace_path)
        try:
            factor = factor_for_load(figures, load, *speeds)
        except ValueError as error:  # no token in any of them
            raise ConfigError(
                f"request trace {loaded.trace_path}", "requests with tokens", str(error), "take another"
            ) from error
        arrivals = from_requests(real, ticks, tick_s, factor)
        about = {"source": f"trace {loaded.trace_path.name}", "sha256": scenario.requests.trace_sha256}
    about |= {"factor": factor, "times_played": arrivals.loops, "load": load}
    return _table(arrivals), about


def _course(scenario: Any, ticks: int, tick_s: float) -> NDArray[np.float64]:
    """Return (ticks,) demand over its weekly mean: of the users at one longitude, or of all the world's."""
    p = pack(demand.PARAMETERS, {})
    start_s = week_s(scenario.epoch)
    longitude_deg = scenario.requests.longitude_deg
    at_s = start_s + tick_s * np.arange(ticks)
    if longitude_deg is None:
        return np.array([demand.world_course(second, p) for second in at_s.tolist()])
    longitude_rad = math.radians(longitude_deg)
    return np.array([demand.course(demand.local_s(second, longitude_rad), p) for second in at_s.tolist()])


def week_s(moment: datetime) -> float:
    """Return seconds since Monday 00:00 UTC of the aware `moment`."""
    utc = moment.astimezone(UTC)
    midnight = utc.replace(hour=0, minute=0, second=0, microsecond=0)
    return utc.weekday() * 86400.0 + (utc - midnight).total_seconds()


def _table(arrivals: Arrivals) -> NDArray[np.float64]:
    return np.ascontiguousarray(np.stack([arrivals.prefill_tokens, arrivals.decode_tokens, arrivals.requests], axis=1))


def _value(p: NDArray[np.float64], name: str) -> float:
    return float(p[index(system.PARAMETERS, name)])
