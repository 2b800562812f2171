"""Mean elements of SGP4 from outside: two-line element sets and OMM records, checked field by field.

Format: CelesTrak's "NORAD Two-Line Element Set Format", Hoots and Roehrich 1980; CCSDS 502.0-B-3 for OMM. Every
refusal is an InputError that names line or field and shows the value. The maths is the package `sgp4`
(AIAA 2006-6753, WGS 72 as the element sets are made with).
"""

import math
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from sgp4 import omm as sgp4_omm
from sgp4.api import WGS72, Satrec

from sim.errors import InputError

LENGTH = 69  # characters of a line
#: line, name, first and last column (from 1), lowest and highest value, both allowed: some sets write 360 for 0
FIELDS = (
    (1, "epoch day", 21, 32, 1.0, 367.0),
    (1, "first derivative of mean motion", 34, 43, -1.0, 1.0),
    (2, "inclination", 9, 16, 0.0, 180.0),
    (2, "right ascension of the node", 18, 25, 0.0, 360.0),
    (2, "argument of perigee", 35, 42, 0.0, 360.0),
    (2, "mean anomaly", 44, 51, 0.0, 360.0),
    (2, "mean motion", 53, 63, 1e-9, 20.0),
)
OMM_FIELDS = {
    "MEAN_MOTION": (1e-9, 20.0),
    "ECCENTRICITY": (0.0, 1.0),
    "INCLINATION": (0.0, 180.0),
    "RA_OF_ASC_NODE": (0.0, 360.0),
    "ARG_OF_PERICENTER": (0.0, 360.0),
    "MEAN_ANOMALY": (0.0, 360.0),
    "BSTAR": (-10.0, 10.0),
}
_OMM_MEANS = {"MEAN_ELEMENT_THEORY": "SGP4", "REF_FRAME": "TEME", "TIME_SYSTEM": "UTC", "CENTER_NAME": "EARTH"}
_OMM_DEFAULTS = {
    "CLASSIFICATION_TYPE": "U", "OBJECT_ID": "2000-000A", "EPHEMERIS_TYPE": "0", "ELEMENT_SET_NO": "0",
    "REV_AT_EPOCH": "0", "MEAN_MOTION_DOT": "0", "MEAN_MOTION_DDOT": "0", "NORAD_CAT_ID": "0", "BSTAR": "0",
}  # fmt: skip


class MeanElements(NamedTuple):
    """What SGP4 starts from."""

    satrec: Any  # sgp4.api.Satrec
    epoch_utc: datetime
    text: str  # the source in one line, for messages


def from_tle(line1: str, line2: str) -> MeanElements:
    """Return the mean elements of a two-line element set.

    Raises InputError for a line of another length or number, characters that are not ASCII, a checksum that is wrong,
    two lines of different satellites, and a field that is no number or outside its range. Source: CelesTrak, NORAD
    Two-Line Element Set Format, Hoots and Roehrich 1980.
    """
    lines = [_line(number, text) for number, text in ((1, line1), (2, line2))]
    if lines[0][2:7] != lines[1][2:7]:
        raise InputError("TLE line 2: satellite number", f"that of line 1, {lines[0][2:7]!r}", repr(lines[1][2:7]))
    for number, name, first, last, low, high in FIELDS:
        _number(f"TLE line {number}: {name}", lines[number - 1][first - 1 : last], low, high)
    if not lines[1][26:33].strip().isdigit():
        raise InputError("TLE line 2: eccentricity", "seven digits", repr(lines[1][26:33]))
    for name, first, last in (("second derivative of mean motion", 45, 52), ("drag term", 54, 61)):
        text = lines[0][first - 1 : last]
        if text[0] not in " +-" or not text[1:6].strip().isdigit() or text[6] not in " +-" or not text[7].isdigit():
            raise InputError(f"TLE line 1: {name}", "sign, five digits, sign and digit of the exponent", repr(text))
    if not lines[0][18:20].strip().isdigit():
        raise InputError("TLE line 1: epoch year", "two digits", repr(lines[0][18:20]))
    try:
        satrec = Satrec.twoline2rv(*lines)
    except (ValueError, IndexError) as error:
        raise InputError("TLE lines 1 and 2", "a two-line element set", f"{lines} ({error})") from error
    year = int(lines[0][18:20])
    day = float(lines[0][20:32])
    new_year = datetime(year + (2000 if year < 57 else 1900), 1, 1, tzinfo=UTC)
    return _sound(MeanElements(satrec, new_year + timedelta(days=day - 1.0), f"TLE of {lines[0][2:7].strip()}"), "TLE")


