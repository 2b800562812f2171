"""From TEME, the frame SGP4 speaks, to GCRF.

TEME (true equator, mean equinox) differs from the true equator and equinox of date by a turn about its pole, the
equation of the equinoxes: apparent less mean sidereal time, the latter by the formula of 1982 that SGP4's users
turn TEME into an Earth-fixed frame with (Vallado et al., "Revisiting Spacetrack Report #3", AIAA 2006-6753). Then
precession and nutation of IAU 2006/2000A (SOFA `pnm06a`). Left out: polar motion (none is needed between these two),
UT1 - UTC inside the difference of the sidereal times (cancels to 1e-9 rad). What is left against the models of
1976/1980 is 0.1 arcsec, some 3 m in low orbit; SGP4 itself is good to a kilometre.
"""

from datetime import datetime

import erfa
import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.arguments import times
from sim.constants import DAY_S
from sim.orbit.sun import terrestrial_time_jd

_TT_AHEAD_OF_UT_S = 69.184  # [s] TT - UTC since 2017; an error of a minute changes the equinoxes by 1e-10 rad


def teme_to_gcrf(epoch_utc: datetime, t_s: ArrayLike) -> NDArray[np.float64]:
    """Return the matrix M of r_gcrf = M r_teme at `t_s` [s] after the epoch, of shape t_s.shape + (3, 3).

    TEME is taken as not turning: its slow motion adds under 0.1 mm/s in low orbit.
    Raises InputError for an epoch without a time zone and times that are not finite.
    Source: AIAA 2006-6753, SOFA `pnm06a`, `gst06`, `gmst82`.
    """
    whole, part = terrestrial_time_jd(epoch_utc)
    days = part + times("t_s", t_s) / DAY_S
    ut_days = days - _TT_AHEAD_OF_UT_S / DAY_S
    to_date = np.asarray(erfa.pnm06a(whole, days))
    equinoxes = erfa.gst06(whole, ut_days, whole, days, to_date) - erfa.gmst82(whole, ut_days)
    from_mean = np.asarray(erfa.rz(-equinoxes, np.eye(3)))
    return np.asarray(np.swapaxes(to_date, -1, -2) @ from_mean, dtype=np.float64)
