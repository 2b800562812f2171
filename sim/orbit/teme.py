"""Where an SGP4 satellite is: from TEME, the frame that SGP4 works in, to GCRF.

TEME has the true equator and the mean equinox of date. A turn by the equation of the equinoxes makes it true of date,
and the IAU 2006/2000A matrix of bias, precession and nutation (SOFA `pnm06a`, through pyerfa) GCRF. Polar motion is not
in it. The equation of the equinoxes is that of 1994 (SOFA `eqeq94`), with which TEME was defined.
"""

from datetime import datetime

import erfa
import numpy as np
from numpy.typing import ArrayLike, NDArray
from sgp4.api import SGP4_ERRORS, Satrec

from sim.constants import DAY_S
from sim.errors import InputError
from sim.orbit.sun import terrestrial_time_jd, utc_jd

States = tuple[NDArray[np.float64], NDArray[np.float64]]


def propagate_teme(satellite: Satrec, epoch_utc: datetime | None, t_s: ArrayLike) -> States:
    """Return position [m] and velocity [m/s] `t_s` after the epoch, each t_s.shape + (3,), TEME, from SGP4.

    Without `epoch_utc` the seconds count from the epoch of the elements. SGP4 counts days of 86,400 s, so elements
    from before a leap second are a second off after it. Raises InputError when SGP4 does not reach a time (a decayed
    satellite, above all), naming it, and for times that are not finite. Source: AIAA 2006-6753.
    """
    times_s = np.asarray(t_s, dtype=np.float64)
    if not np.all(np.isfinite(times_s)):
        raise InputError("t_s", "finite seconds", times_s)
    own = (satellite.jdsatepoch, satellite.jdsatepochF)
    whole, part = own if epoch_utc is None else utc_jd(epoch_utc)
    flat_s = times_s.ravel()
    errors, r_km, v_km_s = satellite.sgp4_array(np.full(flat_s.size, whole), part + flat_s / DAY_S)
    if np.any(errors):
        first = int(np.flatnonzero(errors)[0])
        raise InputError("SGP4", f"an orbit {flat_s[first]:g} s after the epoch", SGP4_ERRORS[int(errors[first])])
    shape = (*times_s.shape, 3)
    return 1e3 * r_km.reshape(shape), 1e3 * v_km_s.reshape(shape)


def propagate_sgp4(satellite: Satrec, epoch_utc: datetime, t_s: ArrayLike) -> States:
    """Return position [m] and velocity [m/s] `t_s` after the epoch, each t_s.shape + (3,), GCRF.

    The turn of TEME itself, 50 arc seconds a year, is left out of the velocity: 0.06 mm/s. Raises as `propagate_teme`.
    Source: AIAA 2006-6753; IERS Conventions 2010, section 5.9.
    """
    r, v = propagate_teme(satellite, epoch_utc, t_s)
    matrices = _teme_to_gcrf(epoch_utc, np.asarray(t_s, dtype=np.float64))
    return np.einsum("...ij,...j->...i", matrices, r), np.einsum("...ij,...j->...i", matrices, v)


def _teme_to_gcrf(epoch_utc: datetime, t_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the matrices, t_s.shape + (3, 3), that turn TEME into GCRF."""
    whole, part = terrestrial_time_jd(epoch_utc)
    days = part + t_s / DAY_S
    of_date = erfa.pnm06a(whole, days)  # GCRF to true equator and equinox of date
    equinoxes_rad = erfa.eqeq94(whole, days)
    mean = erfa.rz(equinoxes_rad, np.broadcast_to(np.eye(3), of_date.shape).copy())  # true equinox to mean equinox
    return np.swapaxes(mean @ of_date, -1, -2)
