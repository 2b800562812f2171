"""O-2: two-body motion, Vallado, Fundamentals of Astrodynamics, examples 2-4 and 2-5 (docs/physics.md)."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from sim.orbit import elements_from_state, propagate_j2, propagate_two_body, state_from_elements

Agrees = Callable[..., None]
AUTHORITY = "Vallado, example 2-4"
R_M = np.array([1131.340, -2282.343, 6672.423]) * 1e3
V_M_S = np.array([-5.64305, 4.30333, 2.42879]) * 1e3
R_END_M = np.array([-4219.7527, 4363.0292, -3958.7666]) * 1e3
V_END_M_S = np.array([3.689866, -1.916735, -6.112511]) * 1e3


@pytest.mark.parametrize(
    ("name", "propagate", "options"),
    [("closed form", propagate_two_body, {}), ("integration without J2", propagate_j2, {"j2": 0.0})],
)
def test_forty_minutes(name: str, propagate: Callable[..., tuple], options: dict, agrees: Agrees) -> None:
    r, v = propagate(R_M, V_M_S, 2400.0, **options)
    for axis in range(3):
        where = f"{'xyz'[axis]} after 40 min, {name}"
        agrees("O-2", where, r[axis], R_END_M[axis], 1.0, unit="m", authority=AUTHORITY)
        agrees("O-2", f"v{where}", v[axis], V_END_M_S[axis], 1e-3, unit="m/s", authority=AUTHORITY)


def test_elements_of_a_state(agrees: Agrees) -> None:
    """Example 2-5: r = (6524.834, 6862.875, 6448.296) km, v = (4.901327, 5.533756, -1.976341) km/s."""
    r, v = np.array([6524.834, 6862.875, 6448.296]) * 1e3, np.array([4.901327, 5.533756, -1.976341]) * 1e3
    found = elements_from_state(r, v)
    book = "Vallado, example 2-5"
    agrees("O-2", "semi-major axis", found.a_m / 1e3, 36127.343, 0.02, unit="km", authority=book)
    agrees("O-2", "eccentricity", found.e, 0.832853, 1e-6, unit="1", authority=book)
    for name, ours_rad, degrees in (
        ("inclination", found.inclination_rad, 87.870),
        ("node", found.raan_rad, 227.898),
        ("argument of perigee", found.argp_rad, 53.38),
        ("true anomaly", found.true_anomaly_rad, 92.335),
    ):
        ours = math.degrees(ours_rad) % 360.0
        agrees("O-2", name, ours, degrees, 6e-3, unit="deg", authority=book)
    back_r, back_v = state_from_elements(found)
    assert np.linalg.norm(back_r - r) < 1e-5
    assert np.linalg.norm(back_v - v) < 1e-8
