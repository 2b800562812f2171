"""The ledger of the electrical system: which entry of a step goes into which book, and whether the books close.

Conservation of energy (docs/physics.md, P-7). State x is (len(STATE),), parameters p (len(PARAMETERS),), outputs y
(len(OUTPUTS),) of sim/power/layout.py.
"""

from sim.kernel import jit
from sim.power import array, battery, books, bus, converter, feed
from sim.power.layout import (
    BATTERY_P,
    BATTERY_W,
    BOOKS_P,
    BUS_P,
    BUS_V,
    FEED_P,
    FLOWS,
    POLARISATION_V,
    SOC,
    STARTS,
    Y_ARRAY_A,
    Y_ARRAY_V,
    Y_BATTERY_A,
    Y_BATTERY_V,
    Y_DELIVERED,
    Y_FEED_W,
    Y_FLOWS,
    Y_STORED,
)
from sim.power.vector import Vector


@jit
def enter_step(x: Vector, p: Vector, dt_s: float, y: Vector) -> None:
    """Enter the flows of this step of `dt_s` [s] in the books; battery heat is there already."""
    flows_j = x[FLOWS:STARTS]
    scale = p[BOOKS_P:]
    side_w = y[Y_ARRAY_V] * y[Y_ARRAY_A]
    books.enter(flows_j, books.GENERATED, side_w * dt_s, scale)
    books.enter(flows_j, books.ARRAY_CONVERTER, converter.loss_w(side_w, p, array.CONVERTER) * dt_s, scale)
    terminal_w = y[Y_BATTERY_V] * y[Y_BATTERY_A]
    handled_w = x[BATTERY_W] if terminal_w > 0.0 else -terminal_w
    lost_w = converter.loss_w(handled_w, p, BATTERY_P + battery.CONVERTER)
    books.enter(flows_j, books.BATTERY_CONVERTER, lost_w * dt_s, scale)
    books.enter(flows_j, books.PLATFORM, y[Y_FEED_W + feed.PLATFORM] * dt_s, scale)
    books.enter(flows_j, books.PUMP, y[Y_FEED_W + feed.PUMP] * dt_s, scale)
    books.enter(flows_j, books.LASER, y[Y_FEED_W + feed.LASER] * dt_s, scale)
    books.enter(flows_j, books.PAYLOAD, y[Y_DELIVERED] * dt_s, scale)
    lost_w = y[Y_FEED_W + feed.PAYLOAD] - y[Y_DELIVERED]
    books.enter(flows_j, books.PAYLOAD_CONVERTER, lost_w * dt_s, scale)


@jit
def tell(x: Vector, p: Vector, y: Vector) -> None:
    """Copy the books, and what is stored, to y."""
    for flow in range(len(books.FLOWS)):
        y[Y_FLOWS + flow] = x[FLOWS + flow]
    y[Y_STORED] = stored_j(x, p)


@jit
def stored_j(x: Vector, p: Vector) -> float:
    """Return the energy [J] in battery, RC pair and bus, from state alone."""
    q = p[BATTERY_P:BUS_P]
    pack_j = battery.stored_j(x[SOC], q) + battery.polarisation_j(x[POLARISATION_V], q)
    return pack_j + bus.energy_j(x[BUS_V], p[BUS_P:FEED_P])


@jit
def books_residual(x: Vector, p: Vector) -> float:
    """Return what the energy books miss since the start, relative to the throughput, signed (see books.residual)."""
    q, b = p[BATTERY_P:BUS_P], p[BUS_P:FEED_P]
    battery_j = battery.stored_j(x[SOC], q) - battery.stored_j(x[STARTS], q)
    rc_j = battery.polarisation_j(x[POLARISATION_V], q) - battery.polarisation_j(x[STARTS + 1], q)
    bus_j = bus.energy_j(x[BUS_V], b) - bus.energy_j(x[STARTS + 2], b)
    return books.residual(x[FLOWS:STARTS], battery_j, rc_j, bus_j, p[BOOKS_P:])
