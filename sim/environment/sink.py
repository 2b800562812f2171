"""The sink temperature of a radiator: what a surface of no power would settle at under all that falls on it."""

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.constants import EARTH_RADIUS_M, SPACE_K, STEFAN_BOLTZMANN_W_M2K4
from sim.environment import view_factor
from sim.environment.albedo import albedo_factor, albedo_factors
from sim.environment.flux import EARTH_ALBEDO, EARTH_INFRARED_W_M2
from sim.kernel import jit
from sim.parameters import Parameter, pack

PARAMETERS = (
    Parameter("sink_earth_radius", "m", EARTH_RADIUS_M, 1e6, 1e7, "equatorial, WGS 84"),
    Parameter("sink_infrared", "W/m2", EARTH_INFRARED_W_M2, 0.0, 400.0, "Earth, Knocke's mean"),
    Parameter("sink_albedo", "1", EARTH_ALBEDO, 0.0, 1.0, "Earth, mean; 0.2-0.4 for sizing"),
    Parameter("sink_absorptivity", "1", 0.10, 0.0, 1.0, "radiator coating in sunlight, ODC-120"),
    Parameter("sink_emissivity", "1", 0.91, 0.01, 1.0, "radiator coating in infrared, ODC-120"),
)
EARTH_RADIUS, INFRARED, ALBEDO, ABSORPTIVITY, EMISSIVITY = range(5)
ALBEDO_TABLE = len(PARAMETERS)  # from here on: `albedo_factors` for this radiator


@jit
def sink_temperature_k(infrared_w_m2: float, sunlight_w_m2: float, absorptivity: float, emissivity: float) -> float:
    """Return Ts [K]: Ts^4 = [infrared + (alpha/eps) sunlight]/sigma + 2.7^4 (docs/physics.md section 4).

    Args:
        infrared_w_m2: Earth's infrared on the surface, its view factor included.
        sunlight_w_m2: sunlight on it, direct and off the Earth.
        absorptivity, emissivity: of the surface, in sunlight and in infrared; emissivity above zero.
    """
    absorbed = max(infrared_w_m2 + absorptivity / emissivity * sunlight_w_m2, 0.0)
    space2 = SPACE_K * SPACE_K
    return math.sqrt(math.sqrt(absorbed / STEFAN_BOLTZMANN_W_M2K4 + space2 * space2))


def parameters(values: Mapping[str, float], mean_distance_m: float) -> NDArray[np.float64]:
    """Return `p` for `edge_on_sink_k`: PARAMETERS with `values` in them, then the albedo factors.

    These are of the orbit's mean distance from the Earth's centre [m], and kept as it varies (a km is 0.2 % of them).
    Raises KeyError for a name that is not in PARAMETERS, ValueError for an orbit inside the Earth.
    """
    packed = pack(PARAMETERS, values)
    return np.concatenate([packed, albedo_factors(mean_distance_m / packed[EARTH_RADIUS])])


@jit
def edge_on_sink_k(p: NDArray[np.float64], altitude_m: float, sun_elevation_rad: float, flux_w_m2: float) -> float:
    """Return the sink [K] of either face of a radiator edge-on to Sun and Earth; it is the same for both.

    Args:
        p: see `parameters`.
        altitude_m: over the equatorial radius.
        sun_elevation_rad: of the Sun in the local orbital frame.
        flux_w_m2: sunlight here; the Earth has it too when the satellite is in shadow.
    """
    ratio = 1.0 + altitude_m / p[EARTH_RADIUS]
    reflected = p[ALBEDO] * flux_w_m2 * albedo_factor(p[ALBEDO_TABLE:], sun_elevation_rad)
    return sink_temperature_k(p[INFRARED] * view_factor.edge_on(ratio), reflected, p[ABSORPTIVITY], p[EMISSIVITY])
