"""Loads on the bus: what each feed draws in a step, behind switch, limiter, lock-out and latch-up protection.

Vectors of sim/power/layout.py: state x (len(STATE),), parameters p (len(PARAMETERS),), outputs y (len(OUTPUTS),).
Limits and cases: docs/physics.md section 3 and case P-8.
"""

from sim.kernel import jit
from sim.power import bus, converter, feed, latchup
from sim.power.layout import BUS_P, BUS_V, FEED_P, LATCH_S, LATCHED, LATCHES, LOCKOUT, OVER_S, TRIPPED, Y_FEED_W
from sim.power.vector import Vector


@jit
def serve(
    x: Vector, p: Vector, platform_w: float, pump_w: float, payload_w: float, laser_w: float, mask: int,
    dt_s: float, y: Vector,
) -> None:  # fmt: skip
    """Put what each feed draws from the bus [W] in y; limiters, lock-out and latch-up protection move on."""
    running = 1.0 if x[BUS_V] >= p[BUS_P + bus.BROWN_OUT] else 0.0
    if not (mask >> feed.PAYLOAD) & 1:
        x[LOCKOUT] = 0.0
    elif x[BUS_V] < p[BUS_P + bus.PAYLOAD_LOCKOUT]:
        x[LOCKOUT] = 1.0
    y[Y_FEED_W + feed.PLATFORM] = running * platform_w
    y[Y_FEED_W + feed.PUMP] = running * pump_w
    y[Y_FEED_W + feed.PAYLOAD] = 0.0
    y[Y_FEED_W + feed.LASER] = running * laser_w
    if payload_w > 0.0:
        asked_w = converter.input_w(payload_w, p, FEED_P + feed.CONVERTER)
        y[Y_FEED_W + feed.PAYLOAD] = running * (1.0 - x[LOCKOUT]) * asked_w
    x[LATCHED] = 0.0
    trip_s = p[FEED_P + feed.TRIP_TIME]
    for k in range(len(feed.FEEDS)):
        if p[FEED_P + feed.LATCHUP + k] > 0.0 or x[LATCH_S + k] != 0.0:
            _latch(x, p, k, running, (mask >> k) & 1 == 1, dt_s, y)
        limit_w = p[FEED_P + feed.PLATFORM_LIMIT + k] * x[BUS_V]
        y[Y_FEED_W + k], x[OVER_S + k], x[TRIPPED + k] = feed.serve(
            y[Y_FEED_W + k], (mask >> k) & 1 == 1, x[OVER_S + k], x[TRIPPED + k], limit_w, trip_s, dt_s
        )


@jit
def _latch(x: Vector, p: Vector, k: int, running: float, on: bool, dt_s: float, y: Vector) -> None:
    """Add a latched part's current to what feed k asks, and take off what its protection cuts."""
    latched_a = running * p[FEED_P + feed.LATCHUP + k]
    live = on and x[TRIPPED + k] == 0.0
    share, x[LATCH_S + k], x[LATCHES + k] = latchup.watch(
        latched_a, live, x[LATCH_S + k], x[LATCHES + k], k == feed.PLATFORM, dt_s
    )
    latched_w = latched_a * x[BUS_V]
    asked_w = y[Y_FEED_W + k] + latched_w
    if k == feed.PAYLOAD and asked_w > 0.0:
        x[LATCHED] = latched_w / asked_w
    y[Y_FEED_W + k] = share * asked_w


@jit
def drawn_w(y: Vector) -> float:
    """Return the sum [W] of what the feeds draw."""
    return (y[Y_FEED_W] + y[Y_FEED_W + 1]) + (y[Y_FEED_W + 2] + y[Y_FEED_W + 3])


@jit
def cut(x: Vector, p: Vector, surplus_w: float, dt_s: float, y: Vector) -> float:
    """Return the loads [W] left after the payload's lock-out and the brown-out of all.

    A load is cut at the moment in the step when the bus passes its threshold, so its mean falls by what is short.
    `surplus_w` [W] is what the bus gains before.
    """
    b = p[BUS_P:FEED_P]
    short_w = bus.power_to_reach_w(x[BUS_V], b[bus.PAYLOAD_LOCKOUT], dt_s, b) - surplus_w
    if short_w > 0.0 and y[Y_FEED_W + feed.PAYLOAD] > 0.0:
        cut_w = min(short_w, y[Y_FEED_W + feed.PAYLOAD])
        y[Y_FEED_W + feed.PAYLOAD] -= cut_w
        x[LOCKOUT] = 1.0
        surplus_w += cut_w
    short_w = bus.power_to_reach_w(x[BUS_V], b[bus.BROWN_OUT], dt_s, b) - surplus_w
    asked_w = drawn_w(y)
    if short_w > 0.0 and asked_w > 0.0:
        left = max(1.0 - short_w / asked_w, 0.0)
        for k in range(len(feed.FEEDS)):
            y[Y_FEED_W + k] *= left
    return drawn_w(y)


@jit
def delivered_w(x: Vector, p: Vector, y: Vector) -> float:
    """Return what the payload gets behind its converter [W]; a latched part sits before it and ends up as loss."""
    into_w = y[Y_FEED_W + feed.PAYLOAD] * (1.0 - x[LATCHED])
    return into_w - converter.loss_w(into_w, p, FEED_P + feed.CONVERTER)


@jit
def off(x: Vector, k: int) -> float:
    """Return 1 when feed k is off by its limiter or its latch-up protection, else 0."""
    return 1.0 if x[TRIPPED + k] != 0.0 or x[LATCH_S + k] < 0.0 else 0.0
