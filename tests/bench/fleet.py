"""Many satellites, whole chain: satellite-steps per second and core, and how time and memory grow with their number.

Prints a table and draws runs/bench/fleet.html.
"""

from __future__ import annotations


def cost(runs: int, largest: int) -> None:
    """Print the table for 1 to `largest` satellites, or say that there is no fleet to measure."""
    try:
        from tests import bench_fleet
    except ImportError:
        print("  sim.fleet is not built yet")
        return
    bench_fleet.cost(runs, largest)
