"""What a run is asked to keep to: its pace, how many misses are allowed, and what a late answer leads to."""

from __future__ import annotations

from typing import Any, NamedTuple

from hil.errors import ConfigError

HOLD, SAFE, ABORT = "hold", "safe", "abort"
LOWEST, HIGHEST = 0.001, 10_000.0  # times real time


class Plan(NamedTuple):
    """`factor` None: lockstep, as fast as boards answer. Else simulated time goes that many times as fast as real."""

    factor: float | None
    miss_budget: int
    policy: str
    priority: bool = False  # ask the operating system for SCHED_FIFO and locked memory


def plan(pacing: Any, pace: str | None, miss_budget: int | None, priority: bool = False) -> Plan:
    """Return the plan of a scenario's `pacing`, under what the command line says. Raises ConfigError."""
    factor = pacing.factor if pace is None else parse(pace)
    if factor is None and miss_budget is not None:
        raise ConfigError("--miss-budget", "a paced run", "lockstep, where nothing can be late", "add --pace realtime")
    if factor is None and priority:
        raise ConfigError("--realtime-priority", "a paced run", "lockstep, which has no pace", "add --pace realtime")
    if miss_budget is not None and miss_budget < 0:
        raise ConfigError("--miss-budget", "0 or more misses", str(miss_budget), "name how many are allowed")
    return Plan(factor, pacing.miss_budget if miss_budget is None else miss_budget, pacing.policy, priority)


def parse(pace: str) -> float | None:
    """Return the factor that `--pace` names, None for lockstep. Raises ConfigError."""
    if pace == "lockstep":
        return None
    try:
        factor = 1.0 if pace == "realtime" else float(pace)
    except ValueError:
        factor = 0.0
    if not LOWEST <= factor <= HIGHEST:
        expected = f"lockstep, realtime or a factor from {LOWEST:g} to {HIGHEST:,.0f}"
        raise ConfigError("--pace", expected, pace, "10 is ten times as fast as real time")
    return factor
