"""Layout of the electrical system's vectors: parameters, state and outputs, by name and by position.

The parameter vector is that of array, battery, bus, feeds and books one after the other; a part's leaves index their
own slice of it from 0. The array comes first, so its leaves take the whole vector.
"""

from sim.parameters import Parameter
from sim.power import ageing, array, battery, books, bus, feed

PARAMETERS: tuple[Parameter, ...] = (
    *array.PARAMETERS, *battery.PARAMETERS, *bus.PARAMETERS, *feed.PARAMETERS, *books.PARAMETERS,
    *ageing.PARAMETERS,
)  # fmt: skip
BATTERY_P = len(array.PARAMETERS)  # where each part's parameters begin
BUS_P = BATTERY_P + len(battery.PARAMETERS)
FEED_P = BUS_P + len(bus.PARAMETERS)
BOOKS_P = FEED_P + len(feed.PARAMETERS)

STATE = (
    "regulator_v",  # voltage the array regulators hold, whether the strings reach it or not
    "cell_k",
    "soc",
    "polarisation_v",  # of the pack's RC pair, positive after charging
    "battery_k",
    "bus_v",
    "battery_w",  # power the battery converter took from the bus in the last step
    "passed",  # share of the array power that the over-voltage limiter passed in the last step
    *(f"over_s_{name}" for name in feed.FEEDS),  # time a feed has been over its limit
    *(f"tripped_{name}" for name in feed.FEEDS),  # 0 or 1
    "payload_lockout",  # 0 or 1
    *(f"latchup_s_{name}" for name in feed.FEEDS),  # of an excess so far; negative: rest of the hold-off
    *(f"latchups_{name}" for name in feed.FEEDS),  # counted by the protection
    "payload_latched",  # share of the payload feed's power that is a latched part's
    *(f"{flow}_j" for flow in books.FLOWS),  # the books, since the start
    "soc_start",
    "polarisation_start_v",
    "bus_start_v",
)
(REGULATOR_V, CELL_K, SOC, POLARISATION_V, BATTERY_K, BUS_V, BATTERY_W, PASSED) = range(8)
OVER_S, TRIPPED, LOCKOUT, LATCH_S, LATCHES, LATCHED, FLOWS = 8, 12, 16, 17, 21, 25, 26
STARTS = FLOWS + len(books.FLOWS)

OUTPUTS = (
    "bus_v",  # at the end of the step
    "bus_min_v",  # lowest in the step, the transient before the battery converter answers included
    "bus_max_v",
    "array_v",  # mean operating voltage of the strings
    "array_a",  # sum of the groups, array side, mean
    *(f"string_{group}_a" for group in range(1, array.STRING_GROUPS + 1)),
    "array_w",  # into the bus, after regulators and limiter
    "array_max_w",  # most that the enabled strings could give, array side
    "cell_c",  # array cell temperature [degC]
    "battery_v",  # pack terminals, mean
    "battery_a",  # pack current, positive when charging
    "soc",
    "battery_c",  # [degC]
    "cell_min_v",
    "cell_max_v",
    *(f"{name}_a" for name in feed.FEEDS),  # at the bus, mean
    *(f"{name}_w" for name in feed.FEEDS),  # drawn from the bus, mean
    "payload_delivered_w",  # behind the payload converter
    "trips",  # bits 0-3: feed off by its limiter or by its latch-up protection; bit 4: payload under-voltage lock-out
    *(f"{flow}_j" for flow in books.FLOWS),
    "stored_j",  # battery, RC pair and bus, from state
)
(Y_BUS, Y_BUS_MIN, Y_BUS_MAX, Y_ARRAY_V, Y_ARRAY_A, Y_STRING) = range(6)
(Y_ARRAY_W, Y_ARRAY_MAX, Y_CELL_C, Y_BATTERY_V, Y_BATTERY_A, Y_SOC, Y_BATTERY_C, Y_CELL_MIN, Y_CELL_MAX) = range(13, 22)
Y_FEED_A, Y_FEED_W, Y_DELIVERED, Y_TRIPS, Y_FLOWS = 22, 26, 30, 31, 32
Y_STORED = Y_FLOWS + len(books.FLOWS)
