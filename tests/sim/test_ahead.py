"""What is compiled ahead is what the tick asks for: a part compiled for other kinds of arguments is made twice."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numba
import numpy as np
import pytest

from sim import ahead
from sim.satellite import ACTUATORS, Satellite

ELEMENTS: dict[str, float | None] = {
    "altitude_km": 600.0, "eccentricity": 0.0, "inclination_deg": 97.8, "ltan_h": 18.0, "raan_deg": None,
    "argument_of_perigee_deg": 0.0, "argument_of_latitude_deg": 90.0,
}  # fmt: skip


@pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="nothing is compiled")
def test_parts_compiled_ahead_are_not_compiled_again_by_the_tick() -> None:
    ahead.heat_and_compute()
    ahead.light_and_power()
    Satellite(
        epoch_utc=datetime(2026, 6, 21, tzinfo=UTC), elements=ELEMENTS, values={}, seed=1, period_s=0.1, substeps=2,
        ticks=2, arrivals=np.zeros((3, 3)), safe=np.zeros(len(ACTUATORS)),
    )  # fmt: skip
    folder = Path(numba.config.CACHE_DIR)
    for function in ("tick._thermal", "tick._electrical", "tick._surroundings"):
        kinds = {path.name for path in folder.rglob(f"{function}-*.nbc")}
        assert len(kinds) == 1, kinds
    folders = list(folder.glob("workload_*"))
    assert len(folders) == 1
    for function in ("system.prepare", "system.draw"):
        kinds = {path.name for path in folders[0].glob(f"{function}-*.nbc")}
        assert len(kinds) == 1, kinds
