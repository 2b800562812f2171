"""O-7: share of the Sun in view across the penumbra (docs/physics.md: satkit, brahe, Basilisk agree)."""

import math

import pytest

from sim.constants import AU_M
from sim.orbit import illumination

RADIUS_M = 6978137.0
SHARES = {
    113.6: 1.0,
    113.7: 0.971537,
    113.8: 0.800208,
    113.9: 0.574371,
    114.0: 0.337442,
    114.1: 0.125459,
    114.2: 0.0,
}


@pytest.mark.parametrize(("angle_deg", "share"), SHARES.items())
def test_share_in_view(angle_deg: float, share: float) -> None:
    angle = math.radians(angle_deg)
    r = (RADIUS_M * math.cos(angle), RADIUS_M * math.sin(angle), 0.0)
    assert illumination(r, (AU_M, 0.0, 0.0), "sphere") == pytest.approx(share, abs=1e-6)


@pytest.mark.parametrize(
    ("altitude_m", "beta_deg", "fraction"),
    [(600e3, 0, 0.367036), (600e3, 30, 0.344818), (600e3, 60, 0.198733), (600e3, 66, 0.022998), (500e3, 0, 0.377882)],
)
def test_cylinder_closed_form(altitude_m: float, beta_deg: float, fraction: float) -> None:
    """O-8: the share of an orbit behind a cylinder, counted over equal steps of the orbit's angle."""
    steps, beta = 1_000_000, math.radians(beta_deg)
    angle = [2.0 * math.pi * (n + 0.5) / steps for n in range(steps)]
    radius_m = 6378137.0 + altitude_m
    r = [(radius_m * math.cos(a), radius_m * math.sin(a), 0.0) for a in angle]
    sun = (AU_M * math.cos(beta), 0.0, AU_M * math.sin(beta))
    assert 1.0 - illumination(r, sun, "cylinder").mean() == pytest.approx(fraction, abs=2e-6)
