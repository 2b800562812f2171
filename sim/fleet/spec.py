"""What a run of a fleet is made of, as plain data that can be sent to another process. Source: ours."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from sim.arguments import utc
from sim.errors import InputError
from sim.orbit.shells import Shell, check_shell

BLOCK = 4096  # satellites in a block: the unit of work, the same whoever runs it
LONGEST_STEP_S = 30.0  # [s] beyond it the linear radiator step and the shed lead are not meant


class FleetSpec(NamedTuple):
    """A run of a fleet.

    `values` overrides parameters by section: "array", "battery", "accelerator", "fleet" (see `sim.fleet.table`).
    """

    shells: tuple[Shell, ...]
    epoch_utc: datetime
    duration_s: float
    step_s: float = 10.0
    record_every_steps: int = 6
    demand: float = 0.6  # share of peak activity asked by the workload, 0 to 1, constant
    values: Mapping[str, Mapping[str, float]] = {}


def check_spec(spec: FleetSpec) -> FleetSpec:
    """Return `spec` when a fleet can be run from it (limits: ours). Raises InputError naming the value otherwise."""
    if not spec.shells:
        raise InputError("fleet shells", "at least one", "none")
    for k, shell in enumerate(spec.shells):
        check_shell(shell, f"fleet shell {k}")
    utc(spec.epoch_utc)
    if not 0.0 < spec.step_s <= LONGEST_STEP_S:
        raise InputError("fleet step_s", f"above 0, up to {LONGEST_STEP_S:g} s", spec.step_s)
    if not spec.step_s <= spec.duration_s < 1e9:
        raise InputError("fleet duration_s", "at least one step, below 1e9 s", spec.duration_s)
    if spec.record_every_steps < 1:
        raise InputError("fleet record_every_steps", "at least 1", spec.record_every_steps)
    if not 0.0 <= spec.demand <= 1.0:
        raise InputError("fleet demand", "0 to 1", spec.demand)
    return spec


def satellite_count(spec: FleetSpec) -> int:
    """Return the number of satellites of all shells (ours)."""
    return sum(shell.satellites for shell in spec.shells)


def block_count(spec: FleetSpec) -> int:
    """Return into how many blocks of `BLOCK` satellites the run is cut; the last may be smaller (ours)."""
    return -(-satellite_count(spec) // BLOCK)
