"""Elements: Vallado's example 2-5, round trips, and orbits on which some angle means nothing."""

import math

import numpy as np
import pytest

from sim.errors import InputError
from sim.orbit import Elements, elements_from_state, j2_rates, state_from_elements, sun_synchronous_inclination_rad


def test_vallado_example_2_5() -> None:
    elements = elements_from_state([6524834.0, 6862875.0, 6448296.0], [4901.327, 5533.756, -1976.341])
    degrees = [math.degrees(x) for x in elements[2:]]
    assert elements.a_m == pytest.approx(36127343.0, abs=2e3)
    assert elements.e == pytest.approx(0.832853, abs=2e-6)
    assert degrees == pytest.approx([87.870, 227.898, 53.38, 92.335], abs=6e-3)


@pytest.mark.parametrize(
    "elements",
    [
        Elements(6978137.0, 0.001, 1.7067, 3.1214, 1.2, 4.0),
        Elements(26e6, 0.7, 1.1, 6.0, 4.7, 3.0),
        Elements(7e6, 0.1, 3.0, 0.1, 0.2, 0.3),
    ],
)
def test_round_trip(elements: Elements) -> None:
    assert elements_from_state(*state_from_elements(elements)) == pytest.approx(elements, rel=1e-9)


def test_circular_and_equatorial_orbits_keep_their_place() -> None:
    for elements in (Elements(7e6, 0.0, 1.0, 2.0, 0.0, 3.0), Elements(7e6, 0.0, 0.0, 0.0, 0.0, 3.0)):
        assert elements_from_state(*state_from_elements(elements)) == pytest.approx(elements, abs=1e-7)


def test_state_by_hand() -> None:
    """Perigee on the node of a polar orbit: r = a(1-e) x, v = sqrt(mu/a (1+e)/(1-e)) z."""
    r, v = state_from_elements(Elements(10e6, 0.2, math.pi / 2, 0.0, 0.0, 0.0))
    assert np.allclose(r, [8e6, 0.0, 0.0], atol=1e-6)
    assert np.allclose(v, [0.0, 0.0, math.sqrt(3.986004418e14 / 10e6 * 1.5)], atol=1e-9)


@pytest.mark.parametrize("elements", [Elements(7e6, 1.0, 0, 0, 0, 0), Elements(-7e6, 0.5, 0, 0, 0, 0)])
def test_what_is_no_ellipse_is_refused(elements: Elements) -> None:
    with pytest.raises(InputError, match=r"^(e|a_m): expected"):
        state_from_elements(elements)


def test_no_sun_synchronous_orbit_far_out() -> None:
    with pytest.raises(ValueError, match="sun-synchronous"):
        sun_synchronous_inclination_rad(13e6)


@pytest.mark.parametrize(
    ("a_m", "e", "said"), [(6.3e6, 0.0, "6.3e+06 m"), (7e6, 0.1, "6.3e+06 m for a_m 7e+06 and e 0.1")]
)
def test_a_sun_synchronous_orbit_through_the_earth_is_refused(a_m: float, e: float, said: str) -> None:
    with pytest.raises(InputError, match="a_m and e: expected a perigee above 6378137 m") as refused:
        sun_synchronous_inclination_rad(a_m, e)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    "given", [{"j2": math.nan}, {"j2": math.inf}, {"mu_m3_s2": 0.0}, {"mu_m3_s2": math.nan}, {"radius_m": -1.0}]
)
def test_rates_about_an_earth_that_is_none_are_refused(given: dict[str, float]) -> None:
    with pytest.raises(InputError, match=next(iter(given))):
        j2_rates(7e6, 0.0, 1.0, **given)
