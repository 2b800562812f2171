"""Sunlight off a Lambertian Earth onto a small plate.

A plate edge-on to both Sun and Earth has its normal along unit(Sun x nadir); an array has it along the Sun, to or from.
What reaches either depends on two numbers only: the distance, and the Sun's zenith angle at the point below.
The integral over the visible patches is done once, into a table of factors F(zenith):
irradiance = albedo * sunlight * F. Taking the point below
for all of the Earth instead would make F zero at the terminator, where dawn-dusk orbits live.
"""

import math
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from sim.arguments import number, one_of
from sim.errors import InputError
from sim.kernel import jit

NODES = 37  # zenith angles 0, 5 ... 180 deg
_STEP_RAD = math.pi / (NODES - 1)
_RINGS, _SPOKES = 100, 128  # patches of the visible cap: centre angle by azimuth; 1 ms, edge-on factors within 3e-5

Attitude = Literal["edge_on", "nadir", "sun", "anti_sun"]


def _face(attitude: str, zenith_rad: float) -> tuple[float, float, float]:
    """Return the unit normal (x, y, z) of a face in the axes of `albedo_factors`."""
    if attitude == "edge_on":
        return 0.0, 1.0, 0.0
    if attitude == "nadir":
        return 0.0, 0.0, -1.0
    sign = 1.0 if attitude == "sun" else -1.0
    return sign * math.sin(zenith_rad), 0.0, sign * math.cos(zenith_rad)


def albedo_factors(distance_ratio: float, attitude: Attitude = "edge_on") -> NDArray[np.float64]:
    """Return (37,) albedo factors of one face for solar zenith angles 0, 5 ... 180 deg at the point below.

    F = (1/pi) * integral of max(0, cos sun) cos(leaving) cos(arriving) / d^2 dA: a Lambertian sphere.

    Args:
        distance_ratio: H > 1, distance from the Earth's centre over its radius.
        attitude: "edge_on" to Sun and Earth, "nadir" (the face looks at the Earth's centre), "sun" or "anti_sun"
            (at the Sun or away from it: front and back of an array).

    Raises InputError for a distance that is not above 1 and finite, and another attitude. Source:
    docs/physics.md section 2.
    """
    if not number("distance_ratio", distance_ratio) > 1.0:
        raise InputError("distance_ratio", "more than the Earth's radius, above 1", distance_ratio)
    one_of("attitude", attitude, get_args(Attitude))
    rim_rad = math.acos(1.0 / distance_ratio)
    centre = (np.arange(_RINGS)[:, np.newaxis] + 0.5) * (rim_rad / _RINGS)
    around = (np.arange(_SPOKES)[np.newaxis, :] + 0.5) * (math.tau / _SPOKES)
    # Earth radii; z up to the satellite, the Sun in the plane of x and z, the plate's edge-on normal along y
    patch = np.stack([np.sin(centre) * np.cos(around), np.sin(centre) * np.sin(around), np.cos(centre) + 0.0 * around])
    to_satellite = np.array([0.0, 0.0, distance_ratio])[:, np.newaxis, np.newaxis] - patch
    distance2 = np.sum(to_satellite * to_satellite, axis=0)
    leaving = np.sum(to_satellite * patch, axis=0)  # times distance, as is arriving
    area = np.sin(centre) * (rim_rad / _RINGS) * (math.tau / _SPOKES)
    weight = leaving / (distance2 * distance2) * area / math.pi
    factors = np.empty(NODES)
    for node in range(NODES):
        zenith = _STEP_RAD * node
        sunlit = np.maximum(0.0, math.sin(zenith) * patch[0] + math.cos(zenith) * patch[2])
        arriving = np.maximum(0.0, -np.tensordot(_face(attitude, zenith), to_satellite, axes=1))
        factors[node] = np.sum(weight * arriving * sunlit)
    return factors


@jit
def albedo_factor(table: NDArray[np.float64], sun_elevation_rad: float) -> float:
    """Return the factor [1] between two nodes of `albedo_factors`; `table` (37,).

    `sun_elevation_rad` is the Sun's elevation [rad] in the local orbital frame, so the zenith angle is pi/2 less it.
    Linear between nodes. Source: ours.
    """
    place = min(max((0.5 * math.pi - sun_elevation_rad) / _STEP_RAD, 0.0), NODES - 1.0)
    node = min(int(place), NODES - 2)
    factor: float = table[node] + (place - node) * (table[node + 1] - table[node])
    return factor
