"""brahe 1.8 (extra `crosscheck`), live: shadow, sun-synchronous inclination, period. Its Earth is 0.7 m smaller."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from sim.constants import AU_M, EARTH_MU_M3_S2
from sim.orbit import illumination, j2_rates, sun_synchronous_inclination_rad
from sim.orbit.elements import Elements, elements_from_state, state_from_elements

brahe = pytest.importorskip("brahe", reason="installed by `make accuracy`")

Agrees = Callable[..., None]
AUTHORITY = "brahe, installed"
SUN = np.array([AU_M, 0.0, 0.0])


def places(radius_m: float, count: int) -> np.ndarray:
    """Where the penumbra is, at random: (count, 3) [m]."""
    draw = np.random.default_rng(8)
    edge = math.pi - math.asin(brahe.R_EARTH / radius_m)
    angle, turn = edge + draw.uniform(-0.02, 0.02, count), draw.uniform(0.0, math.tau, count)
    around = np.stack([np.sin(angle) * np.cos(turn), np.sin(angle) * np.sin(turn)], axis=-1)
    return radius_m * np.concatenate([np.cos(angle)[:, None], around], axis=-1)


@pytest.mark.parametrize("altitude_km", [500, 600, 1000, 2000])
def test_disc_of_the_sun(altitude_km: int, agrees: Agrees) -> None:
    """With its own radii the same to rounding; with ours 5e-5 off (the Earth's edge is 0.7 m elsewhere)."""
    r = places(6378137.0 + 1e3 * altitude_km, 400)
    theirs = np.array([brahe.eclipse_conical(place, SUN) for place in r])
    assert 0.2 < np.mean((theirs > 0.0) & (theirs < 1.0)) < 0.9  # the penumbra was met
    own = illumination(r, SUN, "sphere", earth_radius_m=brahe.R_EARTH, sun_radius_m=brahe.R_SUN)
    worst = int(np.argmax(np.abs(own - theirs)))
    name = f"disc in view, {altitude_km} km, worst of 400"
    agrees("O-7", f"{name}, its radii", own[worst], theirs[worst], 1e-6, unit="1", authority=AUTHORITY)
    ours = illumination(r, SUN, "sphere")
    worst = int(np.argmax(np.abs(ours - theirs)))
    agrees("O-7", f"{name}, our radii", ours[worst], theirs[worst], 5e-5, unit="1", authority=AUTHORITY)


def test_cylinder_over_many_places(agrees: Agrees) -> None:
    r = places(6978137.0, 2000)
    theirs = np.array([brahe.eclipse_cylindrical(place, SUN) for place in r])
    ours = illumination(r, SUN, "cylinder", earth_radius_m=brahe.R_EARTH)
    assert 0.2 < theirs.mean() < 0.8
    wrong = float(np.sum(ours != theirs))
    agrees("O-8", "places in the other light, of 2000", wrong, 0.0, 0.0, unit="1", authority=AUTHORITY)


@pytest.mark.parametrize("altitude_km", [500, 600, 800, 1200, 2000])
def test_sun_synchronous_inclination(altitude_km: int, agrees: Agrees) -> None:
    a_m = 6378137.0 + 1e3 * altitude_km
    theirs = brahe.sun_synchronous_inclination(a_m, 0.0, angle_format=brahe.AngleFormat.DEGREES)
    ours = math.degrees(sun_synchronous_inclination_rad(a_m))
    name = f"sun-synchronous at {altitude_km} km"
    agrees("O-9", name, ours, theirs, 5e-5, unit="deg", authority=AUTHORITY)


def test_elements_both_ways(agrees: Agrees) -> None:
    """Two hundred ellipses at random: positions and velocities from elements, and elements back."""
    draw = np.random.default_rng(9)
    off_m, off_rad = 0.0, 0.0
    for a_m, e, tilt, *turns in zip(
        draw.uniform(6.8e6, 4e7, 200), draw.uniform(0.001, 0.8, 200), draw.uniform(0.05, 3.0, 200),
        *draw.uniform(0.0, 6.28, (3, 200)), strict=True,
    ):  # fmt: skip
        node, perigee, mean = turns
        theirs = brahe.state_koe_to_eci(
            np.array([a_m, e, tilt, node, perigee, mean]), angle_format=brahe.AngleFormat.RADIANS
        )
        eccentric = brahe.anomaly_mean_to_eccentric(mean, e, angle_format=brahe.AngleFormat.RADIANS)
        true = 2.0 * math.atan2(
            math.sqrt(1.0 + e) * math.sin(0.5 * eccentric), math.sqrt(1.0 - e) * math.cos(0.5 * eccentric)
        )
        r, _ = state_from_elements(Elements(a_m, e, tilt, node, perigee, true))
        off_m = max(off_m, float(np.linalg.norm(r - theirs[:3])))
        back = elements_from_state(theirs[:3], theirs[3:], mu_m3_s2=brahe.GM_EARTH)
        off_rad = max(off_rad, abs(back.inclination_rad - tilt), abs(math.sin(0.5 * (back.raan_rad - node))))
    agrees("O-2", "position from elements, worst of 200", off_m, 0.0, 1e-3, unit="m", authority=AUTHORITY)
    agrees("O-2", "inclination and node back, worst of 200", off_rad, 0.0, 1e-9, unit="rad", authority=AUTHORITY)


def test_period(agrees: Agrees) -> None:
    for altitude_km in (500, 600, 2000):
        a_m = 6378137.0 + 1e3 * altitude_km
        ours = math.tau / j2_rates(a_m, 0.0, 0.5, j2=0.0, mu_m3_s2=EARTH_MU_M3_S2).mean_anomaly_rad_s
        theirs = brahe.orbital_period(a_m)
        name = f"period at {altitude_km} km"
        agrees("O-2", name, ours, theirs, 1e-9, unit="s", authority=AUTHORITY, relative=True)
