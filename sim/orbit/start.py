"""Where a satellite is at its epoch, from the elements of a scenario: Keplerian, sun-synchronous, TLE or OMM; GCRF."""

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.constants import EARTH_RADIUS_M
from sim.errors import InputError
from sim.orbit.catalogue import from_omm, from_tle
from sim.orbit.circular import near_circular_state
from sim.orbit.elements import Elements, state_from_elements
from sim.orbit.sun import raan_from_ltan_rad, utc_jd
from sim.orbit.teme import propagate_sgp4

AGE_DAYS = 30.0  # [days] between the epoch of a catalogue's elements and that of a run; SGP4 errs by kilometres a day

State = tuple[NDArray[np.float64], NDArray[np.float64]]


def start_state(elements: Mapping[str, Any], epoch_utc: datetime) -> State:
    """Return r (3,) [m] and v (3,) [m/s], GCRF, at the epoch.

    `elements` has altitude_km over the equatorial radius, eccentricity, inclination_deg, ltan_h or raan_deg,
    argument_of_perigee_deg and argument_of_latitude_deg, osculating at the epoch but for eccentricity 0, which is the
    roundest orbit there is under J2 (`near_circular_state`); or tle (two lines) or omm (keywords).

    Raises InputError for a catalogue's elements that are none or too old, ValueError for an impossible orbit. Source:
    docs/physics.md section 2.
    """
    if elements.get("tle") or elements.get("omm"):
        return _catalogued(elements, epoch_utc)

    def radians(name: str) -> float:
        return math.radians(float(elements[name] or 0.0))

    radius_m = EARTH_RADIUS_M + 1000.0 * float(elements["altitude_km"] or 0.0)
    ltan_h = elements["ltan_h"]
    raan_rad = radians("raan_deg") if ltan_h is None else raan_from_ltan_rad(ltan_h, epoch_utc)
    inclination_rad, latitude_rad = radians("inclination_deg"), radians("argument_of_latitude_deg")
    eccentricity = float(elements["eccentricity"] or 0.0)
    if eccentricity == 0.0:
        return near_circular_state(radius_m, inclination_rad, raan_rad, latitude_rad)
    argp_rad = radians("argument_of_perigee_deg")
    return state_from_elements(
        Elements(radius_m, eccentricity, inclination_rad, raan_rad, argp_rad, latitude_rad - argp_rad)
    )


def _catalogued(elements: Mapping[str, Any], epoch_utc: datetime) -> State:
    """Return the state of TLE or OMM at the epoch; from there on the orbit is numerical like any other."""
    satellite = from_tle(*elements["tle"]) if elements.get("tle") else from_omm(elements["omm"])
    whole, part = utc_jd(epoch_utc)
    age_days = whole - satellite.jdsatepoch + part - satellite.jdsatepochF
    if not abs(age_days) <= AGE_DAYS:
        raise InputError(
            "orbit", f"elements within {AGE_DAYS:g} days of the epoch", f"{age_days:.1f} days between them"
        )
    return propagate_sgp4(satellite, epoch_utc, 0.0)
