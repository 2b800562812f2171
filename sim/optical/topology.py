"""Which satellites of a constellation a laser network joins (+grid), and which of these links can work.

Satellites are numbered shell by shell, plane by plane, slot by slot. Each has a link ahead and behind in its plane and
one to the nearest slot of the planes east and west. In a Walker pattern of P planes of S satellites with phasing F the
next plane leads by F/P of a slot, so past the last plane the slots are F further on. Pattern: J. G. Walker, 1984;
+grid and the tests of a link: ours, with the limits of docs/physics.md section 5.

Memory: 36 bytes a satellite for table and answer, 16 more for the shares over an orbit.
"""

import math
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.arguments import number
from sim.errors import InputError
from sim.kernel import jit
from sim.optical.beam import LIGHT_M_S
from sim.optical.sight import (
    AZIMUTH_RATE,
    COLUMNS,
    ELEVATION_RATE,
    GRAZE_HEIGHT,
    RANGE,
    SUN_ANGLE,
    Vector,
    look,
    rows,
)
from sim.orbit.walker import MOST

DIRECTIONS = ("ahead", "behind", "east", "west")
NOBODY = -1
Table = NDArray[np.int64]


class Limits(NamedTuple):
    """What a link needs; the defaults are those of sim.optical.layout and docs/odc120.md."""

    range_m: float = 5.5e6  # SDA OCT reference geometry (docs/physics.md section 5)
    graze_m: float = 80000.0
    rate_rad_s: float = math.radians(1.0)  # of either gimbal axis
    sun_rad: float = math.radians(5.0)


class Availability(NamedTuple):
    """Which links work at one epoch, and their summary."""

    works: NDArray[np.bool_]  # (n, 4)
    share: float  # of the links there are; nan when there are none
    share_by_direction: Vector  # (4,)
    mean_range_m: float  # of the links that work
    mean_latency_s: float


def plus_grid(planes: ArrayLike, per_plane: ArrayLike, phasing: ArrayLike, *, wraps: bool = True) -> Table:
    """Return the neighbours (n, 4) of each satellite by number, in order of DIRECTIONS, NOBODY (-1) where none is [1].

    Args:
        planes, per_plane, phasing: (shells,) whole numbers, or one number for one shell; phasing is 0 to planes - 1.
        wraps: the last plane is next to the first (Walker delta). False leaves the seam of a Walker star open.

    Two planes, or two satellites in a plane, are joined once. Every link is known at both of its ends.
    Raises InputError for what is not whole, not positive or not of one length. Source: Walker 1984; see the module.
    """
    counts = [_whole(name, value) for name, value in
              (("planes", planes), ("per_plane", per_plane), ("phasing", phasing))]  # fmt: skip
    if not len(counts[0]) == len(counts[1]) == len(counts[2]):
        raise InputError("planes, per_plane, phasing", "one length", tuple(len(c) for c in counts))
    for shell, (p, s, f) in enumerate(zip(*counts, strict=True)):
        if p < 1 or s < 1 or not 0 <= f < p:
            raise InputError(f"shell {shell}", "planes, per_plane >= 1, 0 <= phasing < planes", (p, s, f))
    satellites = sum(int(p) * int(s) for p, s in zip(counts[0], counts[1], strict=True))  # of Python: no overflow
    if satellites > MOST:
        raise InputError("planes times per_plane", f"at most {MOST} satellites", satellites)
    table = np.empty((satellites, len(DIRECTIONS)), np.int64)
    first = 0
    for p, s, f in zip(*counts, strict=True):
        _fill(table[first : first + p * s], first, int(p), int(s), int(f), wraps)
        first += int(p * s)
    return table


def _whole(name: str, value: ArrayLike) -> Table:
    try:
        array = np.atleast_1d(np.asarray(value))
    except ValueError as error:
        raise InputError(name, "whole numbers, (shells,)", value) from error
    if array.ndim != 1 or array.dtype.kind not in "iu":
        raise InputError(name, "whole numbers, (shells,)", value)
    return array.astype(np.int64)


@jit
def _fill(table: Table, first: int, planes: int, slots: int, phasing: int, wraps: bool) -> None:
    """Fill the rows of one shell."""
    back = 1 if 2 * phasing > planes else 0  # the slot before is the nearer one
    round_plane = slots > 2
    round_shell = wraps and planes > 2
    for plane in range(planes):
        for slot in range(slots):
            row = table[plane * slots + slot]
            own = first + plane * slots
            row[0] = own + (slot + 1) % slots if round_plane or slot + 1 < slots else NOBODY
            row[1] = own + (slot - 1) % slots if round_plane or slot > 0 else NOBODY
            row[2], row[3] = NOBODY, NOBODY
            if plane + 1 < planes:
                row[2] = own + slots + (slot - back) % slots
            elif round_shell:
                row[2] = first + (slot - back + phasing) % slots
            if plane > 0:
                row[3] = own - slots + (slot + back) % slots
            elif round_shell:
                row[3] = first + (planes - 1) * slots + (slot + back - phasing) % slots


