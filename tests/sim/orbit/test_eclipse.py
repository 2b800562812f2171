"""Illumination: limits, invariants, and sizes of discs by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import InputError
from sim.orbit import eclipse, illumination
from sim.orbit.eclipse import PENUMBRA, SUNLIT, UMBRA, disc_angles, free_share, shadow_state

AU_M = 149597870700.0
SUN = (AU_M, 0.0, 0.0)


def test_in_front_and_behind() -> None:
    r = [(7e6, 0.0, 0.0), (-7e6, 0.0, 0.0), (0.0, 7e6, 0.0)]
    assert list(illumination(r, SUN)) == [1.0, 0.0, 1.0]


def test_shape_of_the_result_is_that_of_the_positions() -> None:
    assert illumination(np.full((4, 5, 3), 7e6), SUN).shape == (4, 5)
    assert illumination((7e6, 0.0, 0.0), np.tile(SUN, (6, 1))).shape == (6,)


@pytest.mark.parametrize("shape", ["wgs84", "sphere", "cylinder"])
@pytest.mark.parametrize("sun_radius_m", [math.nan, -695700e3, 0.0, math.inf])
def test_a_sun_of_no_size_is_refused(shape, sun_radius_m: float) -> None:
    with pytest.raises(InputError, match="sun_radius_m"):
        illumination((7e6, 0.0, 0.0), SUN, shape, sun_radius_m=sun_radius_m)


def test_half_the_disc_is_free_when_a_straight_edge_halves_it() -> None:
    """The Earth's disc is 250 times the Sun's: through the Sun's centre its edge is nearly straight."""
    sun, earth, _ = disc_angles(-7e6, 0.0, 0.0, *SUN, 6378137.0, 695700e3, 1.0)
    fall = sun / (2.0 * earth)  # the edge is a parabola y^2 / (2 earth): sun^3 / (3 earth) short of half the disc
    bulge = 2.0 * fall / (3.0 * math.pi)
    assert free_share(sun, earth, earth) == pytest.approx(0.5 + bulge, rel=1e-5)


def test_a_small_earth_leaves_a_ring() -> None:
    assert free_share(0.010, 0.004, 0.001) == pytest.approx(1.0 - 0.16)
    assert shadow_state(0.010, 0.004, 0.001) == PENUMBRA


@given(st.floats(0.0, 1.0), st.floats(1e-4, 0.02), st.floats(0.3, 1.4))
def test_share_falls_as_the_earth_moves_over(part: float, sun: float, earth: float) -> None:
    apart = earth - sun + 2.0 * sun * part
    share = free_share(sun, earth, apart)
    assert 0.0 <= share <= 1.0
    assert share <= free_share(sun, earth, apart + 0.01 * sun) + 1e-9
    assert (share == 1.0) >= (shadow_state(sun, earth, apart) == SUNLIT)
    assert (share == 0.0) >= (shadow_state(sun, earth, apart) == UMBRA)


def test_the_oblate_earth_is_smaller_over_the_pole_only() -> None:
    """A line 10 km inside the equatorial radius: blocked at the equator, free over a pole 21.4 km lower."""
    graze_m = 6378137.0 - 10e3
    equator, pole = (-2e6, graze_m, 0.0), (-2e6, 0.0, graze_m)
    assert illumination(equator, SUN) < 0.5
    assert illumination(pole, SUN) > 0.5
    assert illumination(equator, SUN) == pytest.approx(float(illumination(equator, SUN, "sphere")), abs=1e-9)
    assert illumination(pole, SUN, "sphere") < 0.5


@pytest.mark.parametrize("shape", ["wgs84", "sphere"])
def test_north_and_south_are_alike(shape: str) -> None:
    up, down = (-2e6, 1e6, 6.27e6), (-2e6, 1e6, -6.27e6)
    assert illumination(up, SUN, shape) == illumination(down, SUN, shape)


def test_the_leaf_gives_no_nan_where_a_position_means_nothing() -> None:
    for r in ((0.0, 0.0, 0.0), SUN, (6e6, 0.0, 0.0)):
        assert math.isfinite(free_share(*disc_angles(*r, *SUN, 6378137.0, 695700e3, 1.0)))


@pytest.mark.parametrize(
    ("r", "sun", "shape", "place"),
    [
        ((7e6, 0.0, 0.0), SUN, "cone", "shape"),
        ((7e6, 0.0), (AU_M, 0.0), "wgs84", "r_sat_eci_m"),
        (7e6, SUN, "wgs84", "r_sat_eci_m"),
        ((7e6, math.nan, 0.0), SUN, "wgs84", "r_sat_eci_m"),
        ((7e6, 0.0, 0.0), (math.inf, 0.0, 0.0), "wgs84", "r_sun_eci_m"),
        ((7e6, 0.0, 0.0), "Sun", "wgs84", "r_sun_eci_m"),
        (np.full((4, 3), 7e6), np.tile(SUN, (3, 1)), "wgs84", "r_sat_eci_m and r_sun_eci_m"),
        ((6e6, 0.0, 0.0), SUN, "wgs84", "r_sat_eci_m"),
        ((7000.0, 0.0, 0.0), SUN, "sphere", "r_sat_eci_m"),
        ((7e6, 0.0, 0.0), (1.0, 0.0, 0.0), "sphere", "r_sun_eci_m"),
        ((7e6, 0.0, 0.0), (0.0, 0.0, 0.0), "cylinder", "r_sun_eci_m"),
        ((7e6, 0.0, 0.0), (1.496e8, 0.0, 0.0), "cylinder", "r_sun_eci_m"),  # kilometres
    ],
)
def test_bad_arguments_are_refused(r: object, sun: object, shape: str, place: str) -> None:
    with pytest.raises(InputError) as refused:
        illumination(r, sun, shape)
    assert refused.value.place == place


def test_lists_scalars_and_empty_arrays_are_taken() -> None:
    assert illumination([7e6, 0.0, 0.0], list(SUN)).shape == ()
    assert illumination([[7e6, 0.0, 0.0]], [list(SUN)], shape="cylinder").tolist() == [1.0]
    assert illumination(np.empty((0, 3)), SUN).shape == (0,)


@pytest.mark.parametrize("count", [1, 4])
def test_one_machine_code_whatever_the_layout(count: int, recwarn: pytest.WarningsRecorder) -> None:
    """Positions as columns of a table, or one place against one Sun: no second compilation, no warning of numba's."""
    sun_m = np.array([1.496e11, 0.0, 0.0])
    rows_m = np.tile([-7.0e6, 6.3e6, 0.0], (count, 1))
    plain = illumination(rows_m, sun_m)
    kinds = getattr(eclipse._conical, "signatures", [])
    before = len(kinds)
    np.testing.assert_array_equal(illumination(np.asfortranarray(rows_m), sun_m), plain)
    assert len(getattr(eclipse._conical, "signatures", [])) == before
    assert not recwarn.list
