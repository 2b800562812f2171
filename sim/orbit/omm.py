"""Mean elements of SGP4 from an Orbit Mean-Elements Message, checked field by field.

Format: CCSDS 502.0-B-3, as keywords to values. Every refusal is an InputError that names the keyword and shows the
value. The maths is the package `sgp4` (AIAA 2006-6753, WGS 72 as the element sets are made with).
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sgp4 import omm as sgp4_omm
from sgp4.api import WGS72, Satrec

from sim.arguments import utc
from sim.errors import InputError
from sim.orbit.mean_elements import MeanElements, bounded, sound

FIELDS = {  # keyword: lowest and highest value
    "MEAN_MOTION": (1e-9, 20.0),
    "ECCENTRICITY": (0.0, 1.0),
    "INCLINATION": (0.0, 180.0),
    "RA_OF_ASC_NODE": (0.0, 360.0),
    "ARG_OF_PERICENTER": (0.0, 360.0),
    "MEAN_ANOMALY": (0.0, 360.0),
    "BSTAR": (-10.0, 10.0),
    "MEAN_MOTION_DOT": (-1.0, 1.0),
    "MEAN_MOTION_DDOT": (-10.0, 10.0),
}
WHOLE = {  # keyword: highest value
    "NORAD_CAT_ID": 999_999_999,
    "ELEMENT_SET_NO": 99_999,
    "REV_AT_EPOCH": 999_999_999,
    "EPHEMERIS_TYPE": 9,
}
_MEANS = {"MEAN_ELEMENT_THEORY": "SGP4", "REF_FRAME": "TEME", "TIME_SYSTEM": "UTC", "CENTER_NAME": "EARTH"}
_DEFAULTS = {
    "CLASSIFICATION_TYPE": "U", "OBJECT_ID": "2000-000A", "EPHEMERIS_TYPE": "0", "ELEMENT_SET_NO": "0",
    "REV_AT_EPOCH": "0", "MEAN_MOTION_DOT": "0", "MEAN_MOTION_DDOT": "0", "NORAD_CAT_ID": "0", "BSTAR": "0",
}  # fmt: skip
_HIGHEST_NUMBER = 339_999  # of the package (alpha-5); the orbit does not depend on it, messages show it whole


def from_omm(fields: Mapping[str, Any]) -> MeanElements:
    """Return the mean elements of an OMM: keywords of CCSDS 502.0-B-3 to values, text or numbers.

    Raises InputError for what is no map, a keyword that is missing, a value that is no number or outside its range, an
    epoch that is no time of 1960 to 2100, and another theory, frame, time system or centre than SGP4, TEME, UTC and
    EARTH. Source: CCSDS 502.0-B-3.
    """
    if not isinstance(fields, Mapping):
        raise InputError("OMM", "a map of keywords to values", repr(fields))
    given = {name: value for name, value in fields.items() if value is not None}
    given |= _whole(given)
    _check(given)
    for name, meant in _MEANS.items():
        if str(given.get(name, meant)).upper() != meant:
            raise InputError(f"OMM {name}", meant, repr(given[name]))
    texts = {name: str(given.get(name, default)).strip() for name, default in _DEFAULTS.items()}
    texts |= {name: str(given[name]) for name in FIELDS if name in given}
    if len(texts["CLASSIFICATION_TYPE"]) != 1:
        raise InputError("OMM CLASSIFICATION_TYPE", "one letter, as U", repr(texts["CLASSIFICATION_TYPE"]))
    epoch = _epoch(given.get("EPOCH"))
    satrec = Satrec()
    own = {"EPOCH": epoch.strftime("%Y-%m-%dT%H:%M:%S.%f"), "NORAD_CAT_ID": min(given["NORAD_CAT_ID"], _HIGHEST_NUMBER)}
    try:
        sgp4_omm.initialize(satrec, texts | own, WGS72)
    except (TypeError, ValueError, KeyError) as error:
        raise InputError("OMM", "fields of an OMM", str(error)) from error
    return sound(MeanElements(satrec, epoch, f"OMM of {texts['NORAD_CAT_ID']}"), "OMM")


def _check(given: Mapping[str, Any]) -> None:
    """Raise InputError for an element that is missing, no number or outside its range."""
    for name, (low, high) in FIELDS.items():
        if name not in given and name not in _DEFAULTS:
            raise InputError(f"OMM {name}", "a value", "nothing")
        value = bounded(f"OMM {name}", given.get(name, _DEFAULTS.get(name)), low, high)
        if name == "ECCENTRICITY" and value == high:
            raise InputError("OMM ECCENTRICITY", "an ellipse, 0 to below 1", repr(given[name]))


def _whole(given: Mapping[str, Any]) -> dict[str, int]:
    """Return the whole numbers of an OMM, 0 where there is none. Raises InputError for what is none."""
    found = {}
    for name, most in WHOLE.items():
        value = bounded(f"OMM {name}", given.get(name, "0"), 0.0, most)
        if value != int(value):
            raise InputError(f"OMM {name}", "a whole number", repr(given[name]))
        found[name] = int(value)
    return found


def _epoch(value: object) -> datetime:
    """Return an epoch of either form of CCSDS 301.0-B-4, month and day or day of the year; UTC where no zone is."""
    if isinstance(value, datetime):
        at = value
    else:
        text = value.strip() if isinstance(value, str) else ""
        try:
            at = _day_of_year(text) or datetime.fromisoformat(text)
        except ValueError as error:
            raise InputError("OMM EPOCH", "a time in UTC, as 2026-06-21T00:00:00.000000", repr(value)) from error
    try:
        return utc(at if at.tzinfo else at.replace(tzinfo=UTC))
    except InputError as error:
        raise InputError("OMM EPOCH", error.expected, repr(value)) from error


def _day_of_year(text: str) -> datetime | None:
    """Return the time of `text` as 2026-172T12:00:00.000, or None where it is not of that form."""
    day, mark, clock = text.partition("T")
    if not (mark and len(day) == len("2026-172") and day[4] == "-" and (day[:4] + day[5:]).isdecimal()):
        return None
    first = datetime.strptime(day, "%Y-%j").replace(tzinfo=UTC)
    if first.year != int(day[:4]):  # day 366 of another than a leap year
        raise ValueError(day)
    return datetime.combine(first.date(), datetime.fromisoformat(f"2000-01-01T{clock}").timetz())
