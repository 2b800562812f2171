"""Element sets from outside: what is taken, what is refused and how it is said."""

from __future__ import annotations

import math
from collections.abc import Iterator
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
        (with_sum(LINE_1.replace("26172.5", "26366.5")), LINE_2, "TLE line 1: epoch day", "366.5"),
        (None, LINE_2, "TLE line 1", "None"),
    ],
)
def test_a_bad_line_is_named_with_its_value(line1: str, line2: str, place: str, got: str) -> None:
    with pytest.raises(InputError) as refused:
        from_tle(line1, line2)
    assert refused.value.place == place
    assert got in str(refused.value)


def damaged() -> Iterator[tuple[str, str, int, str]]:
    """Each column of either line with each of some characters in it, and its checksum set right."""
    for line in (1, 2):
        for column in range(1, 69):
            for sign in " 09.-+_xeE":
                lines = [LINE_1, LINE_2]
                text = lines[line - 1]
                lines[line - 1] = with_sum(text[: column - 1] + sign + text[column:])
                yield lines[0], lines[1], line, f"{column}: {sign!r}"


def read_by_columns(line1: str, line2: str) -> dict[str, float]:
    """What the format says the columns mean: decimal fields as they stand, eccentricity and drag with a point set."""
    drag = line1[53] + "." + line1[54:59].replace(" ", "0") + "e" + line1[59:61].replace(" ", "+")
    return {
        "inclo": math.radians(float(line2[8:16])), "nodeo": math.radians(float(line2[17:25])),
        "ecco": float("." + line2[26:33].replace(" ", "0")), "argpo": math.radians(float(line2[34:42])),
        "mo": math.radians(float(line2[43:51])), "no_kozai": float(line2[52:63]) * math.tau / 1440.0,
        "bstar": float(drag.strip()), "epochdays": float(line1[20:32]),
    }  # fmt: skip


def test_a_damaged_line_whose_checksum_holds_is_another_number_or_refused() -> None:
    taken, places = 0, []
    for line1, line2, line, what in damaged():
        try:
            satrec = from_tle(line1, line2).satrec
        except InputError as error:
            places.append((line, error.place))
            continue
        taken += 1
        for name, value in read_by_columns(line1, line2).items():
            assert getattr(satrec, name) == pytest.approx(value, rel=1e-12, abs=1e-15), f"line {line}, column {what}"
    assert taken > 200
    assert len(places) > 600
    both = ("TLE line 2: satellite number", "TLE")  # two lines that disagree; an orbit within the Earth
    assert all(f"line {line}" in place or place in both for line, place in places)


@pytest.mark.parametrize(
    ("line", "column", "sign"),
    [(1, 18, "2"), (1, 33, "x"), (1, 44, "0"), (1, 53, "."), (2, 17, "1"), (2, 43, "."), (2, 52, "-")],
)
def test_a_column_that_must_be_blank_is_named(line: int, column: int, sign: str) -> None:
    lines = [LINE_1, LINE_2]
    lines[line - 1] = with_sum(lines[line - 1][: column - 1] + sign + lines[line - 1][column:])
    with pytest.raises(InputError, match="a blank") as refused:
        from_tle(*lines)
    assert refused.value.place == f"TLE line {line}: column {column}"


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
        ({"EPOCH": None}, "OMM EPOCH"),
        ({"EPOCH": 20260621}, "OMM EPOCH"),
        ({"MEAN_ANOMALY": "\uff11.5"}, "OMM MEAN_ANOMALY"),
        ({"EPOCH": "0001-01-01T00:00:00+05:00"}, "OMM EPOCH"),
        ({"EPOCH": "1850-01-01T00:00:00"}, "OMM EPOCH"),
        ({"EPOCH": "2026-366T00:00:00"}, "OMM EPOCH"),
        ({"EPOCH": "2026-1x2T00:00:00"}, "OMM EPOCH"),
        ({"CLASSIFICATION_TYPE": "UNCLASSIFIED"}, "OMM CLASSIFICATION_TYPE"),
        ({"NORAD_CAT_ID": "ISS"}, "OMM NORAD_CAT_ID"),
        ({"NORAD_CAT_ID": 10**400}, "OMM NORAD_CAT_ID"),
        ({"REV_AT_EPOCH": 1.5}, "OMM REV_AT_EPOCH"),
        ({"ELEMENT_SET_NO": "9_9"}, "OMM ELEMENT_SET_NO"),
        ({"EPHEMERIS_TYPE": [0]}, "OMM EPHEMERIS_TYPE"),
        ({"MEAN_MOTION_DOT": "nan"}, "OMM MEAN_MOTION_DOT"),
        ({"MEAN_MOTION_DDOT": "inf"}, "OMM MEAN_MOTION_DDOT"),
        ({"REF_FRAME": "GCRF"}, "OMM REF_FRAME"),
        ({"MEAN_ELEMENT_THEORY": "DSST"}, "OMM MEAN_ELEMENT_THEORY"),
    ],
)
def test_a_bad_field_of_an_omm_is_named(change: dict[str, object], place: str) -> None:
    with pytest.raises(InputError) as refused:
        from_omm({**OMM, **change})
    assert refused.value.place == place


@pytest.mark.parametrize(
    "epoch", ["2026-172T12:00:00.000", "2026-172T14:00:00+02:00", "2026-06-21T12:00:00Z", datetime(2026, 6, 21, 12)]
)
def test_an_epoch_of_an_omm_may_be_written_in_either_way(epoch: object) -> None:
    assert from_omm({**OMM, "EPOCH": epoch}).epoch_utc == EPOCH


def test_what_is_no_map_is_no_omm() -> None:
    with pytest.raises(InputError, match="OMM: expected a map"):
        from_omm(None)


def test_a_catalogue_number_of_nine_digits_is_told_as_it_is() -> None:
    elements = from_omm({**OMM, "NORAD_CAT_ID": 123456789})
    assert elements.text == "OMM of 123456789"
    assert np.array_equal(sgp4_teme(elements, 60.0)[0], sgp4_teme(from_omm(OMM), 60.0)[0])


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
