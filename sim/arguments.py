"""What callers from outside may give, checked at the door: vectors, states, times and epochs, GCRF, SI.

Every refusal is `sim.errors.InputError`, a ValueError that names the place, what was expected and what came. The
limits are ours; they catch kilometres given for metres, and motion that the models do not describe.
"""

import math
from collections.abc import Sequence
from datetime import UTC, datetime
from numbers import Real

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.constants import EARTH_FLATTENING, EARTH_MU_M3_S2, EARTH_RADIUS_M
from sim.errors import InputError

FIRST_YEAR, LAST_YEAR = 1960, 2100  # UTC begins in 1960; SOFA's series for the Earth are given to 2100
LARGEST_M = 1e12  # [m] of a central body: far above any
LONGEST_S = 100.0 * 365.25 * 86400.0  # [s]


def numbers(place: str, value: ArrayLike) -> NDArray[np.float64]:
    """Return `value` as finite float64 of any shape, () or (n, ...). Raises InputError at `place`. Source: ours."""
    found = real(place, value)
    if not np.all(np.isfinite(found)):
        bad = found[~np.isfinite(found)].flat[0]
        if found.shape == ():
            raise InputError(place, "a finite number", bad)
        raise InputError(place, "finite numbers", f"{bad} in an array of shape {found.shape}")
    return found


def real(place: str, value: ArrayLike) -> NDArray[np.float64]:
    """Return `value` as float64 of any shape, () or (n, ...), finite or not. Source: ours.

    Raises InputError at `place` for what numpy would make a number of in silence: half of a complex number, a date, a
    number of days or of milliseconds, text, and what lies behind a mask.
    """
    irregular = None
    try:
        given = np.asanyarray(value)
        numeric = given.dtype.kind in "biuf" or (given.dtype.kind == "O" and all(map(_is_real, given.flat)))
        if numeric and not np.any(np.ma.getmask(given)):
            return np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        irregular = error
    raise InputError(place, "real numbers in a regular array, none masked", repr(value)) from irregular


def _is_real(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, np.timedelta64)  # which numpy calls a whole number


def vectors(place: str, value: ArrayLike) -> NDArray[np.float64]:
    """Return `value` as finite float64 of shape (..., 3). Raises InputError, naming `place`. Source: ours."""
    found = numbers(place, value)
    if found.shape[-1:] != (3,):
        raise InputError(place, "shape (..., 3)", f"shape {found.shape}")
    return found


def broadcast(places: str, *arrays: NDArray[np.float64]) -> tuple[NDArray[np.float64], ...]:
    """Return `arrays`, each (..., 3), of one shape by numpy's rules. Raises InputError at `places`. Source: ours."""
    try:
        # copies: numba warns of a view of broadcasting; in C order, or compiled code is made once more for the other
        return tuple(np.array(array, order="C") for array in np.broadcast_arrays(*arrays))
    except ValueError as error:
        shapes = " and ".join(str(array.shape) for array in arrays)
        raise InputError(places, "shapes that go together, as (n, 3) with (3,) or (n, 3)", shapes) from error


def times(place: str, t_s: ArrayLike) -> NDArray[np.float64]:
    """Return `t_s` [s], of any shape, () or (n, ...), finite and within a century. Raises InputError. Source: ours."""
    found = numbers(place, t_s)
    if found.size and float(np.max(np.abs(found))) > LONGEST_S:
        raise InputError(place, f"seconds within a century, {LONGEST_S:g}", float(np.max(np.abs(found))))
    return found


def number(place: str, value: float) -> float:
    """Return `value`, one finite number of either sign. Raises InputError, naming `place`. Source: ours."""
    if isinstance(value, float) and math.isfinite(value):
        return float(value)  # numpy's way takes 10 us, and a fleet asks for each of its planes
    found = numbers(place, value)
    if found.shape != ():
        raise InputError(place, "one finite number", f"shape {found.shape}")
    return float(found)


def within(place: str, value: float, low: float, high: float) -> float:
    """Return `value`, one number of `low` to `high`, in their unit. Raises InputError, naming `place`. Source: ours."""
    found = number(place, value)
    if not low <= found <= high:
        raise InputError(place, f"{low:g} to {high:g}", value)
    return found


