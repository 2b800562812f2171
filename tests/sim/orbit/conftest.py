"""The orbit of the default scenario."""

import math
from datetime import UTC, datetime

import numpy as np
import pytest

from sim.orbit import near_circular_state

EPOCH = datetime(2026, 6, 21, tzinfo=UTC)
RADIUS_M = 6978137.0
INCLINATION_RAD = math.radians(97.787670)


@pytest.fixture(scope="session")
def epoch() -> datetime:
    return EPOCH


@pytest.fixture(scope="session")
def state() -> tuple[np.ndarray, np.ndarray]:
    """r (3,) [m], v (3,) [m/s], GCRF."""
    return near_circular_state(RADIUS_M, INCLINATION_RAD, math.radians(178.8433), math.radians(89.7357))
