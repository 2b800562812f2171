"""Beta angle: definition, sign, shapes and bad arguments."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.errors import InputError
from sim.orbit import beta_angle_rad

R, V, SUN = (7e6, 0.0, 0.0), (0.0, 7.5e3, 0.0), (1.5e11, 0.0, 0.0)


@pytest.mark.parametrize("beta_deg", [-90.0, -30.0, 0.0, 12.5, 90.0])
def test_an_equatorial_orbit_has_the_declination_of_the_sun(beta_deg: float) -> None:
    beta = math.radians(beta_deg)
    sun = 1.5e11 * np.array([math.cos(beta), 0.0, math.sin(beta)])
    assert float(beta_angle_rad(R, V, sun)) == pytest.approx(beta, abs=1e-7)


def test_formula_of_the_node() -> None:
    """sin b = cos d sin i sin(RAAN - ra) + sin d cos i (docs/physics.md section 2)."""
    i, raan, ra, d = 1.7, 0.4, 2.1, 0.3
    h = np.array([math.sin(raan) * math.sin(i), -math.cos(raan) * math.sin(i), math.cos(i)])
    r = np.array([math.cos(raan), math.sin(raan), 0.0])
    sun = np.array([math.cos(d) * math.cos(ra), math.cos(d) * math.sin(ra), math.sin(d)])
    expected = math.asin(math.cos(d) * math.sin(i) * math.sin(raan - ra) + math.sin(d) * math.cos(i))
    assert float(beta_angle_rad(7e6 * r, 7.5e3 * np.cross(h, r), 1.5e11 * sun)) == pytest.approx(expected, abs=1e-12)


def test_shapes_go_together() -> None:
    assert beta_angle_rad(np.tile(R, (4, 1)), V, SUN).shape == (4,)
    assert beta_angle_rad(R, V, SUN).shape == ()


@pytest.mark.parametrize(
    ("r", "v", "sun", "place"),
    [
        (R, V, (1.5e11, 0.0), "r_sun_eci_m"),
        (R, (math.nan, 0.0, 0.0), SUN, "v_eci_m_s"),
        (R, R, SUN, "v_eci_m_s"),
        (R, V, (0.0, 0.0, 0.0), "r_sun_eci_m"),
        (np.tile(R, (4, 1)), np.tile(V, (3, 1)), SUN, "r_eci_m, v_eci_m_s and r_sun_eci_m"),
    ],
)
def test_bad_arguments_are_refused(r: object, v: object, sun: object, place: str) -> None:
    with pytest.raises(InputError) as refused:
        beta_angle_rad(r, v, sun)
    assert refused.value.place == place
