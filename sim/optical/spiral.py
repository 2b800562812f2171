"""The acquisition scan: an Archimedean spiral from the predicted direction outwards, at constant speed.

The time to reach an offset is the area swept over (pitch x speed): T = pi rho^2 / (pitch * speed), exact in arc
length within 1e-4 (docs/physics.md section 5, L-8).
"""

import math

from sim.kernel import jit

NEVER_S = 1e12  # [s] the scan does not reach its peer


@jit
def reach_s(offset_rad: float, pitch_rad: float, speed_rad_s: float) -> float:
    """Return the time [s] at which the spiral passes `offset_rad` from its centre."""
    return math.pi * offset_rad * offset_rad / (pitch_rad * speed_rad_s)


@jit
def radius_rad(time_s: float, cone_rad: float, pitch_rad: float, speed_rad_s: float) -> float:
    """Return the distance [rad] from the centre after `time_s` of scanning a cone again and again."""
    whole_s = reach_s(cone_rad, pitch_rad, speed_rad_s)
    swept_s = time_s - whole_s * math.floor(time_s / whole_s)
    return math.sqrt(swept_s * pitch_rad * speed_rad_s / math.pi)


@jit
def passes_missed(u: float, miss: float) -> float:
    """Return how many passes miss the peer before one hits, from `u` uniform in (0, 1): geometric."""
    return math.floor(math.log(u) / math.log(miss)) if 0.0 < miss < 1.0 else 0.0


@jit
def found_s(offset_rad: float, cone_rad: float, pitch_rad: float, speed_rad_s: float, missed: float) -> float:
    """Return the time [s] at which the peer is found: after whole passes `missed`; NEVER_S outside the cone."""
    if offset_rad > cone_rad:
        return NEVER_S
    whole_s = reach_s(cone_rad, pitch_rad, speed_rad_s)
    return missed * whole_s + reach_s(offset_rad, pitch_rad, speed_rad_s)
