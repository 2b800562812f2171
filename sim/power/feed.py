"""Load feeds of the bus: a switch and a latching current limiter each.

A limiter holds an overload at its limit for a definite time, then trips; it stays off until its feed is commanded off
and on again (latching current limiter of ECSS-E-ST-20-20C; class limit 1.1-1.4 times rated, trip-off 10-20 ms).
The payload feed also has an under-voltage lock-out that latches in the same way.
"""

from sim.kernel import jit
from sim.parameters import Parameter, index
from sim.power import converter

FEEDS = ("platform", "pump", "payload", "laser")  # bit of the load_enable mask = position
PLATFORM, PUMP, PAYLOAD, LASER = range(len(FEEDS))

PARAMETERS = (
    Parameter("feed_platform_limit", "A", 12.0, 0.0, 1e4, "avionics, TT&C, heaters: 6 kW at 760 V is 7.9 A; 1.4 of it"),
    Parameter("feed_pump_limit", "A", 6.0, 0.0, 1e4, "four pumps 2.4 kW (3 A), twice that when starting"),
    Parameter("feed_payload_limit", "A", 250.0, 0.0, 1e4, "150 kW of racks over 97 % at 760 V is 203 A; 1.2 of it"),
    Parameter("feed_laser_limit", "A", 4.0, 0.0, 1e4, "four terminals: 0.5 kW (0.6 A) mean, 3 kW peak"),
    Parameter("feed_trip_time", "s", 0.010, 0.0, 10.0, "trip-off 10 ms (ODC-120)"),
    *converter.parameters("feed_payload", 123711.0, 0.97, "ODC-120: 120 kW of racks"),
    *(
        Parameter(
            f"feed_latchup_{name}", "A", 0.0, 0.0, 100.0, f"fault point: a latched part's current on the {name} feed"
        )
        for name in FEEDS
    ),
)

PLATFORM_LIMIT = index(PARAMETERS, "feed_platform_limit")
TRIP_TIME = index(PARAMETERS, "feed_trip_time")
CONVERTER = index(PARAMETERS, "feed_payload_rated")  # where the numbers of the payload converter begin
LATCHUP = index(PARAMETERS, "feed_latchup_platform")

TIME_ROUNDING = 1e-9  # [s] ten steps of 1 ms do not add up to 10 ms in binary


@jit
def serve(
    demand_w: float, on: bool, over_s: float, tripped: float, limit_w: float, trip_s: float, dt_s: float
) -> tuple[float, float, float]:
    """Return (mean power served [W], time over the limit [s], tripped 0 or 1) of one feed over a step.

    `limit_w` is the limit current times the bus voltage; `over_s` and `tripped` come from the last step.
    """
    if not on:
        return 0.0, 0.0, 0.0
    if tripped != 0.0:
        return 0.0, over_s, 1.0
    if not demand_w > 0.0:
        return 0.0, 0.0, 0.0
    if demand_w <= limit_w:
        return demand_w, 0.0, 0.0
    limited_s = min(max(trip_s - over_s, 0.0), dt_s)
    over_s += dt_s
    return limit_w * limited_s / dt_s, over_s, 1.0 if over_s >= trip_s - TIME_ROUNDING else 0.0