def from_omm(fields: Mapping[str, Any]) -> MeanElements:
    """Return the mean elements of an OMM: keywords of CCSDS 502.0-B-3 to values, text or numbers.

    Raises InputError for a keyword that is missing, a value that is no number or outside its range, an epoch that is no
    time, and another theory, frame, time system or centre than SGP4, TEME, UTC and EARTH. Source: CCSDS 502.0-B-3.
    """
    for name, (low, high) in OMM_FIELDS.items():
        if name not in fields and name not in _OMM_DEFAULTS:
            raise InputError(f"OMM {name}", "a value", "nothing")
        value = _number(f"OMM {name}", fields.get(name, _OMM_DEFAULTS.get(name)), low, high)
        if name == "ECCENTRICITY" and value == high:
            raise InputError("OMM ECCENTRICITY", "an ellipse, 0 to below 1", repr(fields[name]))
    for name, meant in _OMM_MEANS.items():
        if str(fields.get(name, meant)).upper() != meant:
            raise InputError(f"OMM {name}", meant, repr(fields[name]))
    texts = {name: str(fields.get(name, default)) for name, default in _OMM_DEFAULTS.items()}
    texts |= {name: str(fields[name]) for name in OMM_FIELDS if name in fields}
    epoch = _omm_epoch(fields.get("EPOCH"))
    texts["EPOCH"] = epoch.strftime("%Y-%m-%dT%H:%M:%S.%f")
    satrec = Satrec()
    try:
        sgp4_omm.initialize(satrec, texts, WGS72)
    except (ValueError, KeyError) as error:
        raise InputError("OMM", "fields of an OMM", str(error)) from error
    return _sound(MeanElements(satrec, epoch, f"OMM of {texts['NORAD_CAT_ID']}"), "OMM")


def checksum(line: str) -> int:
    """Return the check digit of the first 68 characters: digits summed, a minus counts one, modulo ten.

    Source: CelesTrak, NORAD Two-Line Element Set Format, Hoots and Roehrich 1980.
    """
    return sum(int(sign) if sign.isdigit() else int(sign == "-") for sign in line[: LENGTH - 1]) % 10


def _line(number: int, text: str) -> str:
    place = f"TLE line {number}"
    if not isinstance(text, str) or not text.isascii():
        raise InputError(place, "a line of ASCII", repr(text))
    line = text.rstrip()
    if len(line) != LENGTH:
        raise InputError(place, f"{LENGTH} characters", f"{len(line)} in {line!r}")
    if line[:2] != f"{number} ":
        raise InputError(place, f"a line that begins with '{number} '", repr(line))
    if line[-1] != str(checksum(line)):
        raise InputError(f"{place}: checksum", str(checksum(line)), f"{line[-1]} in {line!r}")
    return line


def _number(place: str, value: object, low: float, high: float) -> float:
    try:
        found = float(value.strip() if isinstance(value, str) else value)  # type: ignore[arg-type]
    except (TypeError, ValueError) as error:
        raise InputError(place, "a number", repr(value)) from error
    if isinstance(value, bool) or not (math.isfinite(found) and low <= found <= high):
        raise InputError(place, f"{low:g} to {high:g}", repr(value))
    return found


def _omm_epoch(value: object) -> datetime:
    if isinstance(value, datetime):
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise InputError("OMM EPOCH", "a time in UTC, as 2026-06-21T00:00:00.000000", repr(value)) from error
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def _sound(elements: MeanElements, kind: str) -> MeanElements:
    if elements.satrec.error:
        raise InputError(kind, "elements SGP4 takes", f"its error {elements.satrec.error} for {elements.text}")
    return elements
