"""Element sets from outside: what is taken, what is refused and how it is said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from sim.errors import InputError
from sim.orbit import from_omm, from_tle, propagate_sgp4, sgp4_teme, start_of_mean_elements

LINE_1 = "1 25544U 98067A   26172.50000000  .00016717  00000-0  30000-3 0  9991"
LINE_2 = "2 25544  51.6400 208.9163 0006317  69.9862 290.2027 15.49560000    17"
EPOCH = datetime(2026, 6, 21, 12, tzinfo=UTC)
OMM = {
    "OBJECT_ID": "1998-067A", "NORAD_CAT_ID": 25544, "EPOCH": "2026-06-21T12:00:00", "MEAN_MOTION": 15.4956,
    "ECCENTRICITY": 0.0006317, "INCLINATION": 51.64, "RA_OF_ASC_NODE": 208.9163, "ARG_OF_PERICENTER": 69.9862,
    "MEAN_ANOMALY": 290.2027, "BSTAR": 0.0003, "MEAN_MOTION_DOT": 0.00016717, "MEAN_MOTION_DDOT": 0,
}  # fmt: skip


def test_day_172_and_a_half_is_noon_of_21_june() -> None:
    assert from_tle(LINE_1, LINE_2).epoch_utc == EPOCH


def test_trailing_blanks_and_line_ends_are_no_matter() -> None:
    assert from_tle(LINE_1 + "\r\n", LINE_2 + "  ").epoch_utc == EPOCH


def with_sum(line: str) -> str:
    digits = sum(int(c) if c.isdigit() else c == "-" for c in line[:68])
    return line[:68] + str(digits % 10)


@pytest.mark.parametrize(
    ("line1", "line2", "place", "got"),
    [
        (LINE_1[:-1] + "5", LINE_2, "TLE line 1: checksum", "5 in"),
        (LINE_1, LINE_2[:-1] + "0", "TLE line 2: checksum", "0 in"),
        (LINE_1, LINE_2.replace("51.64", "51.65"), "TLE line 2: checksum", "51.6500"),
        (LINE_1, LINE_2[:60], "TLE line 2", "60"),
        (LINE_2, LINE_1, "TLE line 1", "2 25544"),
        (LINE_1, with_sum(LINE_2.replace("25544", "25545")), "TLE line 2: satellite number", "25545"),
        (LINE_1, with_sum(LINE_2.replace(" 51.6400", "251.6400")), "TLE line 2: inclination", "251.6400"),
        (LINE_1, with_sum(LINE_2.replace("51.6400", "5l.6400")), "TLE line 2: inclination", "5l.6400"),
        (LINE_1, with_sum(LINE_2.replace("15.49560000", "nan        ")), "TLE line 2: mean motion", "nan"),
        (LINE_1, with_sum(LINE_2.replace("0006317", "00x6317")), "TLE line 2: eccentricity", "00x6317"),
        (with_sum(LINE_1.replace("30000-3", "3000x-3")), LINE_2, "TLE line 1: drag term", "3000x-3"),
        (with_sum(LINE_1.replace("26172.5", "26472.5")), LINE_2, "TLE line 1: epoch day", "472.5"),
        (None, LINE_2, "TLE line 1", "None"),
    ],
)
def test_a_bad_line_is_named_with_its_value(line1: str, line2: str, place: str, got: str) -> None:
    with pytest.raises(InputError) as refused:
        from_tle(line1, line2)
    assert refused.value.place == place
    assert got in str(refused.value)


def test_an_omm_of_the_same_elements_is_the_same_orbit() -> None:
    ours, theirs = (sgp4_teme(elements, [0.0, 9e4]) for elements in (from_omm(OMM), from_tle(LINE_1, LINE_2)))
    assert np.allclose(ours[0], theirs[0], rtol=0.0, atol=1e-3)
    assert np.allclose(ours[1], theirs[1], rtol=0.0, atol=1e-6)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"ECCENTRICITY": 1.2}, "OMM ECCENTRICITY"),
        ({"ECCENTRICITY": 1.0}, "OMM ECCENTRICITY"),
        ({"INCLINATION": "steep"}, "OMM INCLINATION"),
        ({"MEAN_MOTION": float("nan")}, "OMM MEAN_MOTION"),
        ({"EPOCH": "yesterday"}, "OMM EPOCH"),
        ({"REF_FRAME": "GCRF"}, "OMM REF_FRAME"),
        ({"MEAN_ELEMENT_THEORY": "DSST"}, "OMM MEAN_ELEMENT_THEORY"),
    ],
)
def test_a_bad_field_of_an_omm_is_named(change: dict[str, object], place: str) -> None:
    with pytest.raises(InputError) as refused:
        from_omm({**OMM, **change})
    assert refused.value.place == place


def test_a_missing_field_of_an_omm_is_named() -> None:
    with pytest.raises(InputError, match="OMM MEAN_ANOMALY"):
        from_omm({name: value for name, value in OMM.items() if name != "MEAN_ANOMALY"})


def test_a_start_far_from_its_epoch_is_refused() -> None:
    with pytest.raises(InputError, match=r"31\.0 days"):
        start_of_mean_elements((LINE_1, LINE_2), None, EPOCH + timedelta(days=31))


def test_times_have_their_shape_and_their_epoch() -> None:
    """Half an hour after an epoch is an hour after one half an hour earlier."""
    elements = from_tle(LINE_1, LINE_2)
    r, v = propagate_sgp4(elements, EPOCH, [[1800.0, 0.0]])
    again, _ = propagate_sgp4(elements, EPOCH - timedelta(minutes=30), 3600.0)
    assert r.shape == v.shape == (1, 2, 3)
    assert np.allclose(r[0, 0], again, rtol=0.0, atol=1e-3)


def test_a_leap_second_between_counts() -> None:
    """From 23:59:30 on the last day of 2016 it is 61 s to 00:00:30, not 60."""
    lines = (with_sum(LINE_1.replace("26172.50000000", "16366.99965278")), LINE_2)  # 23:59:30.000
    elements = from_tle(*lines)
    after = datetime(2017, 1, 1, 0, 0, 30, tzinfo=UTC)
    teme = sgp4_teme(elements, 61.0)[0]
    gcrf = propagate_sgp4(elements, after, 0.0)[0]
    assert np.linalg.norm(gcrf) == pytest.approx(np.linalg.norm(teme), abs=0.05)  # a turn keeps the distance
    assert abs(np.linalg.norm(sgp4_teme(elements, 60.0)[0]) - np.linalg.norm(teme)) > 0.5


def test_a_decayed_satellite_is_said_to_be() -> None:
    low = from_tle(LINE_1, with_sum(LINE_2.replace("15.49560000", "16.50000000")))
    with pytest.raises(InputError, match="SGP4"):
        sgp4_teme(low, 86400.0 * np.arange(30))
