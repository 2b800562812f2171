"""First stages of a step of a fleet: where the satellites are, what they see of the Sun, and how they see the Earth.

Orbits are circles of mean distance `a_m` with the short periods of J2 on them: with e = J2 (Re/a)^2 the distance swings
by e a sin^2(i)/4 cos 2u and the place along the track by e a sin^2(i)/8 sin 2u (Kozai, Astron. J. 64, 1959, for small
eccentricity; here from Hill's equations). Angles move by turns, without a sine: cos and sin of latitude and node are
turned by the same small turn every step, which gathers 1e-16 of error a step. GCRF. Columns: sim/fleet/table.py, `s`
is (len(STATE), lanes), `w` (len(SCRATCH), lanes).
"""

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

from sim.constants import EARTH_FLATTENING, EARTH_RADIUS_M, SUN_RADIUS_M
from sim.environment.albedo import albedo_factor, albedo_factors
from sim.fleet import table
from sim.kernel import jit, jit_lanes
from sim.orbit.eclipse import disc_angles, free_share

Matrix = NDArray[np.float64]

Z_STRETCH = 1.0 / (1.0 - EARTH_FLATTENING)
#: Twice a half-angle of umbra and penumbra, 0.0047 rad within 2 %, and a margin for the Sun's parallax: outside such a
#: band round the edge of the shadow a satellite is surely lit or surely dark, and no disc has to be looked at.
BAND_RAD, BAND_M = 0.005, 5000.0
COSINES = 257  # nodes of an albedo table over the cosine of the Sun's zenith angle


@cache
def albedo_over_cosine(distance_ratio: float) -> Matrix:
    """Return (COSINES,) the edge-on `albedo_factors` at H = `distance_ratio`, over the cosine of the zenith angle.

    Linear between nodes, within 2e-5 of the table over the angle. Made once for a height: blocks share shells. Source:
    ours. Raises InputError for a distance that is not above 1.
    """
    factors = albedo_factors(distance_ratio)
    cosines = np.linspace(1.0, -1.0, COSINES)
    return np.array([albedo_factor(factors, 0.5 * math.pi - math.acos(c)) for c in cosines])


@jit
def position(
    a_m: float, radial_m: float, along_m: float, cos_i: float, sin_i: float, cos_u: float, sin_u: float,
    cos_node: float, sin_node: float,
) -> tuple[float, float, float, float]:  # fmt: skip
    """Return x, y, z [m], GCRF, and the distance [m] of one lane from its columns of `table.STATE`. This module."""
    distance = a_m + radial_m * (cos_u * cos_u - sin_u * sin_u)
    along = along_m * 2.0 * cos_u * sin_u
    p, q = distance * cos_u - along * sin_u, distance * sin_u + along * cos_u
    beside = q * cos_i
    return p * cos_node - beside * sin_node, p * sin_node + beside * cos_node, q * sin_i, distance


@jit_lanes
def find(s: Matrix, r: Matrix) -> None:
    """Put the positions [m], GCRF, of all lanes of `s` (len(STATE), n) as they are into `r` (3, n). This module."""
    for n in range(s.shape[1]):
        r[0, n], r[1, n], r[2, n], _ = position(
            s[table.A, n], s[table.RADIAL, n], s[table.ALONG, n], s[table.COS_I, n], s[table.SIN_I, n],
            s[table.COS_U, n], s[table.SIN_U, n], s[table.COS_NODE, n], s[table.SIN_NODE, n],
        )  # fmt: skip


@jit
def move(s: Matrix, w: Matrix, sun: tuple[float, float, float]) -> None:
    """Turn all lanes of `s` by a step; put the cosine of the Sun's zenith angle and the share of it in view in place.

    `s` is (len(STATE), lanes), `w` (len(SCRATCH), lanes). `sun` [m], GCRF, is of the step's end. `w[LIGHT]` becomes the
    mean share of the step, `s[SHARE]` that of its end. Source: this module.
    """
    far = math.sqrt(sun[0] * sun[0] + sun[1] * sun[1] + sun[2] * sun[2])
    ux, uy, uz = sun[0] / far, sun[1] / far, sun[2] / far
    stretched_z = uz * Z_STRETCH
    long = math.sqrt(ux * ux + uy * uy + stretched_z * stretched_z)
    vx, vy, vz = ux / long, uy / long, stretched_z / long
    for n in range(s.shape[1]):
        c = s[table.COS_U, n] * s[table.COS_DU, n] - s[table.SIN_U, n] * s[table.SIN_DU, n]
        d = s[table.SIN_U, n] * s[table.COS_DU, n] + s[table.COS_U, n] * s[table.SIN_DU, n]
        e = s[table.COS_NODE, n] * s[table.COS_DN, n] - s[table.SIN_NODE, n] * s[table.SIN_DN, n]
        f = s[table.SIN_NODE, n] * s[table.COS_DN, n] + s[table.COS_NODE, n] * s[table.SIN_DN, n]
        s[table.COS_U, n], s[table.SIN_U, n], s[table.COS_NODE, n], s[table.SIN_NODE, n] = c, d, e, f
        x, y, z, distance = position(
            s[table.A, n], s[table.RADIAL, n], s[table.ALONG, n], s[table.COS_I, n], s[table.SIN_I, n], c, d, e, f
        )
        w[table.ZENITH, n] = (x * ux + y * uy + z * uz) / distance
        high = z * Z_STRETCH
        towards = x * vx + y * vy + high * vz
        aside2 = x * x + y * y + high * high - towards * towards
        outer = EARTH_RADIUS_M - BAND_RAD * towards + BAND_M
        inner = EARTH_RADIUS_M + BAND_RAD * towards - BAND_M
        share = 1.0
        if towards < 0.0 and aside2 < outer * outer:
            share = 0.0
            if aside2 > inner * inner:
                discs = disc_angles(x, y, z, sun[0], sun[1], sun[2], EARTH_RADIUS_M, SUN_RADIUS_M, Z_STRETCH)
                share = free_share(discs[0], discs[1], discs[2])
        w[table.LIGHT, n] = 0.5 * (s[table.SHARE, n] + share)
        s[table.SHARE, n] = share
