"""O-1: SGP4 against the verification cases in its package (AIAA 2006-6753), and TEME to GCRF by skyfield."""

from __future__ import annotations

import warnings
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from sim.errors import InputError
from sim.orbit import from_tle, propagate_sgp4, sgp4_teme
from sim.orbit.tle import checksum

AUTHORITY = "sgp4, tcppver.out"
Rows = list[list[float]]
Case = tuple[str, str, Rows]  # two lines, and rows of minutes, r [km], v [km/s]
NONE_AT_EPOCH = "33334"  # SGP4 has no state of it even at epoch (error 3); the file repeats the row before


def read(name: str) -> list[str]:
    return resources.files("sgp4").joinpath(name).read_text("ascii").splitlines()


def cases() -> list[Case]:
    """The 33, in the order of the two files. One satellite stands there twice."""
    blocks: list[Rows] = []
    for line in read("tcppver.out"):
        if "xx" in line:
            blocks.append([])
        else:
            blocks[-1].append([float(word) for word in line.split()[:7]])
    lines = [line for line in read("SGP4-VER.TLE") if line[:1] in "12"]
    return list(zip(lines[::2], lines[1::2], blocks, strict=True))


CASES = cases()


def sound(line: str) -> str:
    """The line with its checksum put right: three of the published ones are no sound TLE."""
    return f"{line[:68]}{checksum(line)}"


def test_there_are_all_the_cases() -> None:
    assert len(CASES) == 33
    assert sum(len(rows) for _, _, rows in CASES) == 667


@pytest.mark.parametrize(
    "number",
    [number for number, case in enumerate(CASES) if case[0][2:7] != NONE_AT_EPOCH],
    ids=lambda n: CASES[n][0][2:7],
)
def test_o1_verification_case(agrees, number: int) -> None:
    line1, line2, rows = CASES[number]
    table = np.array(rows)
    r, v = sgp4_teme(from_tle(sound(line1), sound(line2)), 60.0 * table[:, 0])
    off_km = float(np.max(np.abs(r / 1e3 - table[:, 1:4])))
    off_km_s = float(np.max(np.abs(v / 1e3 - table[:, 4:])))
    name = f"satellite {line1[2:7]}, {len(rows)} rows"
    agrees("O-1", f"{name}, place", off_km, 0.0, 1e-6, unit="km", authority=AUTHORITY)
    agrees("O-1", f"{name}, velocity", off_km_s, 0.0, 1e-9, unit="km/s", authority=AUTHORITY)


def test_o1_the_case_without_a_state_is_refused() -> None:
    [(line1, line2, _)] = [case for case in CASES if case[0][2:7] == NONE_AT_EPOCH]
    with pytest.raises(InputError, match="error 3"):
        from_tle(sound(line1), sound(line2))


def test_unsound_lines_of_the_file_are_refused() -> None:
    unsound = [case for case in CASES if (sound(case[0]), sound(case[1])) != (case[0][:69], case[1][:69])]
    assert len(unsound) == 3
    for line1, line2, _ in unsound:
        with pytest.raises(InputError, match="checksum"):
            from_tle(line1[:69], line2[:69])


LINE_1 = "1 25544U 98067A   26172.50000000  .00016717  00000-0  30000-3 0  9991"  # of no real day: fields as of the ISS
LINE_2 = "2 25544  51.6400 208.9163 0006317  69.9862 290.2027 15.49560000    17"
EPOCH = datetime(2026, 6, 21, 6, tzinfo=UTC)


@pytest.mark.parametrize("hours", [0, 7, 100])
def test_gcrf_against_skyfield(agrees, hours: int) -> None:
    api = pytest.importorskip("skyfield.api", reason="installed by `make accuracy`")
    from skyfield_data import get_skyfield_data_path

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its table of the Earth's rotation is out of date: 1e-9 rad here
        scale = api.Loader(Path(get_skyfield_data_path()), verbose=False).timescale()
        theirs = api.EarthSatellite(LINE_1, LINE_2, "satellite", scale).at(
            scale.from_datetime(EPOCH + timedelta(hours=hours))
        )
        place_m, velocity_m_s = theirs.position.m, theirs.velocity.km_per_s * 1e3
    r, v = propagate_sgp4(from_tle(LINE_1, LINE_2), EPOCH, 3600.0 * hours)
    off_m, off_m_s = float(np.linalg.norm(r - place_m)), float(np.linalg.norm(v - velocity_m_s))
    agrees("O-1", f"GCRF place after {hours} h", off_m, 0.0, 0.01, unit="m", authority="skyfield 1.55")
    agrees("O-1", f"GCRF velocity after {hours} h", off_m_s, 0.0, 1e-5, unit="m/s", authority="skyfield 1.55")
