"""Which way radiator and array look, from where the Sun stands. Ideal pointing: the attitude is a law, not a motion.

Radiator, law 1: normal = unit(Sun x nadir), edge-on to the Sun and to the Earth (docs/odc120.md). Sun x nadir vanishes
when the Sun stands in the zenith or the nadir, which an orbit of low beta passes twice. In the horizontal plane the
normal of law 1 turns by half a turn between two such passes, at up to n / tan(beta), n the orbital rate. Law 2 holds
the orbit normal, which does not turn at all, and pays with sin(beta) of sunlight on one face. No continuous law leads
from one to the other (half a turn is not none), so the choice is made by beta alone: law 1 from `switch_rad` on, law 2
below. 10 deg: the satellite turns at most 0.36 deg/s (600 km) and a face sees at most 17 % of the sunlight. This is the
noon-turn problem of navigation satellites (Montenbruck et al., Advances in Space Research 56, 2015, orbit-normal mode).

Array: normal = direction of the Sun, at any beta. Source of the geometry: ours, docs/physics.md section 2.
"""

import math

from sim.kernel import jit

_GRAZING = 1e-6  # sine of the angle between Sun and vertical below which Sun x nadir is no direction


@jit
def sun_cosines(azimuth_rad: float, elevation_rad: float) -> tuple[float, float, float]:
    """Return the Sun's unit vector (along track, orbit normal, up) in the local orbital frame.

    `azimuth_rad`, `elevation_rad` [rad] as `sim.orbit.frame.azimuth_elevation` gives them: azimuth from along track
    towards the orbit normal. Source: definition.
    """
    level = math.cos(elevation_rad)
    return level * math.cos(azimuth_rad), level * math.sin(azimuth_rad), math.sin(elevation_rad)


@jit
def radiator_normal(along: float, normal: float, switch_sin: float) -> tuple[float, float]:
    """Return the radiator's normal (along track, orbit normal), a unit vector; it is horizontal under both laws.

    `along`, `normal`: the Sun's cosines [1] along track and along the orbit normal, so that |normal| = sin |beta|;
    `switch_sin` [1]: sine of the beta from which law 1 holds. The other face looks the opposite way.
    Local orbital frame. Source: ours, see the module.
    """
    level = math.sqrt(along * along + normal * normal)
    if abs(normal) < switch_sin or level < _GRAZING:
        return 0.0, 1.0
    return -normal / level, along / level


@jit
def sunlit_share(along: float, normal: float, switch_sin: float) -> float:
    """Return the cosine [1] of the Sun on the radiator's sunny face, 0 under law 1; the other face has none.

    Arguments as for `radiator_normal`; local orbital frame. Source: ours, see the module.
    """
    towards, across = radiator_normal(along, normal, switch_sin)
    return abs(towards * along + across * normal)
