"""Shells of a constellation: layers of circular orbits up to 50 km thick, between 500 and 2000 km.

Text of a shell: KIND:ALTITUDE_KM:ANGLE:SATELLITES[:PLANES[:THICKNESS_KM]], where KIND is "sso" (ANGLE is the local time
of the ascending node [h]) or "inclined" (ANGLE is the inclination [deg]): "sso:600:18:1000", "inclined:900:30:6000:60".

Planes lie evenly through the thickness. Those of an "sso" shell share their node, each with the inclination that is
sun-synchronous at its height; those of an "inclined" shell are a Walker delta with phasing 1 (0 for one plane).
Satellites are numbered shell by shell, plane by plane, slot by slot. Source: ours; rates as in `sim.orbit.secular`.
"""

import math
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.arguments import whole
from sim.constants import EARTH_J2, EARTH_MU_M3_S2, EARTH_RADIUS_M
from sim.errors import InputError
from sim.orbit.secular import j2_rates, sun_synchronous_inclination_rad
from sim.orbit.sun import raan_from_ltan_rad
from sim.orbit.walker import MOST, walker_places

LOWEST_M, HIGHEST_M, THICKEST_M = 500e3, 2000e3, 50e3  # [m]


class Shell(NamedTuple):
    """A layer of satellites; `angle` is the ascending node's local time [h] ("sso") or the inclination [deg]."""

    kind: str
    altitude_m: float  # of its middle, over the equatorial radius
    angle: float
    satellites: int
    planes: int = 1
    thickness_m: float = 0.0


class Orbits(NamedTuple):
    """Mean circular orbits, arrays (n,): size [m], angles at the epoch [rad, GCRF] and their rates [rad/s]."""

    a_m: NDArray[np.float64]
    inclination_rad: NDArray[np.float64]
    raan_rad: NDArray[np.float64]
    latitude_rad: NDArray[np.float64]
    raan_rad_s: NDArray[np.float64]
    latitude_rad_s: NDArray[np.float64]


def parse_shell(text: str) -> Shell:
    """Return the shell that `text` describes (grammar: this module's docstring; ours).

    Raises InputError for a text outside the grammar or a shell outside its limits.
    """
    parts = text.split(":")
    place = f'shell "{text}"'
    if not 4 <= len(parts) <= 6:
        raise InputError(place, "KIND:ALTITUDE_KM:ANGLE:SATELLITES[:PLANES[:THICKNESS_KM]]", f"{len(parts)} fields")
    try:
        altitude_m, angle = 1e3 * float(parts[1]), float(parts[2])
        satellites, planes = int(parts[3]), int(parts[4]) if len(parts) > 4 else 1
        thickness_m = 1e3 * float(parts[5]) if len(parts) > 5 else 0.0
    except ValueError as error:
        raise InputError(place, "numbers after the kind", str(error)) from None
    return check_shell(Shell(parts[0], altitude_m, angle, satellites, planes, thickness_m), place)


def check_shell(shell: Shell, place: str = "shell") -> Shell:
    """Return `shell` when it is within the limits of this module (ours). Raises InputError naming `place` otherwise."""
    highest = {"sso": 24.0, "inclined": 180.0}.get(shell.kind)
    if highest is None:
        raise InputError(f"{place}, kind", '"sso" or "inclined"', repr(shell.kind))
    if not 0.0 <= shell.angle <= highest:
        raise InputError(f"{place}, angle", f"0 to {highest:g}", shell.angle)
    if not 0.0 <= shell.thickness_m <= THICKEST_M:
        raise InputError(f"{place}, thickness", "0 to 50 km", f"{shell.thickness_m / 1e3} km")
    half_m = 0.5 * shell.thickness_m
    if not (shell.altitude_m - half_m >= LOWEST_M and shell.altitude_m + half_m <= HIGHEST_M):
        raise InputError(f"{place}, altitude", "500 to 2000 km with its thickness", f"{shell.altitude_m / 1e3} km")
    whole(f"{place}, satellites", shell.satellites, 1, MOST)
    if shell.satellites % whole(f"{place}, planes", shell.planes, 1, MOST):
        raise InputError(f"{place}, planes", f"a divisor of {shell.satellites} satellites", shell.planes)
    return shell


