"""One accelerator: power as a function of what it does and of its clock.

P = idle + (peak - idle) * activity * (memory + (1 - memory) * f * V * V), the P = P_idle + k f V^2 of
docs/physics.md section 6 with a share for memory and links, which keep their own clock. f is the core clock over full
clock and V(f) a straight line. A power cap is what such parts make of it: a limit on the clock, and only when the
draw is above the cap; a draw below it is not changed (docs/physics.md finding 4).

Assumptions: all accelerators of a group alike; no leakage with temperature.

`p` is (len(PARAMETERS),), the module's table packed.
"""

import numpy as np
from numpy.typing import NDArray

from sim.kernel import jit
from sim.parameters import Parameter, index

PARAMETERS = (
    Parameter("idle_w", "W", 250.0, 0.0, 5000.0, "odc120: 18 kW idle over 72"),
    Parameter("peak_w", "W", 2080.0, 1.0, 10000.0, "odc120: 150 kW peak over 72; its thermal design power"),
    Parameter("memory_share", "1", 0.06, 0.0, 1.0, "ours: dynamic power that the core clock does not lower"),
    Parameter("low_clock_v", "1", 0.68, 0.1, 1.0, "ours: core voltage at clock 0 (extrapolated) over full voltage"),
    Parameter("clock_lag_s", "s", 0.1, 0.0, 10.0, "in-band control 0.05 to 1 s (docs/physics.md section 6)"),
    Parameter("clock_low", "1", 0.1, 0.01, 1.0, "ours: lowest clock that any limit can set"),
    Parameter("throttle_c", "degC", 95.0, 0.0, 200.0, "odc120: hardware throttles its group at this junction"),
    Parameter("throttle_back_c", "degC", 90.0, 0.0, 200.0, "ours: and lets go below this"),
    Parameter("throttle_clock", "1", 0.5, 0.01, 1.0, "ours: clock while throttled"),
    Parameter(
        "trip_c", "degC", 115.0, 0.0, 250.0, "ours: hardware cuts its group's power; 10 K above the limit of odc120"
    ),
    Parameter("trip_back_c", "degC", 60.0, -100.0, 250.0, "ours: junction below which a trip can be reset"),
    Parameter("accelerators", "1", 9.0, 1.0, 1000.0, "odc120: 72 in eight groups"),
)

IDLE, PEAK, MEMORY, LOW_CLOCK_V, CLOCK_LAG, CLOCK_LOW = range(6)
THROTTLE, THROTTLE_BACK = index(PARAMETERS, "throttle_c"), index(PARAMETERS, "throttle_back_c")
TRIP, TRIP_BACK = index(PARAMETERS, "trip_c"), index(PARAMETERS, "trip_back_c")
THROTTLE_CLOCK, COUNT = index(PARAMETERS, "throttle_clock"), index(PARAMETERS, "accelerators")

_NEWTON_STEPS = 8  # from above on a convex curve: within rounding long before

Vector = NDArray[np.float64]


@jit
def clock_power(clock: float, low_clock_v: float) -> float:
    """Return f V(f)^2 [1] at `clock` f [1] (0 to 1), 1 at full clock."""
    volt = low_clock_v + (1.0 - low_clock_v) * clock
    return clock * volt * volt


@jit
def power_w(activity: float, clock: float, p: Vector) -> float:
    """Return the power [W] of one accelerator; `activity` 0 idle to 1 peak, `clock` over full clock."""
    core = p[MEMORY] + (1.0 - p[MEMORY]) * clock_power(clock, p[LOW_CLOCK_V])
    return float(p[IDLE] + (p[PEAK] - p[IDLE]) * activity * core)


@jit
def activity_at_full_clock(share: float, p: Vector) -> float:
    """Return the activity [1] that draws `share` [1] of peak power at full clock; 0 when that is below idle."""
    return float(max(share * p[PEAK] - p[IDLE], 0.0) / max(p[PEAK] - p[IDLE], 1.0))


@jit
def capped_clock(activity: float, clock: float, cap_w: float, p: Vector) -> float:
    """Return the highest clock [1] up to `clock` whose draw at `activity` is within `cap_w` [W]; at least clock_low.

    A cap that is not a number caps nothing. Newton from above on f V^2, which is convex and rises.
    """
    if not power_w(activity, clock, p) > cap_w:
        return clock
    dynamic_w = (p[PEAK] - p[IDLE]) * activity
    room = (cap_w - p[IDLE] - dynamic_w * p[MEMORY]) / max(dynamic_w * (1.0 - p[MEMORY]), 1e-9)
    if room <= clock_power(p[CLOCK_LOW], p[LOW_CLOCK_V]):
        return float(p[CLOCK_LOW])
    rise = 1.0 - p[LOW_CLOCK_V]
    for _ in range(_NEWTON_STEPS):
        volt = p[LOW_CLOCK_V] + rise * clock
        clock -= (clock * volt * volt - room) / (volt * volt + 2.0 * clock * volt * rise)
    return clock


@jit
def clock_asked(asked: float, p: Vector) -> float:
    """Return the clock lock asked [1], between clock_low and 1; not a number counts as the lowest."""
    if not asked > p[CLOCK_LOW]:
        return float(p[CLOCK_LOW])
    return min(asked, 1.0)


@jit
def throttled(before: float, junction_c: float, p: Vector) -> float:
    """Return whether (1 or 0) hardware throttles a group at `junction_c` [degC], with hysteresis; NaN: as before."""
    if junction_c >= p[THROTTLE]:
        return 1.0
    return 0.0 if junction_c < p[THROTTLE_BACK] else before


@jit
def tripped(before: float, on: bool, junction_c: float, p: Vector) -> float:
    """Return whether (1 or 0) the thermal trip of a group is latched at `junction_c` [degC].

    It latches at trip_c and is reset by commanding the group off while it is below trip_back_c; a NaN junction
    changes nothing. Source: ours, after the THERMTRIP# latch of processors, which takes power off until a power cycle.
    """
    if junction_c >= p[TRIP]:
        return 1.0
    return 0.0 if not on and junction_c < p[TRIP_BACK] else before


@jit
def follow(clock: float, target: float, dt_s: float, p: Vector) -> float:
    """Return the clock after `dt_s` [s] on its way to `target`, first order."""
    return clock + float((target - clock) * min(dt_s / max(p[CLOCK_LAG], 1e-9), 1.0))
