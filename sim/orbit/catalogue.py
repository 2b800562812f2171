"""A satellite as catalogues describe it: two-line elements (TLE) or an orbit mean-elements message (OMM).

Mean elements of SGP4 (Vallado, Crawford, Hujsak and Kelso, AIAA 2006-6753), through the `sgp4` package; OMM as in CCSDS
502.0-B. Positions come out in TEME, the frame of SGP4: `sim.orbit.teme` turns them into GCRF.
"""

import math
from collections.abc import Mapping

from sgp4 import omm
from sgp4.api import SGP4_ERRORS, WGS72, Satrec

from sim.errors import InputError

LINE_LENGTH = 69
_OMM_KEYS = (
    "EPOCH", "MEAN_MOTION", "ECCENTRICITY", "INCLINATION", "RA_OF_ASC_NODE", "ARG_OF_PERICENTER", "MEAN_ANOMALY",
    "BSTAR",
)  # fmt: skip
_OMM_DEFAULTS = {
    "NORAD_CAT_ID": "0", "OBJECT_ID": "", "OBJECT_NAME": "", "CLASSIFICATION_TYPE": "U", "EPHEMERIS_TYPE": "0",
    "ELEMENT_SET_NO": "0", "REV_AT_EPOCH": "0", "MEAN_MOTION_DOT": "0", "MEAN_MOTION_DDOT": "0",
}  # fmt: skip
#: Key -> lowest and highest value, CCSDS 502.0-B units: revolutions a day, degrees.
_OMM_RANGES = {
    "MEAN_MOTION": (0.01, 20.0), "ECCENTRICITY": (0.0, 0.9999999), "INCLINATION": (0.0, 180.0),
    "RA_OF_ASC_NODE": (-360.0, 360.0), "ARG_OF_PERICENTER": (-360.0, 360.0), "MEAN_ANOMALY": (-360.0, 360.0),
    "BSTAR": (-10.0, 10.0),
}  # fmt: skip


def from_tle(line_1: str, line_2: str) -> Satrec:
    """Return the satellite of two lines of elements. Source: the format's own definition in AIAA 2006-6753, app. B.

    Raises InputError naming the line: a wrong length, line number, checksum or field, two lines of two satellites, or
    elements that SGP4 itself refuses.
    """
    lines = [_line(number, text) for number, text in ((1, line_1), (2, line_2))]
    if lines[0][2:7] != lines[1][2:7]:
        raise InputError("TLE line 2", f"satellite {lines[0][2:7].strip()} as in line 1", lines[1][2:7].strip())
    for number, first, last, what in _FIELDS:
        _number(number, lines[number - 1][first:last], what)
    try:
        satellite = Satrec.twoline2rv(*lines, WGS72)
    except (ValueError, IndexError) as error:
        raise InputError("TLE", "two lines of elements", str(error)) from error
    return _sound(satellite, "TLE")


def from_omm(fields: Mapping[str, object]) -> Satrec:
    """Return the satellite of an OMM's keywords (EPOCH, MEAN_MOTION, ...), as text or numbers. Source: CCSDS 502.0-B.

    Raises InputError naming the key: one that is missing, is no number, or lies outside its range.
    """
    for key in _OMM_KEYS:
        if key not in fields:
            raise InputError("OMM", f"the key {key}", ", ".join(sorted(fields)) or "nothing")
    for key, (low, high) in _OMM_RANGES.items():
        try:
            value = float(str(fields[key]))
        except ValueError:
            value = math.nan
        if not low <= value <= high:
            raise InputError(f"OMM {key}", f"{low:g} to {high:g}", fields[key])
    epoch = str(fields["EPOCH"]).strip().removesuffix("Z")
    texts = _OMM_DEFAULTS | {key: str(value) for key, value in fields.items()} | {"EPOCH": _with_fraction(epoch)}
    satellite = Satrec()
    try:
        omm.initialize(satellite, texts)
    except (ValueError, KeyError) as error:
        raise InputError("OMM EPOCH", "a UTC time such as 2026-06-21T00:00:00.000000", fields["EPOCH"]) from error
    return _sound(satellite, "OMM")


#: Line, first and last column (from 0, past the end), what stands there: the numbers that `twoline2rv` would take as 0.
_FIELDS = (
    (1, 18, 20, "epoch year"), (1, 20, 32, "epoch day"), (2, 8, 16, "inclination"), (2, 17, 25, "node"),
    (2, 26, 33, "eccentricity"), (2, 34, 42, "argument of perigee"), (2, 43, 51, "mean anomaly"),
    (2, 52, 63, "mean motion"),
)  # fmt: skip


def checksum(line: str) -> int:
    """Return the checksum of a line's first 68 columns: the sum of its digits, a minus sign as 1, modulo 10.

    Source: the format's definition, AIAA 2006-6753, app. B.
    """
    return sum(int(c) if c.isdigit() else c == "-" for c in line[: LINE_LENGTH - 1]) % 10


def _line(number: int, text: str) -> str:
    line = text.rstrip()
    place = f"TLE line {number}"
    if len(line) != LINE_LENGTH or not line.isascii():
        raise InputError(place, f"{LINE_LENGTH} characters", f"{len(line)}: {line!r}")
    if line[:2] != f"{number} ":
        raise InputError(place, f"a line that begins with {number}", repr(line[:2]))
    if line[-1] != str(checksum(line)):
        raise InputError(place, f"checksum {checksum(line)} in column {LINE_LENGTH}", line[-1])
    return line


def _number(line: int, text: str, what: str) -> None:
    digits = text.strip()
    if not digits or not digits.replace(".", "", 1).replace(" ", "0").isdigit():
        raise InputError(f"TLE line {line}, {what}", "a number", repr(text))


def _with_fraction(epoch: str) -> str:
    """Return the epoch with the fraction of a second that the sgp4 package wants to see."""
    return epoch if "." in epoch else f"{epoch}.000000"


def _sound(satellite: Satrec, what: str) -> Satrec:
    if satellite.error:
        raise InputError(what, "elements of an orbit", SGP4_ERRORS.get(satellite.error, str(satellite.error)))
    return satellite
