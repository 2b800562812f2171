"""T-3: view factors plate to sphere, and the sink of Earth's infrared alone (docs/physics.md)."""

import pytest

from sim.environment import view_factor
from sim.environment.sink import sink_temperature_k

RADIUS_KM = 6371.0
FACTORS = [(550, 0.847379, 0.257773), (600, 0.835266, 0.248893), (1000, 0.747072, 0.193893)]


@pytest.mark.parametrize(("altitude_km", "nadir", "edge"), FACTORS)
def test_view_factors(altitude_km: float, nadir: float, edge: float) -> None:
    ratio = (RADIUS_KM + altitude_km) / RADIUS_KM
    assert view_factor.nadir(ratio) == pytest.approx(nadir, abs=1e-5)
    assert view_factor.edge_on(ratio) == pytest.approx(edge, abs=1e-5)


@pytest.mark.parametrize(("face", "sink_k"), [(view_factor.edge_on, 179.59), (view_factor.nadir, 243.08)])
def test_sink_of_infrared_alone(face, sink_k: float) -> None:
    seen_w_m2 = 237.0 * face((RADIUS_KM + 600.0) / RADIUS_KM)
    assert sink_temperature_k(seen_w_m2, 0.0, 0.10, 0.91) == pytest.approx(sink_k, abs=0.02)
