"""Where a satellite of mean elements is, by SGP4 (package `sgp4`; AIAA 2006-6753), in TEME as it comes or in GCRF."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.arguments import closed_orbit, times
from sim.constants import DAY_S, EARTH_RADIUS_M
from sim.errors import InputError
from sim.orbit.mean_elements import MeanElements, said
from sim.orbit.omm import from_omm
from sim.orbit.sun import terrestrial_time_jd
from sim.orbit.teme import teme_to_gcrf
from sim.orbit.tle import from_tle

OLDEST_D = 30.0  # [d] between mean elements and the epoch they start a run at: SGP4 is then some 100 km off
LOWEST_M = EARTH_RADIUS_M + 150e3  # [m] perigee of a run: below, an orbit decays within hours

States = tuple[NDArray[np.float64], NDArray[np.float64]]


def sgp4_teme(elements: MeanElements, since_s: ArrayLike) -> States:
    """Return position [m] and velocity [m/s] at `since_s` [s] after the elements' own epoch, TEME.

    Each of shape since_s.shape + (3,). Raises InputError for times that are not finite, and where SGP4 says the
    satellite has decayed or the elements have left its domain. Source: AIAA 2006-6753, package `sgp4`.
    """
    asked = times("since_s", since_s)
    out = np.empty((asked.size, 6))
    for row, since in enumerate(asked.ravel()):
        error, r_km, v_km_s = elements.satrec.sgp4_tsince(float(since) / 60.0)
        if error:
            got = f"its error {error}: {said(error)}"
            raise InputError(f"{elements.text} at {since:g} s", "a state from SGP4", got)
        out[row, :3], out[row, 3:] = r_km, v_km_s
        if not np.all(np.isfinite(out[row])):
            raise InputError(f"{elements.text} at {since:g} s", "a state from SGP4", f"{r_km} km")
    out *= 1000.0
    return out[:, :3].reshape((*asked.shape, 3)), out[:, 3:].reshape((*asked.shape, 3))


def propagate_sgp4(elements: MeanElements, epoch_utc: datetime, t_s: ArrayLike) -> States:
    """Return position [m] and velocity [m/s] at `t_s` [s] after `epoch_utc`, each of shape t_s.shape + (3,), GCRF.

    Time runs in SI seconds: a leap second between the elements' epoch and the time asked for counts. Raises InputError
    as `sgp4_teme` does, and for an epoch without a time zone. Source: AIAA 2006-6753, `sim.orbit.teme`.
    """
    asked = times("t_s", t_s)
    r, v = sgp4_teme(elements, asked + since_epoch_s(elements, epoch_utc))
    turn = teme_to_gcrf(epoch_utc, asked)
    return (turn @ r[..., np.newaxis])[..., 0], (turn @ v[..., np.newaxis])[..., 0]


def since_epoch_s(elements: MeanElements, epoch_utc: datetime) -> float:
    """Return the SI seconds [s] from the elements' epoch to `epoch_utc`.

    Raises InputError for an epoch without a time zone. Source: UTC to TT by SOFA.
    """
    whole, part = terrestrial_time_jd(epoch_utc)
    own_whole, own_part = terrestrial_time_jd(elements.epoch_utc)
    return ((whole - own_whole) + (part - own_part)) * DAY_S


def start_of_mean_elements(tle: Sequence[str] | None, omm: Mapping[str, Any] | None, epoch_utc: datetime) -> States:
    """Return r (3,) [m] and v (3,) [m/s], GCRF, at `epoch_utc`, for a run that goes on under J2 from there.

    Args:
        tle: two lines, or none; omm: a map as for `from_omm`, read when `tle` is none.
        epoch_utc: with a time zone, within 30 days of the elements' own epoch.

    Raises InputError for elements that `from_tle` or `from_omm` refuse, for elements too old, and for an orbit that is
    none or has its perigee below 150 km. Source: AIAA 2006-6753; the limits are ours.
    """
    if tle is None:
        elements = from_omm(omm or {})
    elif isinstance(tle, (list, tuple)) and len(tle) == 2:
        elements = from_tle(tle[0], tle[1])
    else:
        raise InputError("TLE", "two lines", repr(tle))
    age_d = since_epoch_s(elements, epoch_utc) / DAY_S
    if not abs(age_d) <= OLDEST_D:
        expected = f"an epoch within {OLDEST_D:g} days of the elements' own, {elements.epoch_utc:%Y-%m-%dT%H:%M:%SZ}"
        raise InputError(elements.text, expected, f"{age_d:.1f} days")
    r, v = propagate_sgp4(elements, epoch_utc, 0.0)
    try:
        closed_orbit(r, v, lowest_m=LOWEST_M)
    except InputError as error:
        raise InputError(f"{elements.text} at {epoch_utc.isoformat()}", error.expected, error.got) from error
    return r, v
