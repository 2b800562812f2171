"""Two-axis gimbal: each axis speeds up, turns and brakes within its limits, and ends at its stops.

The braking law is the fastest that still stops on the mark in steps of `dt_s` (ours): with equal braking a, from a
speed v the steps to come add up to v2/2a + v dt/2. A mark that moves no faster than a dt is
followed without a lag. Azimuth takes the shorter way unless a stop is in it (a cable wrap).
"""

import math

from sim.kernel import jit
from sim.optical.geometry import wrapped_rad


@jit
def left_az_rad(az_rad: float, set_rad: float, stop_rad: float) -> float:
    """Return how far [rad] the azimuth has to turn to look along `set_rad` without passing its stops.

    `az_rad` is the joint's, -`stop_rad` to `stop_rad` [rad], at least pi; NaN is no command: 0. Source: the module's.
    """
    if not math.isfinite(set_rad):
        return 0.0
    short = wrapped_rad(set_rad - az_rad)
    if az_rad + short > stop_rad:
        return short - 2.0 * math.pi
    return short + 2.0 * math.pi if az_rad + short < -stop_rad else short


@jit
def left_el_rad(el_rad: float, set_rad: float, stop_rad: float) -> float:
    """Return how far [rad] the elevation has to turn to `set_rad`, or to the stop (at +-`stop_rad`) before it.

    All in [rad]; NaN is no command: 0. Source: the module's.
    """
    if not math.isfinite(set_rad):
        return 0.0
    return min(max(set_rad, -stop_rad), stop_rad) - el_rad


@jit
def next_speed_rad_s(
    left_rad: float, speed_rad_s: float, fastest_rad_s: float, harder_rad_s2: float, dt_s: float
) -> float:
    """Return the speed [rad/s] of an axis for the next `dt_s` [s], `left_rad` [rad] before its mark.

    At most `fastest_rad_s` [rad/s], and at most `harder_rad_s2` [rad/s2] from `speed_rad_s` [rad/s]. Source: the
    module's.
    """
    gain = harder_rad_s2 * dt_s
    size = abs(left_rad)
    if size <= gain * dt_s:
        wanted = size / dt_s
    else:
        wanted = math.sqrt(0.25 * gain * gain + 2.0 * harder_rad_s2 * size) - 0.5 * gain
    wanted = min(wanted, fastest_rad_s)
    if left_rad < 0.0:
        wanted = -wanted
    return min(max(wanted, speed_rad_s - gain), speed_rad_s + gain)


@jit
def stopped_rad(angle_rad: float, stop_rad: float) -> float:
    """Return the joint angle [rad] held between its stops, +-`stop_rad` [rad]. Source: the module's."""
    return min(max(angle_rad, -stop_rad), stop_rad)
