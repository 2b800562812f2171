"""Edges of shadow of ellipses, high, steep and grazing orbits: DOP853 and the margins of the discs written down apart.

The Sun is `sun_position_eci_m`, which has its own authority (test_sun.py). The disc itself is counted by rays.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

from sim.orbit import Elements, eclipse_events, illumination, state_from_elements, sun_position_eci_m

MU, RE, J2 = 3.986004418e14, 6378137.0, 1.08262668e-3
SUN_M, FLATTENING = 695700e3, 1.0 / 298.257223563
MARCH, JUNE, SEPTEMBER = (datetime(2026, month, 21, tzinfo=UTC) for month in (3, 6, 9))
ORBITS = {  # a [m], e, inclination, node, perigee, anomaly [deg], epoch, duration [s], shape, model
    "retrograde, 700 km": (7.078e6, 0.001, 142.0, 80.0, 10.0, 0.0, MARCH, 12e3, "wgs84", "j2"),
    "e = 0.7, dark at perigee": (2.3e7, 0.7, 28.0, 10.0, 0.0, 120.0, SEPTEMBER, 40e3, "wgs84", "j2"),
    "e = 0.7, dark at apogee": (2.3e7, 0.7, 5.0, 0.0, 180.0, 150.0, SEPTEMBER, 40e3, "sphere", "j2"),
    "geostationary, equinox": (42164172.0, 0.0, 0.05, 0.0, 0.0, 90.0, MARCH, 86400.0, "sphere", "two_body"),
    "Molniya": (26.56e6, 0.737, 63.4, 260.0, 270.0, 180.0, JUNE, 86400.0, "wgs84", "j2"),
    "penumbra only, 1400 km": (7778137.0, 0.0, 101.4269, 180.0, 0.0, 0.0, JUNE, 14e3, "sphere", "j2"),
    "sunlit, 1500 km": (7878137.0, 0.0, 101.957, 180.0, 0.0, 0.0, JUNE, 14e3, "wgs84", "j2"),
}


def force(_: float, s: np.ndarray, j2: float) -> list[float]:
    x, y, z = s[:3]
    d = math.sqrt(x * x + y * y + z * z)
    k, q, point = 1.5 * j2 * MU * RE**2 / d**5, 5.0 * z * z / d**2, -MU / d**3
    return [*s[3:], x * (point - k * (1 - q)), y * (point - k * (1 - q)), z * (point - k * (3 - q))]


def margins(r: np.ndarray, sun: np.ndarray, shape: str) -> np.ndarray:
    """(2, n) [rad]: how far outside penumbra and umbra."""
    axes = np.array([1.0, 1.0, 1.0 / (1.0 - FLATTENING) if shape == "wgs84" else 1.0])
    r, away = r * axes, (sun - r) * axes
    cosine = -np.sum(r * away, axis=-1) / (np.linalg.norm(r, axis=-1) * np.linalg.norm(away, axis=-1))
    seen, earth = np.arcsin(SUN_M / np.linalg.norm(away, axis=-1)), np.arcsin(RE / np.linalg.norm(r, axis=-1))
    return np.array([np.arccos(cosine) - earth - seen, np.arccos(cosine) - earth + seen])


@pytest.mark.slow
@pytest.mark.parametrize("name", ORBITS)
def test_edges_of_other_orbits(agrees, name: str) -> None:
    a_m, e, *angles, epoch, duration_s, shape, model = ORBITS[name]
    start = state_from_elements(Elements(a_m, e, *np.radians(angles)))
    j2 = J2 if model == "j2" else 0.0
    path = solve_ivp(
        force, (0.0, duration_s), np.concatenate(start), "DOP853", args=(j2,), rtol=1e-13, atol=1e-5, dense_output=True
    ).sol
    t_s = np.arange(0.0, duration_s, 2.0)
    looks = margins(path(t_s)[:3].T, sun_position_eci_m(epoch, t_s), shape)
    theirs = []
    for row, edge in enumerate(("penumbra", "umbra")):

        def margin(at_s: float, row: int = row) -> float:
            return float(margins(path(at_s)[:3], sun_position_eci_m(epoch, at_s), shape)[row])

        for n in np.flatnonzero((looks[row, 1:] > 0.0) != (looks[row, :-1] > 0.0)):
            way = "entry" if looks[row, n] > 0.0 else "exit"
            theirs.append((brentq(margin, t_s[n], t_s[n + 1], xtol=1e-7), f"{edge}_{way}"))
    theirs.sort()
    ours = eclipse_events(*start, epoch, duration_s, shape=shape, model=model)
    assert [edge for _, edge in ours] == [edge for _, edge in theirs]
    assert bool(ours) != name.startswith("sunlit")
    assert name.startswith("penumbra only") == (bool(ours) and not any("umbra_" in edge[:6] for _, edge in ours))
    off_s = max((abs(a - b) for (a, _), (b, _) in zip(ours, theirs, strict=True)), default=0.0)
    agrees("O-3", f"{len(ours)} edges, {name}, worst", off_s, 0.0, 1e-3, unit="s", authority="scipy DOP853, rtol 1e-13")


def counted_share(r: np.ndarray, sun: np.ndarray, shape: str, rays: int = 160_000) -> float:
    """Share of rays to the Sun's disc, evenly spread (sunflower), that do not meet the sphere or the ellipsoid."""
    away = sun - r
    towards = away / np.linalg.norm(away)
    east = np.cross(towards, [0.0, 0.0, 1.0])
    east /= np.linalg.norm(east)
    n = np.arange(rays)
    off = math.asin(SUN_M / float(np.linalg.norm(away))) * np.sqrt((n + 0.5) / rays)
    turn = n * math.pi * (3.0 - math.sqrt(5.0))
    side = np.cos(turn)[:, None] * east + np.sin(turn)[:, None] * np.cross(towards, east)
    axes = np.array([1.0, 1.0, 1.0 / (1.0 - FLATTENING) if shape == "wgs84" else 1.0])
    ray, r = (np.cos(off)[:, None] * towards + np.sin(off)[:, None] * side) * axes, r * axes
    b = ray @ r
    return 1.0 - float(np.mean((b < 0.0) & (b * b > np.sum(ray * ray, axis=-1) * (r @ r - RE * RE))))


