"""The whole plant of one satellite beside Basilisk's chain: ticks per second, same step and sub-steps, in turn."""

from __future__ import annotations

import math
import statistics
import time
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from sim import orbit
from sim.satellite import ACTUATORS, Satellite

PERIOD_S = 0.1
TICKS = 20_000
EPOCH = datetime(2026, 6, 21, tzinfo=UTC)
ELEMENTS: dict[str, float | None] = {
    "altitude_km": 600.0, "eccentricity": 0.0, "inclination_deg": 97.787670, "ltan_h": 18.0, "raan_deg": None,
    "argument_of_perigee_deg": 0.0, "argument_of_latitude_deg": 90.0,
}  # fmt: skip
#: Full load in sunlight: everything on, everything flowing.
ORDERS = {
    "eps.array_voltage_set": 598.0, "eps.string_enable": 255.0, "eps.charge_limit": 70.0, "eps.load_enable": 15.0,
    "radiator.prime_set_a": 0.95, "radiator.valve_set_a": 0.9, "radiator.prime_set_b": 0.9, "radiator.valve_set_b": 0.8,
    "radiator.panel_enable": 15.0, "payload.rack_enable": 255.0, "payload.clock_inference": 1.0,
    "payload.clock_training": 1.0, "payload.training_order": 1.0, "payload.power_cap": 65000.0,
}  # fmt: skip


def beside_basilisk(runs: int) -> None:
    """Print a table: ours and Basilisk's ticks per second, for 1 and 10 sub-steps a tick."""
    print(f"one satellite, whole plant, {TICKS} ticks of {PERIOD_S} s, median of {runs} (lowest to highest) in turn")
    print(f"  {'sub-steps':>9}  {'ours, ticks/s':>26}  {'Basilisk, ticks/s':>26}  ratio")
    try:
        import Basilisk  # noqa: F401

        there = True
    except ImportError:
        there = False
    for substeps in (1, 10):
        ours, theirs = _in_turn(runs, substeps, there)
        ratio = f"{statistics.median(ours) / statistics.median(theirs):5.2f}" if theirs else "    -"
        print(f"  {substeps:>9}  {_spread(ours):>26}  {_spread(theirs):>26}  {ratio}")
    if not there:
        print("  Basilisk is not installed here (extra `peers`); `make bench` installs it where bsk has a wheel")
    else:
        print("  ours: orbit, 4 neighbours, shadow, 8 strings, battery, bus, 4 feeds, 2 loops, 4 terminals, 8 racks")
        print("  Basilisk, C++: orbit and attitude, shadow, solar panel, battery, power sink, 1 thermal node")


def _in_turn(runs: int, substeps: int, there: bool) -> tuple[list[float], list[float]]:
    """Return ticks per second of ours and of theirs, one repetition of each at a time."""
    one = _ours(runs, substeps)
    chain = None
    if there:
        from .basilisk import Chain

        r, v = orbit.near_circular_state(6978137.0, math.radians(97.787670), 0.0, 0.0)
        chain = Chain(r, v, orbit.sun_position_eci_m(EPOCH, 0.0), PERIOD_S, substeps)
        chain.begin()
        chain.advance(TICKS // 10)
    orders = np.array([ORDERS.get(name, 0.0) for name in ACTUATORS])
    ours, theirs = [], []
    for turn in range(runs):
        ours.append(TICKS / _timed(one, orders, 1 + turn * TICKS))
        if chain is not None:
            theirs.append(TICKS / chain.advance(TICKS))
    return ours, theirs


def _ours(runs: int, substeps: int) -> Satellite:
    ticks = runs * TICKS
    return Satellite(
        epoch_utc=EPOCH, elements=ELEMENTS, values={}, seed=1, period_s=PERIOD_S, substeps=substeps, ticks=ticks,
        arrivals=np.zeros((ticks + 1, 3)), safe=np.zeros(len(ACTUATORS)),
    )  # fmt: skip


def _timed(one: Satellite, orders: NDArray[np.float64], first: int) -> float:
    start = time.perf_counter()
    for tick in range(first, first + TICKS):
        one.advance(tick, orders)
    return time.perf_counter() - start


def _spread(rates: list[float]) -> str:
    if not rates:
        return "-"
    return f"{statistics.median(rates):,.0f} ({min(rates):,.0f} to {max(rates):,.0f})"
