"""Pumps of one loop: a prime and a standby in parallel behind check valves.

Affinity laws (`docs/physics.md` section 4): flow ~ speed, head ~ speed^2, power ~ speed^3. Speeds are shares of
rated speed.
"""

import math

from sim.kernel import jit

_STOPPED = 0.005  # share of rated speed below which static friction and the check valve hold: no flow


@jit
def speed_next(speed: float, asked: float, health: float, lag_s: float, dt_s: float) -> float:
    """Speed [share of rated] after `dt_s`: first order towards `asked` times `health` (0 seized, 1 good)."""
    target = min(max(asked, 0.0), 1.5) * health if asked == asked else 0.0  # not a number: stop
    return speed + (target - speed) * min(dt_s / lag_s, 1.0)


@jit
def flow_share(prime: float, standby: float) -> float:
    """Loop flow [share of rated] from both pump speeds [share of rated].

    Hydraulic powers add: in a loop of quadratic resistance, flow^3 = prime^3 + standby^3. One pump alone:
    flow = speed.
    """
    cubes = prime * prime * prime + standby * standby * standby
    if cubes < _STOPPED * _STOPPED * _STOPPED:
        return 0.0
    return math.exp(math.log(cubes) / 3.0)


@jit
def head_share(speed: float) -> float:
    """Pressure rise [share of rated] of a pump at `speed` [share of rated] on its own."""
    return speed * speed


@jit
def power_w(speed: float, rated_w: float) -> float:
    """Electrical power [W] of a pump at `speed` [share of rated].

    Canned motor, so all of it ends in the coolant.
    """
    return rated_w * speed * speed * speed
