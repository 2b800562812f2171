"""Many satellites on one core: ours beside sgp4's SatrecArray, some twenty lines of numpy, and Basilisk."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray
from sgp4.api import Satrec, SatrecArray

from tests.bench import chain

Vector = NDArray[np.float64]

SATELLITES, STEPS = 1024, 576
OURS = "ours, whole chain"
BASILISK, FEWER = "Basilisk, its chain, steps of 10 s", 20_000  # [steps]: its clock ends after 104 days
MU_M3_S2, RADIUS_M, SUN_M = 3.986004418e14, 6378137.0, 695700e3
LINES = (
    "1 25544U 98067A   19343.69339541  .00001764  00000-0  38792-4 0  9991",
    "2 25544  51.6439 211.2001 0007417  17.6667  85.6398 15.50103472202482",
)  # the sgp4 package's own first example


def many(runs: int) -> None:
    """Print positions and shadows a second, each in turn, median of `runs`."""
    print(f"{SATELLITES} satellites, {STEPS} moments, one core, median of {runs} (lowest to highest) in turn")
    rows: dict[str, list[float]] = {}
    works = works_of(SATELLITES, STEPS)
    for work in works.values():
        work()  # compiled and loaded before the clock runs
    for _ in range(runs):
        for name, work in works.items():
            start = time.perf_counter()
            work()
            done = FEWER if name == BASILISK else SATELLITES * STEPS
            rows.setdefault(name, []).append(done / (time.perf_counter() - start))
    ours = statistics.median(rows[OURS])
    for name, rates in rows.items():
        millions = [rate / 1e6 for rate in rates]
        spread = f"({min(millions):.2f} to {max(millions):.2f})"
        ratio = ours / statistics.median(rates)
        print(f"  {name:38} {statistics.median(millions):7.2f} million/s {spread:20} ours over it {ratio:7.2f}")


def works_of(satellites: int, steps: int) -> dict[str, Callable[[], object]]:
    """Return what is timed: each call makes `satellites` x `steps` results, but for Basilisk's."""
    craft = SatrecArray([Satrec.twoline2rv(*LINES) for _ in range(satellites)])
    day = np.full(steps, 2458826.5)
    share = np.arange(steps) * (10.0 / 86400.0)
    angle = np.linspace(0.0, 2.0 * np.pi, satellites)
    places = circles(angle, 10.0)
    works: dict[str, Callable[[], object]] = {
        OURS: lambda: chain.fly(satellites, steps),
        "ours, places and shadow alone": lambda: chain.places(satellites, steps),
        "sgp4 SatrecArray, positions": lambda: craft.sgp4(day, share),
        "numpy, positions on circles": lambda: [circles(angle, 10.0 * n) for n in range(steps)],
        "numpy, share of the Sun in view": lambda: [sunlit(places) for _ in range(steps)],
    }
    if find_spec("Basilisk") is not None:
        works[BASILISK] = _basilisk(FEWER)
    return works


def _basilisk(count: int) -> Callable[[], object]:
    """Return a run of Basilisk's chain for one satellite over `count` steps: satellites one after the other."""
    from sim.orbit import near_circular_state, sun_position_eci_m

    from .basilisk import Chain

    r, v = near_circular_state(6978137.0, 1.7067, 0.0, 0.0)
    one = Chain(r, v, sun_position_eci_m(chain.EPOCH, 0.0), chain.STEP_S, 1)
    one.begin()
    one.advance(1000)
    return lambda: one.advance(count)


def circles(angle: Vector, t_s: float, radius_m: float = 6978137.0, tilt: float = 1.7067) -> Vector:
    """Return (3, n) positions [m] at t_s [s] of satellites that began at `angle` (n,) [rad] on one circle."""
    now = angle + np.sqrt(MU_M3_S2 / radius_m**3) * t_s
    along, across = radius_m * np.cos(now), radius_m * np.sin(now)
    return np.stack([along, across * np.cos(tilt), across * np.sin(tilt)])


def sunlit(r: Vector, sun_m: float = 149597870700.0) -> Vector:
    """Return (n,) the share of the Sun's disc free of a round Earth, from r (3, n) [m], the Sun along +x."""
    away = np.sqrt(np.sum(r * r, axis=0))
    far = np.sqrt((sun_m - r[0]) ** 2 + r[1] ** 2 + r[2] ** 2)
    a, b = np.arcsin(SUN_M / far), np.arcsin(RADIUS_M / away)
    c = np.arccos(np.clip((away * away - sun_m * r[0]) / (away * far), -1.0, 1.0))
    x = (c * c + a * a - b * b) / (2.0 * np.maximum(c, 1e-9))
    y = np.sqrt(np.maximum(0.0, a * a - x * x))
    lens = a * a * np.arccos(np.clip(x / a, -1.0, 1.0)) + b * b * np.arccos(np.clip((c - x) / b, -1.0, 1.0)) - c * y
    return np.where(c >= a + b, 1.0, np.where(c <= b - a, 0.0, 1.0 - lens / (np.pi * a * a)))