@pytest.mark.parametrize(("shape", "altitude_m", "tolerance"), [
    ("sphere", 600e3, 5e-4), ("sphere", 35786e3, 5e-4), ("sphere", 1.5e9, 5e-4),
    ("wgs84", 600e3, 2e-3), ("wgs84", 35786e3, 2e-3), ("wgs84", 1.5e9, 5e-3),
])  # fmt: skip
def test_share_by_rays(agrees, shape: str, altitude_m: float, tolerance: float) -> None:
    """Penumbra at random places, also beyond the tip of the umbra, where the Earth stands inside the Sun's disc.

    Rays meet the real ellipsoid; the stretched Sun of `illumination` is no circle any more, which is what 1e-3 is for.
    """
    draw, sun = np.random.default_rng(12), sun_position_eci_m(SEPTEMBER, 0.0)
    towards, radius_m = sun / np.linalg.norm(sun), RE + altitude_m
    pairs = []
    for _ in range(30):
        beside = np.cross(towards, draw.normal(size=3))
        angle = abs(math.asin(RE / radius_m) + draw.uniform(-1.3, 1.3) * SUN_M / 1.5e11)
        place = radius_m * (-math.cos(angle) * towards + math.sin(angle) * beside / np.linalg.norm(beside))
        pairs.append((float(illumination(place, sun, shape)), counted_share(place, sun, shape)))
    assert sum(0.0 < theirs < 1.0 for _, theirs in pairs) > 10
    ours, theirs = max(pairs, key=lambda pair: abs(pair[0] - pair[1]))
    agrees("O-7", f"disc in view, {shape}, {altitude_m / 1e3:.0f} km, worst of 30", ours, theirs, tolerance, unit="1",
           authority="160,000 rays")  # fmt: skip