def default_shells(satellites: int) -> tuple[Shell, ...]:
    """Return up to 30 shells of 50 km from 500 to 2000 km, sun-synchronous (18 h) and 30 deg in turn (ours).

    The satellites are shared out evenly, the first shells taking the rest. Raises InputError below one satellite.
    """
    whole("satellites", satellites, 1, MOST)
    number = min(30, satellites)
    shells = []
    for k in range(number):
        count = satellites // number + (1 if k < satellites % number else 0)
        planes = max(d for d in range(1, min(100, count) + 1) if count % d == 0)
        kind, angle = ("sso", 18.0) if k % 2 == 0 else ("inclined", 30.0)
        shells.append(Shell(kind, 525e3 + 50e3 * k, angle, count, planes, 50e3))
    return tuple(shells)


def shell_orbits(shells: Sequence[Shell], epoch_utc: datetime, first: int = 0, last: int | None = None) -> Orbits:
    """Return the mean orbits of satellites `first` to before `last` (all), arrays (n,), GCRF at `epoch_utc`.

    Numbered shell by shell, plane by plane. Only what is asked for is computed, so a part of a million costs its own
    size. Raises InputError for a shell outside the limits and for a range that holds none of them.

    Node by the secular rate (`sim.orbit.secular`, Vallado). Latitude turns as a circle of mean distance `a_m` does
    under J2: n (1 + 3/4 J2 (Re/a)^2 (3 - 3.5 sin^2 i)), by its radial balance (ours, from Hill's equations).
    """
    columns, start = [], 0
    for k, shell in enumerate(shells):
        check_shell(shell, f"shell {k}")
        end = start + shell.satellites
        low, high = max(first, start), end if last is None else min(last, end)
        if low < high:
            columns.append(_shell_columns(shell, epoch_utc, np.arange(low - start, high - start, dtype=np.int64)))
        start = end
    if first < 0 or not columns:
        raise InputError("satellites first to last", f"some of 0 to {start}", f"{first} to {last}")
    return Orbits(*(np.concatenate(column) for column in zip(*columns, strict=True)))


def _shell_columns(shell: Shell, epoch_utc: datetime, number: NDArray[np.int64]) -> Orbits:
    """Return the orbits of the satellites `number` (n,) of one shell."""
    planes, plane = np.unique(number // (shell.satellites // shell.planes), return_inverse=True)
    offset_m = ((planes + 0.5) / shell.planes - 0.5) * shell.thickness_m
    plane_a_m = EARTH_RADIUS_M + shell.altitude_m + offset_m
    raan_rad, latitude_rad = walker_places(number, shell.satellites, shell.planes, min(1, shell.planes - 1))
    if shell.kind == "sso":
        inclination_rad = np.array([sun_synchronous_inclination_rad(float(a)) for a in plane_a_m])
        raan_rad = np.full(number.size, raan_from_ltan_rad(shell.angle, epoch_utc))
    else:
        inclination_rad = np.full(planes.size, math.radians(shell.angle))
    sizes = list(zip(plane_a_m, inclination_rad, strict=True))
    raan_rad_s = np.array([j2_rates(float(a), 0.0, float(i)).raan_rad_s for a, i in sizes])
    latitude_rad_s = np.array([_latitude_rate_rad_s(float(a), float(i)) for a, i in sizes])
    spread = (column[plane] for column in (plane_a_m, inclination_rad, raan_rad_s, latitude_rad_s))
    a_m, inclination, node_rate, latitude_rate = spread
    return Orbits(a_m, inclination, raan_rad, latitude_rad, node_rate, latitude_rate)


def flattening(a_m: float) -> float:
    """Return J2 (Re/a)^2 [1], the size of all that J2 does to an orbit of size `a_m` [m]. Source: Kozai 1959."""
    return EARTH_J2 * (EARTH_RADIUS_M / a_m) * (EARTH_RADIUS_M / a_m)


def _latitude_rate_rad_s(a_m: float, inclination_rad: float) -> float:
    sine = math.sin(inclination_rad)
    n_rad_s = math.sqrt(EARTH_MU_M3_S2 / a_m) / a_m
    return n_rad_s * (1.0 + 0.75 * flattening(a_m) * (3.0 - 3.5 * sine * sine))
