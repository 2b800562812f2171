"""A checkpoint: the state of a whole run after a tick, with the scenario it belongs to, as one JSON file."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from hil.errors import ConfigError, RecordError

VERSION = 4


def write_checkpoint(path: Path, scenario_text: str, loop: dict[str, Any], chain: dict[str, Any]) -> None:
    """Write the states of the loop and of the record's hash chains. Raises RecordError."""
    state = {"version": VERSION, "scenario_text": scenario_text, "loop": loop, "chain": chain}
    try:
        path.write_text(json.dumps(state | {"sha256": _digest(state)}), encoding="utf-8")
    except OSError as error:
        raise RecordError(f"checkpoint {path}", "a file that can be written", str(error), "name another") from error


def read_checkpoint(path: Path, scenario_text: str) -> dict[str, Any]:
    """Return what was written: `loop` and `chain`. Raises ConfigError when it is of another scenario or version."""
    try:
        state = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        got = str(error.strerror).lower()
        raise ConfigError(f"checkpoint {path}", "a readable file", got, "check the name and the rights") from error
    except ValueError as error:
        raise ConfigError(f"checkpoint {path}", "a whole checkpoint", str(error), "write it again") from error
    if not isinstance(state, dict) or not {"version", "scenario_text", "loop", "chain"} <= state.keys():
        raise ConfigError(f"checkpoint {path}", "what --checkpoint writes", "other JSON", "name a checkpoint")
    if state["version"] != VERSION or state["scenario_text"] != scenario_text:
        raise ConfigError(
            f"checkpoint {path}", "one of the same scenario, seed and version", "another",
            "give the options of the run that wrote it",
        )  # fmt: skip
    if state.pop("sha256", None) != _digest(state):
        raise ConfigError(f"checkpoint {path}", "an undamaged checkpoint", "another hash of it", "write it again")
    return state


def _digest(state: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(state).encode()).hexdigest()
