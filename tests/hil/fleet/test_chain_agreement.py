"""The coarse chain of a fleet beside the fine plant under the real flight modules, over an orbit with eclipse.

Stated in docs/models/fleet-chain.md: with the same power drawn, array energy within 2 %, state of charge within 3
points, radiator within 3 K (1 %); the surrogate policy, told apart, within 5 % of the compute energy.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hil.fleet.disagreement import measure
from sim.fleet.spec import FleetSpec
from sim.orbit.shells import Shell


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_chain_agrees_within_the_stated_percents() -> None:
    found = measure(FleetSpec((Shell("sso", 600e3, 18.0, 1),), datetime(2026, 6, 21, tzinfo=UTC), 5800.0))
    chain = found["chain"]
    assert abs(chain["payload_percent"]) < 1e-9  # the power was imposed
    assert abs(chain["array_percent"]) < 2.0
    assert chain["soc_points_worst"] < 3.0
    assert chain["radiator_k_worst"] < 3.0
    assert abs(found["payload_percent"]) < 5.0
