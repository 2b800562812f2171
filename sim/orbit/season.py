"""Eclipse seasons: over months, on how many days a circular orbit meets the shadow, for how long, how much is sunlit.

The plane turns at the mean rate of J2 (`sim.orbit.secular`), the satellite goes round evenly; edges of shadow are found
on the circle at each look, with plane and Sun held for that one revolution. Frame GCRF. Shadow: `sim.orbit.eclipse`.
Source: docs/physics.md section 2 (the table there is of this kind: one circle a day, dual cone).
"""

import math
from datetime import datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.arguments import number, whole, within
from sim.constants import DAY_S, EARTH_MU_M3_S2, EARTH_RADIUS_M, SUN_RADIUS_M
from sim.errors import InputError
from sim.kernel import jit
from sim.orbit.eclipse import Shape, disc_angles, free_share, stretch
from sim.orbit.secular import j2_rates
from sim.orbit.sun import sun_position_eci_m

HIGHEST_M = 1e9  # [m] from the centre: beyond, the Sun is the stronger
MOST_DAYS, MOST_LOOKS = 36525, 100  # a century; a revolution takes 88 minutes or longer
_PLACES = 720  # looks round the circle; edges between two are halved down
_HALVINGS = 30


class Season(NamedTuple):
    """Eclipses of one orbit over a span of days."""

    days: int  # with any eclipse, penumbra included
    longest_penumbra_s: float  # longest stay in penumbra and umbra together
    longest_umbra_s: float
    sunlit_share: float  # [1] share of the Sun's disc in view, mean over the span
    full_sun_share: float  # [1] of the span with the whole disc in view
    eclipsed: NDArray[np.bool_]  # (span_days,) day by day from the epoch


def eclipse_season(
    epoch_utc: datetime,
    span_days: int,
    radius_m: float,
    inclination_rad: float,
    raan_rad: float,
    *,
    shape: Shape = "wgs84",
    looks_a_day: int = 1,
) -> Season:
    """Return the season of a circular orbit from `epoch_utc` on, `span_days` whole days.

    Args:
        epoch_utc: with a time zone.
        radius_m, inclination_rad, raan_rad: of the circle [m], [rad], GCRF, at the epoch.
        shape: "wgs84" or "sphere".
        looks_a_day: revolutions looked at in a day, evenly spaced; one, half a day after the epoch's hour, is how the
            table of docs/physics.md counts. More find first and last days that one misses: two at 600 km with 4.

    Raises InputError for a radius within the Earth, an inclination outside 0 to pi, spans and looks below one or not
    whole, another shape, and an epoch without a time zone. Source: see the module; `eclipsed` is (span_days,).
    """
    if not EARTH_RADIUS_M < number("radius_m", radius_m) <= HIGHEST_M:
        raise InputError("radius_m", f"above {EARTH_RADIUS_M:.0f} m, up to {HIGHEST_M:g} m", radius_m)
    within("inclination_rad", inclination_rad, 0.0, math.pi)
    number("raan_rad", raan_rad)
    whole("span_days", span_days, 1, MOST_DAYS)
    whole("looks_a_day", looks_a_day, 1, MOST_LOOKS)
    z_stretch = stretch(shape)
    t_s = (np.arange(span_days * looks_a_day) + 0.5) * (DAY_S / looks_a_day)
    sun = np.ascontiguousarray(sun_position_eci_m(epoch_utc, t_s))
    nodes = np.asarray(raan_rad + j2_rates(radius_m, 0.0, inclination_rad).raan_rad_s * t_s, dtype=np.float64)
    dark = np.zeros((t_s.size, 3))
    _darkness(sun, nodes, radius_m, inclination_rad, z_stretch, dark)
    period_s = math.tau * radius_m * math.sqrt(radius_m / EARTH_MU_M3_S2)
    longest = np.max(dark[:, :2], axis=0) / math.tau * period_s
    eclipsed = np.any(dark[:, 0].reshape(span_days, looks_a_day) > 0.0, axis=1)
    return Season(
        days=int(np.sum(eclipsed)),
        longest_penumbra_s=float(longest[0]),
        longest_umbra_s=float(longest[1]),
        sunlit_share=float(np.mean(dark[:, 2])),
        full_sun_share=1.0 - float(np.mean(dark[:, 0])) / math.tau,
        eclipsed=eclipsed,
    )


