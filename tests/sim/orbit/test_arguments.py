"""What numpy would make numbers of in silence, and other things that are no vectors, at every door of `sim.orbit`."""

import math
from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np
import pytest

from sim.errors import InputError
from sim.orbit import (
    beta_angle_rad,
    eclipse_events,
    illumination,
    propagate_j2,
    propagate_two_body,
    sun_position_eci_m,
)

EPOCH = datetime(2026, 6, 21, tzinfo=UTC)
R, V, SUN = [6978137.0, 0.0, 0.0], [0.0, 1000.0, 7490.0], [1.5e11, 0.0, 0.0]
NO_NUMBERS = {
    "complex": np.array([7e6 + 1j, 0.0, 0.0]),
    "dates": np.array(["2026-06-21"] * 3, "datetime64[s]"),
    "milliseconds": np.array([7_000_000, 0, 0], "timedelta64[ms]"),
    "text": ["6978137", "0", "0"],
    "text in an array of objects": np.array(["6978137", 0.0, 0.0], dtype=object),
    "masked": np.ma.array([7e6, 0.0, 0.0], mask=[False, True, False]),
    "ragged": [7e6, [0.0], 0.0],
    "nothing": None,
}
DOORS: dict[str, Callable[[object], object]] = {
    "propagate_j2": lambda r: propagate_j2(r, V, 0.0),
    "propagate_two_body": lambda r: propagate_two_body(r, V, 0.0),
    "illumination": lambda r: illumination(r, SUN),
    "eclipse_events": lambda r: eclipse_events(r, V, EPOCH, 10.0),
    "beta_angle_rad": lambda r: beta_angle_rad(r, V, SUN),
}


@pytest.mark.parametrize("kind", NO_NUMBERS)
@pytest.mark.parametrize("door", DOORS)
def test_what_is_no_number_is_no_position(door: str, kind: str) -> None:
    with pytest.raises(InputError, match="expected") as refused:
        DOORS[door](NO_NUMBERS[kind])
    assert refused.value.place.startswith("r_")


@pytest.mark.parametrize("t_s", [np.datetime64("2026-06-21"), np.timedelta64(5000, "ms"), 1j, "noon", None])
def test_what_is_no_number_is_no_time(t_s: object) -> None:
    """A date would have counted as days since 1970, five thousand milliseconds as as many seconds."""
    for door in (lambda: propagate_j2(R, V, t_s), lambda: sun_position_eci_m(EPOCH, t_s)):
        with pytest.raises(InputError) as refused:
            door()
        assert refused.value.place == "t_s"


def test_whole_numbers_and_an_empty_mask_are_numbers() -> None:
    whole = propagate_j2([6978137, 0, 0], np.ma.array([0, 1000, 7490]), [0, 10])
    assert np.array_equal(whole[0], propagate_j2(R, V, [0.0, 10.0])[0])


def test_a_plane_that_only_rounding_made_has_no_beta() -> None:
    """r and v along one line: the cross product of these is not zero, and means nothing."""
    r = np.array([4.123e6, 3.77e6, 5.01e6])
    assert np.any(np.cross(r, r / 3.0) != 0.0)
    with pytest.raises(InputError, match="v_eci_m_s"):
        beta_angle_rad(r, r / 3.0, SUN)


@pytest.mark.parametrize("scale", [1e-200, 1.0, 1e200])
def test_beta_knows_no_lengths(scale: float) -> None:
    """Half a radian between plane and equator, the Sun over the pole, whatever the unit."""
    v = [0.0, scale * math.cos(0.5), scale * math.sin(0.5)]
    assert beta_angle_rad([scale, 0.0, 0.0], v, [0.0, 0.0, 1.0]) == pytest.approx(math.pi / 2 - 0.5, abs=1e-12)


def test_shadow_of_an_earth_that_holds_the_orbit_is_refused() -> None:
    with pytest.raises(InputError, match="centre"):
        eclipse_events(R, V, EPOCH, 6000.0, earth_radius_m=7.1e6)
    with pytest.raises(InputError, match="j2"):
        eclipse_events(R, V, EPOCH, 6000.0, j2=math.nan, model="two_body")
