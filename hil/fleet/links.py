"""Laser links of a fleet: a +grid in every shell, and the share of the run in which each link can be up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from hil.errors import HilError
from sim.constants import EARTH_MU_M3_S2
from sim.fleet.spec import FleetSpec
from sim.optical.beam import LIGHT_M_S
from sim.optical.topology import DIRECTIONS, NOBODY, Availability, Table, availability, plus_grid
from sim.orbit import sun_position_eci_m
from sim.orbit.shells import Orbits, Shell, shell_orbits

EPOCHS = 12  # looks over the run


def fleet_grid(shells: Sequence[Shell]) -> Table:
    """Return the +grid (n, 4) of a fleet: a shell has links only within itself, and only a Walker delta wraps."""
    grids, first = [], 0
    for shell in shells:
        per_plane, phasing = shell.satellites // shell.planes, min(1, shell.planes - 1)
        grid = plus_grid(shell.planes, per_plane, phasing, wraps=shell.kind == "inclined")
        grids.append(np.where(grid == NOBODY, NOBODY, grid + first))
        first += shell.satellites
    return np.concatenate(grids)


def link_facts(spec: FleetSpec, interrupted: Callable[[], bool] = lambda: False) -> dict[str, Any]:
    """Return the share of links that can be up, by direction, their range and delay, with `said` for a person.

    Raises HilError when `interrupted`.
    """
    orbits = shell_orbits(spec.shells, spec.epoch_utc)
    grid = fleet_grid(spec.shells)
    if not np.any(grid != NOBODY):
        none: dict[str, Any] = {"share": None, "by_direction": {}, "range_km": None, "delay_ms": None}
        return none | {"said": [("laser links", "none: no satellite has a neighbour in its shell")]}
    looks: list[Availability] = []
    for t_s in np.linspace(0.0, spec.duration_s, EPOCHS):
        if interrupted():
            raise HilError("the laser links", f"{EPOCHS} looks", f"an interruption after {len(looks)}", "run it again")
        sun = sun_position_eci_m(spec.epoch_utc, np.array([t_s]))[0]
        looks.append(availability(*_states(orbits, float(t_s)), sun, grid))
    share = float(np.mean([look.share for look in looks]))
    there = (grid != NOBODY).any(axis=0)
    shares = np.mean([look.share_by_direction for look in looks], axis=0)
    by_direction = {name: float(shares[n]) for n, name in enumerate(DIRECTIONS) if there[n]}
    directions = ", ".join(f"{name} {part:.1%}" for name, part in by_direction.items())
    said = [("laser links that can be up", f"{share:.1%} ({directions})")]
    ranges_m = [look.mean_range_m for look in looks if look.mean_range_m > 0.0]  # NaN where no link works
    range_km = float(np.mean(ranges_m)) / 1e3 if ranges_m else None
    delay_ms = None if range_km is None else 1e6 * range_km / LIGHT_M_S
    if range_km is not None:
        said.append(("  mean range and delay", f"{range_km:,.0f} km, {delay_ms:.2f} ms"))
    return {"share": share, "by_direction": by_direction, "range_km": range_km, "delay_ms": delay_ms, "said": said}


def _states(orbits: Orbits, t_s: float) -> tuple[Any, Any]:
    """Return r (n, 3) [m] and v (n, 3) [m/s], GCRF, of circular mean orbits `t_s` [s] after the epoch."""
    u, node = orbits.latitude_rad + orbits.latitude_rad_s * t_s, orbits.raan_rad + orbits.raan_rad_s * t_s
    cos_i, sin_i = np.cos(orbits.inclination_rad), np.sin(orbits.inclination_rad)
    ascending = np.stack([np.cos(node), np.sin(node), np.zeros_like(node)], axis=1)
    beside = np.stack([-np.sin(node) * cos_i, np.cos(node) * cos_i, sin_i], axis=1)
    cosine, sine = np.cos(u)[:, np.newaxis], np.sin(u)[:, np.newaxis]
    a = orbits.a_m[:, np.newaxis]
    speed = np.sqrt(EARTH_MU_M3_S2 / a)
    return a * (cosine * ascending + sine * beside), speed * (cosine * beside - sine * ascending)
