"""Mean elements of SGP4 from a two-line element set, checked column by column.

Format: CelesTrak's "NORAD Two-Line Element Set Format", Hoots and Roehrich 1980. A checksum of one digit passes one
damaged line in ten, so every column is held to the format too: what `sgp4` would read past ends as another orbit.
Every refusal is an InputError that names the line and the field or the column, and shows the value. The maths is the
package `sgp4` (AIAA 2006-6753, WGS 72 as the element sets are made with).
"""

import math
import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sgp4.api import WGS72, Satrec

from sim.errors import InputError
from sim.orbit.mean_elements import MeanElements, bounded, sound

LENGTH = 69  # characters of a line
BLANKS = ((2, 9, 18, 33, 44, 53, 62, 64), (2, 8, 17, 26, 34, 43, 52))  # columns of either line, from 1
_ANGLE = r"[ \d]{2}\d\.\d+ *", "nnn.nnnn"
_NUMBER = r" *\d+|[A-HJ-NP-Z]\d{4}", "five digits, or a letter and four"
_POWER = r"[ +-]\d{5}[ +-]\d", "sign, five digits, sign and digit of the exponent"
_COUNT = r" *\d* *", "digits or blanks"


class Field(NamedTuple):
    """One field of a line: what it is called, where it stands, how it is written, and what it may be."""

    line: int
    name: str
    first: int  # columns, from 1
    last: int
    pattern: str
    written: str
    low: float = -math.inf
    high: float = math.inf  # both allowed: some sets write 360 for 0


FIELDS = (
    Field(1, "satellite number", 3, 7, *_NUMBER),
    Field(1, "classification", 8, 8, r"[ UCS]", "U, C or S"),
    Field(1, "international designator", 10, 17, r"[ 0-9A-Z]+", "digits, letters and blanks"),
    Field(1, "epoch year", 19, 20, r"\d\d", "two digits"),
    Field(1, "epoch day", 21, 32, r"[ \d]{2}\d\.\d+ *", "nnn.nnnnnnnn", 1.0, 367.0),
    Field(1, "first derivative of mean motion", 34, 43, r"[ 0+-]\.\d+ *", "a sign and .nnnnnnnn", -1.0, 1.0),
    Field(1, "second derivative of mean motion", 45, 52, *_POWER),
    Field(1, "drag term", 54, 61, *_POWER),
    Field(1, "ephemeris type", 63, 63, r"[ \d]", "a digit or a blank"),
    Field(1, "element set number", 65, 68, *_COUNT),
    Field(2, "satellite number", 3, 7, *_NUMBER),
    Field(2, "inclination", 9, 16, *_ANGLE, 0.0, 180.0),
    Field(2, "right ascension of the node", 18, 25, *_ANGLE, 0.0, 360.0),
    Field(2, "eccentricity", 27, 33, r" *\d+ *", "seven digits"),
    Field(2, "argument of perigee", 35, 42, *_ANGLE, 0.0, 360.0),
    Field(2, "mean anomaly", 44, 51, *_ANGLE, 0.0, 360.0),
    Field(2, "mean motion", 53, 63, r"[ \d]\d\.\d+ *", "nn.nnnnnnnn", 1e-9, 20.0),
    Field(2, "revolution number", 64, 68, *_COUNT),
)


def from_tle(line1: str, line2: str) -> MeanElements:
    """Return the mean elements of a two-line element set.

    Raises InputError for a line of another length or number, characters that are not ASCII, a checksum that is wrong,
    a column that must be blank and is not, two lines of different satellites, and a field that is not written as the
    format has it or is outside its range. Source: CelesTrak, NORAD Two-Line Element Set Format, Hoots and Roehrich
    1980.
    """
    lines = [_line(number, text) for number, text in ((1, line1), (2, line2))]
    for field in FIELDS:
        _check(field, lines[field.line - 1])
    if lines[0][2:7] != lines[1][2:7]:
        raise InputError("TLE line 2: satellite number", f"that of line 1, {lines[0][2:7]!r}", repr(lines[1][2:7]))
    try:
        satrec = Satrec.twoline2rv(*lines, WGS72)
    except (ValueError, IndexError) as error:
        raise InputError("TLE lines 1 and 2", "a two-line element set", f"{lines} ({error})") from error
    year = int(lines[0][18:20])
    new_year = datetime(year + (2000 if year < 57 else 1900), 1, 1, tzinfo=UTC)
    epoch = new_year + timedelta(days=float(lines[0][20:32]) - 1.0)
    if epoch.year != new_year.year:
        raise InputError("TLE line 1: epoch day", f"a day of {new_year.year}", repr(lines[0][20:32]))
    return sound(MeanElements(satrec, epoch, f"TLE of {lines[0][2:7].strip()}"), "TLE")


def checksum(line: str) -> int:
    """Return the check digit of the first 68 characters: digits summed, a minus counts one, modulo ten.

    Source: CelesTrak, NORAD Two-Line Element Set Format, Hoots and Roehrich 1980.
    """
    return sum(int(sign) if sign.isdigit() else int(sign == "-") for sign in line[: LENGTH - 1]) % 10


def _line(number: int, text: str) -> str:
    """Return line `number` without line end, of the right length, with its check digit and its blanks."""
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
    for column in BLANKS[number - 1]:
        if line[column - 1] != " ":
            raise InputError(f"{place}: column {column}", "a blank", f"{line[column - 1]!r} in {line!r}")
    return line


def _check(field: Field, line: str) -> None:
    """Raise InputError unless `field` of `line` is written as it must be and within its range."""
    place = f"TLE line {field.line}: {field.name}"
    text = line[field.first - 1 : field.last]
    if not re.fullmatch(field.pattern, text):
        where = f"column {field.first}" if field.first == field.last else f"columns {field.first} to {field.last}"
        raise InputError(place, f"{field.written} in {where}", repr(text))
    if field.high < math.inf:
        bounded(place, text, field.low, field.high)