@jit
def _discs(
    angle: float, node: float, radius_m: float, inclination: float, sx: float, sy: float, sz: float, z_stretch: float
) -> tuple[float, float, float]:
    """Return `disc_angles` [rad] at argument of latitude `angle`."""
    along, across = radius_m * math.cos(angle), radius_m * math.sin(angle)
    flat, rise = across * math.cos(inclination), across * math.sin(inclination)
    x = along * math.cos(node) - flat * math.sin(node)
    y = along * math.sin(node) + flat * math.cos(node)
    return disc_angles(x, y, rise, sx, sy, sz, EARTH_RADIUS_M, SUN_RADIUS_M, z_stretch)


@jit
def _gap(
    angle: float, node: float, radius_m: float, inclination: float, sx: float, sy: float, sz: float,
    z_stretch: float, sign: float,
) -> float:  # fmt: skip
    """Return how far [rad] the discs are from touching at argument of latitude `angle`: outside (+1), inside (-1)."""
    sun, earth, apart = _discs(angle, node, radius_m, inclination, sx, sy, sz, z_stretch)
    return apart - earth - sign * sun


@jit
def _deepest(
    node: float, radius_m: float, inclination: float, sx: float, sy: float, sz: float, z_stretch: float, sign: float
) -> float:
    """Return the argument of latitude [rad] at which `_gap` is least."""
    step = math.tau / _PLACES
    low, lowest = 0.0, math.inf
    for place in range(_PLACES):
        gap = _gap(place * step, node, radius_m, inclination, sx, sy, sz, z_stretch, sign)
        if gap < lowest:
            low, lowest = (place - 1) * step, gap
    high = low + 2.0 * step
    for _ in range(2 * _HALVINGS):  # thirds: the gap has one minimum there
        third = (high - low) / 3.0
        left = _gap(low + third, node, radius_m, inclination, sx, sy, sz, z_stretch, sign)
        if left < _gap(high - third, node, radius_m, inclination, sx, sy, sz, z_stretch, sign):
            high -= third
        else:
            low += third
    return 0.5 * (low + high)


@jit
def _arc(
    node: float, radius_m: float, inclination: float, sx: float, sy: float, sz: float, z_stretch: float, sign: float
) -> float:
    """Return the angle [rad] of the circle on which `_gap` is below zero."""
    deepest = _deepest(node, radius_m, inclination, sx, sy, sz, z_stretch, sign)
    found = 0.0
    if _gap(deepest, node, radius_m, inclination, sx, sy, sz, z_stretch, sign) >= 0.0:
        return found
    for way in range(2):  # from the deepest place to the edge on either side; opposite of it there is light
        inside, outside = 0.0, math.pi
        for _ in range(2 * _HALVINGS):
            middle = 0.5 * (inside + outside)
            angle = deepest + (1.0 - 2.0 * way) * middle
            if _gap(angle, node, radius_m, inclination, sx, sy, sz, z_stretch, sign) < 0.0:
                inside = middle
            else:
                outside = middle
        found += 0.5 * (inside + outside)
    return found


@jit
def _darkness(
    sun: NDArray[np.float64], nodes: NDArray[np.float64], radius_m: float, inclination: float, z_stretch: float,
    out: NDArray[np.float64],
) -> None:  # fmt: skip
    """Write into `out` (n, 3) for Sun (n, 3) [m]: angle [rad] of the circle in shadow, in umbra; mean light [1]."""
    for n in range(nodes.size):
        sx, sy, sz = sun[n, 0], sun[n, 1], sun[n, 2]
        out[n, 0] = _arc(nodes[n], radius_m, inclination, sx, sy, sz, z_stretch, 1.0)
        out[n, 1] = _arc(nodes[n], radius_m, inclination, sx, sy, sz, z_stretch, -1.0)
        for place in range(_PLACES):
            angle = place * math.tau / _PLACES
            seen, earth, apart = _discs(angle, nodes[n], radius_m, inclination, sx, sy, sz, z_stretch)
            out[n, 2] += free_share(seen, earth, apart) / _PLACES
