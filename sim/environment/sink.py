"""What falls on the faces of radiator and array, and the sink temperature it amounts to.

Sink: what a surface of no power would settle at under all that falls on it. The radiator's normal is horizontal under
both laws of `sim.environment.attitude`, so its faces see the Earth's infrared edge-on; the array faces the Sun, so its
two faces see the Earth at the angle the Sun's elevation gives. Albedo comes from tables over that elevation
(`sim.environment.albedo`). Under the orbit-normal law the edge-on table stands for both faces: their mean is then right
to second order in beta, at most 1.5 % of the albedo at the switch of 10 deg (tests/sim/environment/test_sink.py).
Sources: docs/physics.md sections 2 and 4.
"""

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.constants import EARTH_RADIUS_M, SPACE_K, STEFAN_BOLTZMANN_W_M2K4
from sim.environment import attitude, view_factor
from sim.environment.albedo import NODES, albedo_factor, albedo_factors
from sim.environment.flux import EARTH_ALBEDO, EARTH_INFRARED_W_M2
from sim.kernel import jit
from sim.parameters import Parameter, pack

PARAMETERS = (
    Parameter("sink_earth_radius", "m", EARTH_RADIUS_M, 6.3e6, 6.5e6, "equatorial, WGS 84"),
    Parameter("sink_infrared", "W/m2", EARTH_INFRARED_W_M2, 0.0, 400.0, "Earth, Knocke's mean; on radiator and array"),
    Parameter("sink_albedo", "1", EARTH_ALBEDO, 0.0, 1.0, "Earth, mean; 0.2-0.4 for sizing"),
    Parameter("sink_absorptivity", "1", 0.10, 0.0, 1.0, "radiator coating in sunlight, ODC-120"),
    Parameter("sink_switch_beta", "rad", 0.174532925, 0.0, 1.6, "ours: 10 deg, see sim.environment.attitude"),
)
EARTH_RADIUS, INFRARED, ALBEDO, ABSORPTIVITY, SWITCH_BETA = range(5)
EDGE_TABLE = len(PARAMETERS)  # albedo factors of a radiator face, of the array's front, of its back
FRONT_TABLE = EDGE_TABLE + NODES
BACK_TABLE = FRONT_TABLE + NODES
LENGTH = BACK_TABLE + NODES


@jit
def sink_temperature_k(infrared_w_m2: float, sunlight_w_m2: float, absorptivity: float, emissivity: float) -> float:
    """Return Ts [K]: Ts^4 = [infrared + (alpha/eps) sunlight]/sigma + 2.7^4 (docs/physics.md section 4).

    Args:
        infrared_w_m2: Earth's infrared on the surface [W/m2], its view factor included.
        sunlight_w_m2: sunlight on it [W/m2], direct and off the Earth.
        absorptivity, emissivity: of the surface [1], in sunlight and in infrared; emissivity above zero.
    """
    absorbed = max(infrared_w_m2 + absorptivity / emissivity * sunlight_w_m2, 0.0)
    space2 = SPACE_K * SPACE_K
    return math.sqrt(math.sqrt(absorbed / STEFAN_BOLTZMANN_W_M2K4 + space2 * space2))


@jit
def effective_k(one_k: float, other_k: float) -> float:
    """Return the sink [K] that does to a plate of one temperature what the sinks of its two faces do.

    Mean of the fourth powers: exact where both faces have the same emissivity and area (algebra).
    """
    one, other = one_k * one_k, other_k * other_k
    return math.sqrt(math.sqrt(0.5 * (one * one + other * other)))


def parameters(values: Mapping[str, float], mean_distance_m: float) -> NDArray[np.float64]:
    """Return `p` (LENGTH,) for the functions below: PARAMETERS with `values` in them, then the albedo factors.

    These are of the orbit's mean distance from the Earth's centre [m], and kept as it varies (a km is 0.2 % of them).
    Raises KeyError for a name that is not in PARAMETERS, InputError for an orbit inside the Earth.
    Source: `sim.environment.albedo`.
    """
    packed = pack(PARAMETERS, values)
    ratio = mean_distance_m / packed[EARTH_RADIUS]
    tables = (albedo_factors(ratio, law) for law in ("edge_on", "sun", "anti_sun"))
    return np.concatenate([packed, *tables])


@jit
def radiator_faces_k(
    p: NDArray[np.float64],
    altitude_m: float,
    sun_azimuth_rad: float,
    sun_elevation_rad: float,
    flux_w_m2: float,
    illumination: float,
    emissivity: float,
) -> tuple[float, float]:
    """Return the sinks [K] of the radiator's sunny and of its other face; they are equal under law 1 of `attitude`.

    Args:
        p: (LENGTH,), see `parameters`.
        altitude_m: over the equatorial radius [m].
        sun_azimuth_rad, sun_elevation_rad: of the Sun [rad] in the local orbital frame.
        flux_w_m2: sunlight here [W/m2]; the Earth has it too when the satellite is in shadow.
        illumination: share of the Sun's disc in view [1].
        emissivity: of the radiator in infrared [1].
    Source: docs/physics.md section 4.
    """
    infrared = p[INFRARED] * view_factor.edge_on(1.0 + altitude_m / p[EARTH_RADIUS])
    reflected = p[ALBEDO] * flux_w_m2 * albedo_factor(p[EDGE_TABLE:FRONT_TABLE], sun_elevation_rad)
    along, normal, _ = attitude.sun_cosines(sun_azimuth_rad, sun_elevation_rad)
    direct = flux_w_m2 * illumination * attitude.sunlit_share(along, normal, math.sin(p[SWITCH_BETA]))
    sunny = sink_temperature_k(infrared, reflected + direct, p[ABSORPTIVITY], emissivity)
    return sunny, sink_temperature_k(infrared, reflected, p[ABSORPTIVITY], emissivity)


@jit
def array_faces_w_m2(
    p: NDArray[np.float64], altitude_m: float, sun_elevation_rad: float, flux_w_m2: float
) -> tuple[float, float, float, float]:
    """Return what the Earth sends to an array normal to the Sun [W/m2]: infrared front, back, albedo front, back.

    The front looks at the Sun, so it is tilted from the nadir by the Sun's elevation and a quarter turn. Arguments as
    for `radiator_faces_k`, `p` (LENGTH,). Source: docs/physics.md section 2.
    """
    ratio = 1.0 + altitude_m / p[EARTH_RADIUS]
    towards_earth = -math.sin(sun_elevation_rad)
    reflected = p[ALBEDO] * flux_w_m2
    return (
        p[INFRARED] * view_factor.tilted(ratio, towards_earth),
        p[INFRARED] * view_factor.tilted(ratio, -towards_earth),
        reflected * albedo_factor(p[FRONT_TABLE:BACK_TABLE], sun_elevation_rad),
        reflected * albedo_factor(p[BACK_TABLE:LENGTH], sun_elevation_rad),
    )
