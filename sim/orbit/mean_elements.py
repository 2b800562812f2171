"""Mean elements of SGP4, whatever they were read from, and the checks that both readers share (ours)."""

import math
from datetime import datetime
from typing import Any, NamedTuple

from sgp4.api import SGP4_ERRORS

from sim.errors import InputError


class MeanElements(NamedTuple):
    """What SGP4 starts from."""

    satrec: Any  # sgp4.api.Satrec
    epoch_utc: datetime
    text: str  # the source in one line, for messages


def bounded(place: str, value: object, low: float, high: float) -> float:
    """Return `value`, a number or its text, of `low` to `high`, in the unit of the field. Source: ours.

    Raises InputError at `place` for anything else, "nan", "inf" and Python's own "1_000" among it.
    """
    try:
        found = float(value.strip() if isinstance(value, str) else value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError) as error:
        raise InputError(place, "a number", repr(value)) from error
    if (
        isinstance(value, bool)
        or "_" in str(value)
        or not str(value).isascii()
        or not (math.isfinite(found) and low <= found <= high)
    ):
        raise InputError(place, f"{low:g} to {high:g}", repr(value))
    return found


def said(error: int) -> str:
    """Return what SGP4 means by `error`, a number of AIAA 2006-6753. Source: package `sgp4`."""
    return str(SGP4_ERRORS.get(error, "unknown"))


def sound(elements: MeanElements, kind: str) -> MeanElements:
    """Return `elements` if SGP4 can start from them. Raises InputError, naming `kind`, if not. Source: SGP4."""
    if error := elements.satrec.error:
        raise InputError(kind, "elements SGP4 takes", f"its error {error} for {elements.text}: {said(error)}")
    return elements
