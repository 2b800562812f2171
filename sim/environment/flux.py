"""Sunlight at a distance, and what the Earth sends back (docs/physics.md section 2)."""

from sim.constants import AU_M
from sim.kernel import jit

EARTH_INFRARED_W_M2 = 237.0  # [W/m2] Knocke's mean, Basilisk's default (docs/physics.md section 2, S16)
EARTH_ALBEDO = 0.30  # [1] share of sunlight sent back (same)

_NEAREST_M = 1.0  # [m] keeps a distance that means nothing from dividing by zero


@jit
def solar_flux_w_m2(distance_m: float, solar_constant_w_m2: float) -> float:
    """Return sunlight [W/m2] on a surface normal to it at `distance_m` [m] from the Sun, S (AU/d)^2.

    `solar_constant_w_m2` [W/m2] at 1 AU. Source: inverse square law, docs/physics.md section 2.
    """
    ratio = AU_M / max(distance_m, _NEAREST_M)
    return solar_constant_w_m2 * ratio * ratio
