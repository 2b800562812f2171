"""Walker constellations: circular orbits in evenly spread planes (Walker, J. Brit. Interplanet. Soc. 37, 1984, 559)."""

import math

import numpy as np
from numpy.typing import NDArray

from sim.arguments import one_of, whole
from sim.errors import InputError

MOST = 10_000_000  # satellites: ten times what is filed for (ours)

Angles = tuple[NDArray[np.float64], NDArray[np.float64]]


def walker_angles(satellites: int, planes: int, phasing: int, pattern: str = "delta") -> Angles:
    """Return (raan_rad, argument_of_latitude_rad), each (satellites,) [rad], of i:t/p/f, plane by plane, slot by slot.

    GCRF, at the epoch, the first node at 0. "delta" spreads the nodes over 360 deg, "star" over 180 deg. Source: Walker
    1984. Raises InputError unless planes divide the satellites, 0 <= phasing < planes and the pattern is known.
    """
    one_of("walker pattern", pattern, ("delta", "star"))
    whole("walker satellites", satellites, 1, MOST)
    if satellites % whole("walker planes", planes, 1, satellites):
        raise InputError("walker planes", f"a divisor of {satellites} satellites", planes)
    whole("walker phasing", phasing, 0, planes - 1)
    return walker_places(np.arange(satellites, dtype=np.int64), satellites, planes, phasing, pattern)


def walker_places(
    number: NDArray[np.int64], satellites: int, planes: int, phasing: int, pattern: str = "delta"
) -> Angles:
    """Return the angles of `walker_angles` [rad] of satellites `number` (n,) alone, each (n,). Source: Walker 1984."""
    plane, slot = np.divmod(number, satellites // planes)
    spread_rad = math.tau if pattern == "delta" else math.pi
    raan_rad = plane * (spread_rad / planes)
    latitude_rad = slot * (math.tau * planes / satellites) + plane * (math.tau * phasing / satellites)
    return raan_rad, latitude_rad
