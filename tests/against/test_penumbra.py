"""O-7 and O-8: share of the Sun in view across the penumbra, and the share of an orbit behind a cylinder.

The figures of O-7 were recorded where satkit, brahe and Basilisk agreed (docs/physics.md); live: test_satkit,
test_brahe, test_basilisk.
"""

import math
from collections.abc import Callable

import pytest

from sim.constants import AU_M, EARTH_RADIUS_M
from sim.orbit import illumination

Agrees = Callable[..., None]
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
def test_share_in_view(angle_deg: float, share: float, agrees: Agrees) -> None:
    angle = math.radians(angle_deg)
    r = (RADIUS_M * math.cos(angle), RADIUS_M * math.sin(angle), 0.0)
    ours = float(illumination(r, (AU_M, 0.0, 0.0), "sphere"))
    agrees("O-7", f"disc in view at {angle_deg} deg", ours, share, 1e-6, unit="1", authority="satkit, recorded")


def behind_a_cylinder(altitude_m: float, beta_rad: float) -> float:
    """Share of a circular orbit in shadow, in closed form: acos(sqrt(h^2 + 2 R h) / ((R + h) cos beta)) / pi."""
    clear_m = math.sqrt(altitude_m * altitude_m + 2.0 * EARTH_RADIUS_M * altitude_m)
    cosine = clear_m / ((EARTH_RADIUS_M + altitude_m) * math.cos(beta_rad))
    return math.acos(cosine) / math.pi if cosine < 1.0 else 0.0


def counted(altitude_m: float, beta_rad: float, steps: int) -> float:
    """The same by counting equal steps of the orbit's angle."""
    angle = [math.tau * (n + 0.5) / steps for n in range(steps)]
    radius_m = EARTH_RADIUS_M + altitude_m
    r = [(radius_m * math.cos(a), radius_m * math.sin(a), 0.0) for a in angle]
    sun = (AU_M * math.cos(beta_rad), 0.0, AU_M * math.sin(beta_rad))
    return 1.0 - float(illumination(r, sun, "cylinder").mean())


@pytest.mark.parametrize(
    ("altitude_m", "beta_deg", "fraction"),
    [(600e3, 0, 0.367036), (600e3, 30, 0.344818), (600e3, 60, 0.198733), (600e3, 66, 0.022998), (500e3, 0, 0.377882)],
)
def test_cylinder_closed_form(altitude_m: float, beta_deg: float, fraction: float, agrees: Agrees) -> None:
    """A million steps count to half a millionth at either edge."""
    ours = counted(altitude_m, math.radians(beta_deg), 1_000_000)
    name = f"eclipsed, cylinder, {altitude_m / 1e3:.0f} km, beta {beta_deg} deg"
    agrees("O-8", name, ours, fraction, 2e-6, unit="1", authority="closed form")


def test_cylinder_at_other_heights(agrees: Agrees) -> None:
    pairs = [
        (counted(1e3 * km, math.radians(beta), 20_000), behind_a_cylinder(1e3 * km, math.radians(beta)))
        for km in (500, 800, 1200, 2000)
        for beta in (-75, -40, 10, 45, 58)
    ]
    ours, theirs = max(pairs, key=lambda pair: abs(pair[0] - pair[1]))
    name = "eclipsed, cylinder, 500 to 2000 km, worst of 20"
    agrees("O-8", name, ours, theirs, 1e-4, unit="1", authority="closed form")


def test_critical_beta_of_the_cylinder(agrees: Agrees) -> None:
    """The midnight point of a 600 km orbit comes into the light at asin(R/(R+h))."""
    low, high = 60.0, 70.0
    for _ in range(50):
        beta = math.radians(middle := 0.5 * (low + high))
        lit = illumination((-RADIUS_M, 0.0, 0.0), (AU_M * math.cos(beta), 0.0, AU_M * math.sin(beta)), "cylinder")
        low, high = (low, middle) if lit else (middle, high)
    agrees("O-8", "critical beta, 600 km", low, 66.0665, 5e-5, unit="deg", authority="closed form")
