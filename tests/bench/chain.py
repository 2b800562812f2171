"""The whole chain of a fleet, block by block, as `hil fleet` runs it but on one core and without writing anything."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np

from sim.fleet import place, run, start
from sim.fleet.spec import FleetSpec, block_count
from sim.orbit import sun_position_eci_m
from sim.orbit.shells import default_shells

EPOCH = datetime(2026, 6, 21, tzinfo=UTC)
STEP_S = 10.0


def spec(satellites: int, steps: int) -> FleetSpec:
    """Return the run of `satellites` over shells from 500 to 2000 km for `steps`."""
    return FleetSpec(default_shells(satellites), EPOCH, STEP_S * steps)


def fly(satellites: int, steps: int) -> None:
    """Fly the fleet; of a block's results only the last is kept, as a folder on disk would."""
    whole = spec(satellites, steps)
    for block in range(block_count(whole)):
        run.run_block(whole, block)


def places(satellites: int, steps: int) -> None:
    """Positions and share of the Sun in view alone: the chain's first stage, from where the chain starts."""
    _, bp, _, fp = run._packed({})
    sun = sun_position_eci_m(EPOCH, np.array([0.0]))[0]
    s = start.start(spec(satellites, steps), 0, satellites, sun, 0.0, bp, fp)
    w = np.empty((run.SCRATCH, run.CHUNK))
    for first in range(0, satellites, run.CHUNK):
        lanes = s[:, first : first + run.CHUNK].copy()
        for _ in range(steps):
            place.move(lanes, w[:, : lanes.shape[1]], (sun[0], sun[1], sun[2]))
