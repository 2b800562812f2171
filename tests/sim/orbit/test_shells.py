import math
from datetime import UTC, datetime

import numpy as np
import pytest

from sim.errors import InputError
from sim.orbit.shells import Shell, default_shells, parse_shell, shell_orbits
from sim.orbit.walker import walker_angles

EPOCH = datetime(2026, 6, 21, tzinfo=UTC)


def test_walker_delta_by_hand() -> None:
    raan, latitude = walker_angles(6, 3, 1)
    assert np.degrees(raan) == pytest.approx([0, 0, 120, 120, 240, 240])
    assert np.degrees(latitude) == pytest.approx([0, 180, 60, 240, 120, 300])


def test_walker_star_spreads_over_half_a_turn() -> None:
    assert np.degrees(walker_angles(2, 2, 0, "star")[0]) == pytest.approx([0, 90])


@pytest.mark.parametrize(
    ("numbers", "place"),
    [((0, 1, 0), "satellites"), ((6, 4, 0), "planes"), ((6, 3, 3), "phasing"), ((6, 3, 1.5), "phasing")],
)
def test_walker_refuses(numbers: tuple[int, int, int], place: str) -> None:
    with pytest.raises(InputError, match=place):
        walker_angles(*numbers)


def test_a_shell_is_read() -> None:
    assert parse_shell("sso:600:18.0:100000") == Shell("sso", 600e3, 18.0, 100000, 1, 0.0)
    assert parse_shell("inclined:1200:30:6000:60:50") == Shell("inclined", 1200e3, 30.0, 6000, 60, 50e3)


@pytest.mark.parametrize(
    "text",
    ["", "sso:600:18", "polar:600:1:1", "sso:nan:18:1", "sso:600:25:1", "sso:499:18:1", "sso:1990:18:4:2:50",
     "sso:600:18:0", "sso:600:18:5:2", "sso:600:18:4:2:51", "sso:600:x:1"],
)  # fmt: skip
def test_a_bad_shell_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="shell"):
        parse_shell(text)


@pytest.mark.parametrize(("first", "last"), [(2, 2), (3, 1), (4, None), (9, 12), (-1, 2), (0, 0)])
def test_a_range_that_holds_no_satellite_is_refused(first: int, last: int | None) -> None:
    with pytest.raises(InputError, match="satellites first to last: expected some of 0 to 4"):
        shell_orbits((Shell("sso", 600e3, 18.0, 4, 2, 50e3),), EPOCH, first, last)


def test_no_shells_hold_no_satellite() -> None:
    with pytest.raises(InputError, match="satellites first to last"):
        shell_orbits((), EPOCH)


def test_sun_synchronous_planes_turn_once_a_year() -> None:
    orbits = shell_orbits((Shell("sso", 600e3, 18.0, 4, 2, 50e3),), EPOCH)
    assert np.ptp(orbits.a_m) == pytest.approx(25e3)
    assert orbits.raan_rad_s * 365.2421897 * 86400.0 == pytest.approx(np.full(4, math.tau))


@pytest.mark.parametrize("satellites", [1, 29, 1000, 1_000_000])
def test_default_shells_hold_all(satellites: int) -> None:
    assert sum(parse.satellites for parse in default_shells(satellites)) == satellites
