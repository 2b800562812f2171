"""What lies between gimbal and beam: fine mirror, its relief by the gimbal, point-ahead, quadrant detector, throttle.

The mirror's loop (some 200 Hz) settles well within a tick of 0.1 s, so the mirror stands where the peer is. Its offset
is handed to the gimbal as a slow trim, so that it works about its middle. The beam leaves ahead of the peer's light by
2 v_perp/c; what the mirror for it gets wrong, and the co-alignment of the two beams, are a bias of our beam at the
peer. The peer is built alike, so the same bias lowers our light: with jitter, Rice's distribution.

Sources: docs/physics.md section 5; the laws of trim and throttle are ours.
"""

import math

from sim.kernel import jit
from sim.optical.beam import LIGHT_M_S
from sim.optical.detection import noise_angle_rad


@jit
def point_ahead_rad(dx_m: float, dy_m: float, dz_m: float, vx_m_s: float, vy_m_s: float, vz_m_s: float) -> float:
    """Return the point-ahead angle [rad], 2 v_perp/c, for a peer at `d` [m] with relative velocity `v` [m/s], GCRF.

    No distance gives 0. Source: docs/physics.md section 5.
    """
    x, y, z = dy_m * vz_m_s - dz_m * vy_m_s, dz_m * vx_m_s - dx_m * vz_m_s, dx_m * vy_m_s - dy_m * vx_m_s
    length2 = dx_m * dx_m + dy_m * dy_m + dz_m * dz_m
    if not length2 > 0.0:
        return 0.0
    return 2.0 / LIGHT_M_S * math.sqrt((x * x + y * y + z * z) / length2)


@jit
def bias_rad(boresight_rad: float, ahead_rad: float, error: float, most_rad: float) -> float:
    """Return the bias [rad] of a beam: co-alignment, and the part of the point-ahead that is not applied.

    The mirror applies `ahead_rad` [rad] but for a share `error` [1] and for what is beyond `most_rad` [rad]; the two
    add up, which is the worst case. Source: the module's.
    """
    return boresight_rad + error * min(ahead_rad, most_rad) + max(ahead_rad - most_rad, 0.0)


@jit
def off_axis_rad(bias: float, sigma_rad: float, draw_1: float, draw_2: float) -> float:
    """Return the angle [rad] off the axis with a bias [rad] and two standard normal draws: Rice's, Rayleigh's at 0.

    `sigma_rad` [rad] an axis. Source: docs/physics.md section 5.
    """
    one, two = bias + sigma_rad * draw_1, sigma_rad * draw_2
    return math.sqrt(one * one + two * two)


@jit
def tracking_rad(jitter_rad: float, spot_rad: float, power_w: float, noise_w: float) -> float:
    """Return the tracking error [rad] an axis: jitter and the quadrant detector's noise, in quadrature.

    See sim.optical.detection.noise_angle_rad for `spot_rad` [rad], `power_w` and `noise_w` [W].
    """
    noise = noise_angle_rad(spot_rad, power_w, noise_w)
    return math.sqrt(jitter_rad * jitter_rad + noise * noise)


@jit
def trimmed_rad(
    trim_1: float, trim_2: float, off_1: float, off_2: float, share: float, most_rad: float
) -> tuple[float, float]:
    """Return the gimbal's trim [rad] on two axes after taking over `share` [1] of the mirror's offset [rad].

    Its size stays within `most_rad` [rad]. Source: the module's.
    """
    one, two = trim_1 + share * off_1, trim_2 + share * off_2
    size = math.sqrt(one * one + two * two)
    kept = most_rad / size if size > most_rad else 1.0
    return one * kept, two * kept


@jit
def transmit_share(laser_c: float, warm_c: float, hot_c: float, least: float) -> float:
    """Return the share [1] of its power that the laser is allowed at `laser_c` [degC].

    1 to `warm_c`, `least` [1] from `hot_c` [degC], linear between; `hot_c` not above `warm_c` is a step.

    Source: the module's.
    """
    if laser_c <= warm_c:
        return 1.0
    if laser_c >= hot_c:
        return least
    return 1.0 - (1.0 - least) * (laser_c - warm_c) / (hot_c - warm_c)