def shaped(place: str, value: ArrayLike, *shape: int) -> NDArray[np.float64]:
    """Return `value` as finite float64 of `shape`, (n,) or (n, ...); unit the caller's.

    Raises InputError at `place` for another shape and what is no finite number. Source: ours.
    """
    found = numbers(place, value)
    if found.shape != shape:
        raise InputError(place, f"shape {shape}", f"shape {found.shape}")
    return np.ascontiguousarray(found)


def one_of(place: str, value: object, known: Sequence[str]) -> str:
    """Return `value`, one of the words `known`. Raises InputError, naming `place`. Source: ours."""
    if not isinstance(value, str) or value not in known:
        raise InputError(place, " or ".join(f'"{word}"' for word in known), repr(value))
    return value


def positive(place: str, value: float) -> float:
    """Return `value`, a finite number above zero. Raises InputError, naming `place`. Source: ours."""
    if isinstance(value, float) and 0.0 < value < math.inf:
        return float(value)
    found = numbers(place, value)
    if found.shape != () or not float(found) > 0.0:
        raise InputError(place, "one number above zero", value)
    return float(found)


def whole(place: str, value: int, low: int, high: int) -> int:
    """Return `value`, a whole number of `low` to `high` [1]. Raises InputError, naming `place`. Source: ours."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or not low <= value <= high:
        raise InputError(place, f"a whole number of {low} to {high}", repr(value))
    return int(value)


def utc(epoch_utc: datetime) -> datetime:
    """Return `epoch_utc`, a datetime with a time zone, in UTC. Raises InputError for anything else. Source: ours."""
    if not isinstance(epoch_utc, datetime):
        raise InputError("epoch_utc", "a datetime with a time zone", repr(epoch_utc))
    if epoch_utc.utcoffset() is None:
        raise InputError("epoch_utc", "a datetime with a time zone; write it as UTC", epoch_utc.isoformat())
    try:
        at = epoch_utc.astimezone(UTC)
    except OverflowError as error:
        raise InputError("epoch_utc", f"a year of {FIRST_YEAR} to {LAST_YEAR}", epoch_utc.isoformat()) from error
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise InputError("epoch_utc", f"a year of {FIRST_YEAR} to {LAST_YEAR}", epoch_utc.isoformat())
    return at


def closed_orbit(
    r_eci_m: ArrayLike,
    v_eci_m_s: ArrayLike,
    *,
    mu_m3_s2: float = EARTH_MU_M3_S2,
    lowest_m: float = EARTH_RADIUS_M * (1.0 - EARTH_FLATTENING),
) -> NDArray[np.float64]:
    """Return the state (6,) of r (3,) [m] and v (3,) [m/s], GCRF, of an ellipse that stays clear of the Earth.

    Raises InputError for a wrong shape, for what is not finite, for an eccentricity of 1 or more, and for a position or
    a perigee within `lowest_m` [m] of the centre: the polar radius, so that nothing real is refused.
    Source: energy and eccentricity vector of the two-body problem (Vallado 2013, algorithm 9).
    """
    r, v = numbers("r_eci_m", r_eci_m), numbers("v_eci_m_s", v_eci_m_s)
    for place, vector in (("r_eci_m", r), ("v_eci_m_s", v)):
        if vector.shape != (3,):
            raise InputError(place, "shape (3,)", f"shape {vector.shape}")
    positive("mu_m3_s2", mu_m3_s2)
    with np.errstate(over="ignore", invalid="ignore"):
        radius_m, square = math.sqrt(float(r @ r)), float(v @ v)
    if not lowest_m <= radius_m < math.inf:
        raise InputError("r_eci_m", f"a position at least {lowest_m:.0f} m from the centre", f"{radius_m:.6g} m")
    with np.errstate(over="ignore", invalid="ignore"):
        energy = 0.5 * square - mu_m3_s2 / radius_m
        momentum = np.cross(r, v)
        p_m = float(momentum @ momentum) / mu_m3_s2
        e = math.sqrt(max(0.0, 1.0 + 2.0 * energy * p_m / mu_m3_s2))
    if not energy < 0.0:
        raise InputError("v_eci_m_s", "a closed orbit, eccentricity below 1", f"eccentricity {e:.6g}")
    if not p_m / (1.0 + e) >= lowest_m:
        perigee_m = p_m / (1.0 + e)
        raise InputError("v_eci_m_s", f"a perigee at least {lowest_m:.0f} m from the centre", f"{perigee_m:.6g} m")
    return np.concatenate([r, v])
