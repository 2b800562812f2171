"""Two-axis gimbal: each axis turns towards its command at a limited rate; azimuth by the shorter way.

Angles in rad. Ours; the rate is odc120's. `step_rad` [rad] is rate times step.
"""

import math

from sim.kernel import jit
from sim.optical.geometry import wrapped_rad


@jit
def turned_az_rad(az_rad: float, set_rad: float, step_rad: float) -> float:
    """Return the azimuth, -pi to pi, after turning at most `step_rad` towards `set_rad`; NaN is no command.

    All in [rad].
    """
    if not math.isfinite(set_rad):
        return az_rad
    return wrapped_rad(az_rad + _limited(wrapped_rad(set_rad - az_rad), step_rad))


@jit
def turned_el_rad(el_rad: float, set_rad: float, step_rad: float) -> float:
    """Return the elevation, -pi/2 to pi/2, after turning at most `step_rad` towards `set_rad`; NaN is no command.

    All in [rad].
    """
    if not math.isfinite(set_rad):
        return el_rad
    reached = el_rad + _limited(set_rad - el_rad, step_rad)
    return min(max(reached, -0.5 * math.pi), 0.5 * math.pi)


@jit
def _limited(turn_rad: float, step_rad: float) -> float:
    return min(max(turn_rad, -step_rad), step_rad)
