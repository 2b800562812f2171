"""O-1: numerical J2 at its default step against a tight reference integration: scipy's DOP853 over a day."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from sim.orbit import Elements, propagate_j2, state_from_elements

MU, RE, J2 = 3.986004418e14, 6378137.0, 1.08262668e-3
DAY_S = 86400.0
ORBITS = {  # perigee altitude [m], eccentricity, inclination [deg]
    "LEO circular, 300 km": (300e3, 0.0, 51.6),
    "LEO circular, 600 km": (600e3, 0.0, 97.7877),
    "e = 0.1, perigee 300 km": (300e3, 0.1, 63.4),
    "e = 0.74, perigee 500 km": (500e3, 0.74, 28.5),
}


def force(_: float, s: np.ndarray) -> np.ndarray:
    x, y, z = s[:3]
    d = math.sqrt(x * x + y * y + z * z)
    k, q, point = 1.5 * J2 * MU * RE**2 / d**5, 5.0 * z * z / d**2, -MU / d**3
    return np.array([*s[3:], x * (point - k * (1 - q)), y * (point - k * (1 - q)), z * (point - k * (3 - q))])


@pytest.mark.parametrize("name", ORBITS)
def test_a_day_ends_within_millimetres(agrees, name: str) -> None:
    perigee_m, e, inclination_deg = ORBITS[name]
    start = state_from_elements(Elements((RE + perigee_m) / (1.0 - e), e, math.radians(inclination_deg), 1.0, 0.7, 0.0))
    reference = solve_ivp(force, (0.0, DAY_S), np.concatenate(start), "DOP853", rtol=3e-14, atol=1e-6)
    r, v = propagate_j2(*start, DAY_S)
    authority = "scipy DOP853, rtol 3e-14"
    off_m = float(np.linalg.norm(r - reference.y[:3, -1]))
    agrees("O-1", f"place after a day under J2, {name}", off_m, 0.0, 3e-3, unit="m", authority=authority)
    off_m_s = float(np.linalg.norm(v - reference.y[3:, -1]))
    agrees("O-1", f"velocity after a day under J2, {name}", off_m_s, 0.0, 3e-6, unit="m/s", authority=authority)