@jit
def _can(y: Vector, range_m: float, graze_m: float, rate_rad_s: float, sun_rad: float) -> bool:
    """Return whether the end that has the sight `y` can hold the link."""
    turns = max(abs(y[AZIMUTH_RATE]), abs(y[ELEVATION_RATE])) <= rate_rad_s
    return bool(y[RANGE] <= range_m and y[GRAZE_HEIGHT] >= graze_m and turns and y[SUN_ANGLE] >= sun_rad)


@jit
def _test(
    r: Vector, v: Vector, sun: Vector, table: Table, limits: tuple[float, float, float, float], y: Vector,
    works: NDArray[np.bool_], sums: Vector,
) -> None:  # fmt: skip
    """Test each link at both ends; `sums` (12,): links there are, links that work, their ranges, a direction each."""
    for n in range(table.shape[0]):
        for k in range(4):
            peer = table[n, k]
            works[n, k] = False
            if peer < 0:
                continue
            sums[k] += 1.0
            look(r[n], v[n], r[peer], v[peer], sun, y)
            if not _can(y, limits[0], limits[1], limits[2], limits[3]):
                continue
            range_m = y[RANGE]
            look(r[peer], v[peer], r[n], v[n], sun, y)
            if _can(y, limits[0], limits[1], limits[2], limits[3]):
                works[n, k] = True
                sums[4 + k] += 1.0
                sums[8 + k] += range_m


def availability(
    r_eci_m: ArrayLike, v_eci_m_s: ArrayLike, r_sun_eci_m: ArrayLike, table: Table, limits: Limits | None = None
) -> Availability:
    """Return which links of `table` (n, 4) work at one epoch: in range, over the Earth, slow enough, away from the Sun.

    Args:
        r_eci_m: (n, 3) GCRF [m]. v_eci_m_s: (n, 3) GCRF [m/s]. r_sun_eci_m: (3,) GCRF [m].
        limits: [m], [rad/s], [rad]; both ends must keep them.

    Raises InputError for shapes that do not go together, for what is not finite and for a neighbour that is not there.
    Source: docs/physics.md section 5.
    """
    r, v, sun = (np.ascontiguousarray(rows(name, value)) for name, value in
                 (("r_eci_m", r_eci_m), ("v_eci_m_s", v_eci_m_s), ("r_sun_eci_m", r_sun_eci_m)))  # fmt: skip
    count = len(r)
    if len(v) != count or len(sun) != 1:
        raise InputError("v_eci_m_s, r_sun_eci_m", f"({count}, 3) and (3,)", (v.shape, sun.shape))
    if not isinstance(table, np.ndarray):
        raise InputError("table", f"an array ({count}, 4) of int64, as plus_grid gives", repr(type(table).__name__))
    if table.shape != (count, len(DIRECTIONS)) or table.dtype != np.int64:
        raise InputError("table", f"({count}, 4) int64", (table.shape, table.dtype))
    if table.max(initial=NOBODY) >= count or table.min(initial=NOBODY) < NOBODY:
        raise InputError("table", f"numbers from -1 to {count - 1}", (table.min(), table.max()))
    works, sums, kept = np.empty(table.shape, np.bool_), np.zeros(12), Limits() if limits is None else limits
    for name, limit in kept._asdict().items():
        number(f"limits.{name}", limit)
    _test(
        r,
        v,
        sun[0],
        table,
        (kept.range_m, kept.graze_m, kept.rate_rad_s, kept.sun_rad),
        np.empty(len(COLUMNS)),
        works,
        sums,
    )
    there, up = sums[:4], sums[4:8]
    mean_m = float(sums[8:].sum() / up.sum()) if up.sum() else math.nan
    shares = np.divide(up, there, out=np.full(4, math.nan), where=there > 0.0)
    share = float(up.sum() / there.sum()) if there.sum() else math.nan
    return Availability(works, share, shares, mean_m, mean_m / LIGHT_M_S)


def availability_over(
    steps: Iterable[tuple[ArrayLike, ArrayLike, ArrayLike]], table: Table, limits: Limits | None = None
) -> NDArray[np.float32]:
    """Return the share (n, 4) [1] of the steps at which each link of `table` (n, 4) works.

    `steps` gives r (n, 3) [m], v (n, 3) [m/s] and Sun (3,) [m], GCRF, one step at a time, so none is kept.
    Raises InputError as `availability` does, and when there is no step. Source: docs/physics.md section 5.
    """
    shares, count = np.zeros(table.shape, np.float32), 0
    for r, v, sun in steps:
        shares += availability(r, v, sun, table, limits).works
        count += 1
    if not count:
        raise InputError("steps", "at least one step", count)
    shares /= np.float32(count)
    return shares
