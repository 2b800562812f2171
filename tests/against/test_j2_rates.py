"""O-9: secular rates of J2, in closed form and as an integrated orbit shows them (docs/physics.md section 2)."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from sim.constants import EARTH_J2, EARTH_MU_M3_S2
from sim.orbit import j2_rates, propagate_j2, state_from_elements, sun_synchronous_inclination_rad
from sim.orbit.elements import Elements

Agrees = Callable[..., None]
EARTH_RADIUS_M = 6378137.0
DAY_S = 86400.0
AUTHORITY = "computed apart, physics.md O-9"

RATES_DEG_DAY = [
    # altitude km, inclination deg, RAAN, argument of perigee
    (500, 97.4018, 0.98565, -3.50803),
    (600, 97.7877, 0.98565, -3.30312),
    (550, 30.0, -6.46005, 10.25671),
    (550, 53.0, -4.48919, 3.02445),
    (2000, 30.0, -3.32183, 5.27411),
]


@pytest.mark.parametrize(("altitude_km", "inclination_deg", "raan", "argp"), RATES_DEG_DAY)
def test_rates(altitude_km: float, inclination_deg: float, raan: float, argp: float, agrees: Agrees) -> None:
    rates = j2_rates(EARTH_RADIUS_M + 1e3 * altitude_km, 0.0, math.radians(inclination_deg))
    where = f"{altitude_km} km, {inclination_deg} deg"
    for name, ours_rad_s, theirs in (("node", rates.raan_rad_s, raan), ("perigee", rates.argp_rad_s, argp)):
        ours = math.degrees(ours_rad_s) * DAY_S
        agrees("O-9", f"rate of {name}, {where}", ours, theirs, 1e-5, unit="deg/day", authority=AUTHORITY)


@pytest.mark.parametrize(
    ("altitude_km", "inclination_deg"),
    [(500, 97.4018), (550, 97.5930), (600, 97.7877), (800, 98.6031), (1000, 99.4793), (1400, 101.4269)],
)
def test_sun_synchronous_inclination(altitude_km: float, inclination_deg: float, agrees: Agrees) -> None:
    ours = math.degrees(sun_synchronous_inclination_rad(EARTH_RADIUS_M + 1e3 * altitude_km))
    name = f"sun-synchronous at {altitude_km} km"
    agrees("O-9", name, ours, inclination_deg, 5.1e-5, unit="deg", authority="computed apart, physics.md 2")


def mean_orbit(r: np.ndarray, v: np.ndarray) -> tuple[float, float]:
    """Semi-major axis [m] and cosine of the inclination, osculating, averaged: to first order Brouwer's mean ones."""
    speed2, h = np.sum(v * v, axis=-1), np.cross(r, v)
    a_m = 1.0 / (2.0 / np.linalg.norm(r, axis=-1) - speed2 / EARTH_MU_M3_S2)
    return float(np.mean(a_m)), float(np.mean(h[:, 2] / np.linalg.norm(h, axis=-1)))


@pytest.mark.parametrize(("altitude_km", "inclination_deg"), [(550, 30.0), (550, 53.0), (2000, 30.0)])
def test_the_integrated_node_turns_at_that_rate(altitude_km: float, inclination_deg: float, agrees: Agrees) -> None:
    """A line through the node of ten days of propagate_j2, against the closed form for a circle to J2 squared.

    First order -1.5 n J2 (R/a)^2 cos i, and of it -(2 - 9.5 cos^2 i) J2 (R/a)^2 / 2 on top (Brouwer, Astron. J. 64,
    1959).
    """
    start = Elements(EARTH_RADIUS_M + 1e3 * altitude_km, 0.0, math.radians(inclination_deg), 1.0, 0.0, 0.0)
    t_s = np.arange(0.0, 10 * DAY_S, 599.0)
    r, v = propagate_j2(*state_from_elements(start), t_s, step_s=10.0)
    h = np.cross(r, v)
    node = np.unwrap(np.arctan2(h[:, 0], -h[:, 1]))
    ours = math.degrees(float(np.polyfit(t_s, node, 1)[0])) * DAY_S
    a_m, cosine = mean_orbit(r, v)
    small = EARTH_J2 * (EARTH_RADIUS_M / a_m) ** 2
    first_rad_s = -1.5 * math.sqrt(EARTH_MU_M3_S2 / a_m**3) * small * cosine
    theirs = math.degrees(first_rad_s) * DAY_S * (1.0 - 0.5 * (2.0 - 9.5 * cosine * cosine) * small)
    name = f"node of ten days integrated, {altitude_km} km, {inclination_deg} deg"
    agrees("O-9", name, ours, theirs, 2e-4, unit="deg/day", authority="Brouwer 1959, second order", relative=True)
