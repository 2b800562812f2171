"""The request trace of a scenario, as a run and a check of it need it: its requests, and what describes them."""

from __future__ import annotations

from pathlib import Path

from hil.errors import ConfigError
from sim.workload import trace
from sim.workload.requests import Figures, Requests, measure


def read(path: Path) -> tuple[Requests, Figures]:
    """Return the requests in `path` and their figures. Raises ConfigError when the trace cannot be used."""
    try:
        found = trace.read(path)
        return found, measure(found)
    except (ValueError, OSError) as error:
        raise ConfigError(f"request trace {path}", "Azure LLM 2023 format", str(error), "mend the file") from error
