"""Radiator leaves against `orbital-thermal` 1.1.0 (PyPI, MIT), as run for `docs/physics.md` cases T-1 and T-6."""

import pytest

from sim.thermal import radiator

EMITTING_M2 = 220.0  # AI1: 110 m2 two-sided
SINK_K = 220.0
EXCHANGE = radiator.exchange_w_k4(0.91, 1.0, EMITTING_M2)  # the fins of that model are perfect
CAPACITY_J_K = 10_000.0 * EMITTING_M2


def cooled_k(start_k: float, heat_w: float, seconds: float) -> float:
    """Follow the panel's own step, at its own 10 ms."""
    at_k, dt_s = start_k, 0.01
    absorbed_w = radiator.grey_w(EXCHANGE, SINK_K)
    for _ in range(round(seconds / dt_s)):
        at_k = radiator.surface_next_k(at_k, heat_w, absorbed_w, radiator.grey_w(EXCHANGE, at_k), CAPACITY_J_K, dt_s)
    return at_k


@pytest.mark.parametrize(("heat_w", "steady_k"), [(120e3, 337.1004), (150e3, 353.1623)])
def test_t1_mean_surface_of_ai1(heat_w, steady_k):
    def net_w(at_k: float) -> float:
        return radiator.grey_w(EXCHANGE, at_k) - radiator.grey_w(EXCHANGE, SINK_K)

    assert net_w(steady_k - 0.01) < heat_w < net_w(steady_k + 0.01)


@pytest.mark.parametrize(
    ("heat_w", "seconds", "expected_k"),
    [
        (30e3, 600.0, 317.29),
        (30e3, 1800.0, 294.67),
        (30e3, 3600.0, 278.99),
        (0.0, 600.0, 310.58),
        (0.0, 1200.0, 292.38),
        (0.0, 1800.0, 279.07),
    ],
)
def test_t6_load_step(heat_w, seconds, expected_k):
    assert cooled_k(337.1004, heat_w, seconds) == pytest.approx(expected_k, abs=0.05)


def test_t6_ends_where_thirty_kilowatts_are_in_balance():
    radiated_w = radiator.grey_w(EXCHANGE, 265.72) - radiator.grey_w(EXCHANGE, SINK_K)
    assert radiated_w == pytest.approx(30e3, rel=5e-4)  # 0.05 K of 265.72 K
