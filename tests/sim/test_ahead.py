"""What is compiled ahead is what the tick asks for: a part compiled for other kinds of arguments is made twice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numba
import pytest

#: Tells how many kinds of arguments each function compiled ahead has code for, once the tick stands as well.
TELL = """
import json
from datetime import UTC, datetime
import numpy as np
from sim import ahead, tick
from sim.satellite import ACTUATORS, Satellite
asked, compile_one = [], ahead._compile
def noting(function, *arguments):
    asked.append(function)
    compile_one(function, *arguments)
ahead._compile = noting
ahead.large_parts()
ahead.the_rest()
elements = dict(
    altitude_km=600.0, eccentricity=0.0, inclination_deg=97.8, ltan_h=18.0, raan_deg=None,
    argument_of_perigee_deg=0.0, argument_of_latitude_deg=90.0,
)
satellite = Satellite(
    epoch_utc=datetime(2026, 6, 21, tzinfo=UTC), elements=elements, values={}, seed=1, period_s=0.1, substeps=2,
    ticks=2, arrivals=np.zeros((3, 3)), safe=np.zeros(len(ACTUATORS)),
)
satellite.advance(1, np.zeros(len(ACTUATORS)))
kinds = {f"{f.__module__}.{f.__name__}": len(getattr(f, "inner", f).overloads) for f in asked}
print(json.dumps([kinds, len(tick.advance.overloads), sum(tick.advance.stats.cache_hits.values())]))
"""


@pytest.mark.slow
@pytest.mark.timeout(900)  # the whole plant is compiled: half a minute alone, minutes beside others
@pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="nothing is compiled")
def test_parts_compiled_ahead_are_not_compiled_again_by_the_tick(tmp_path: Path, checkout: Path) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("NUMBA_")}
    done = subprocess.run(
        [sys.executable, "-c", TELL], cwd=checkout, text=True, capture_output=True, check=False,
        env=clean | {"NUMBA_CACHE_DIR": str(tmp_path), "NUMBA_OPT": "0"},  # what is compiled counts, not how well
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    kinds, ticks, found = json.loads(done.stdout)
    assert (ticks, found) == (1, 0)  # one tick for tick 0 and all others, and it was compiled here
    assert {"sim.tick._thermal", "sim.tick._electrical", "sim.tick._surroundings"} < set(kinds)
    assert set(kinds.values()) == {1}, kinds
