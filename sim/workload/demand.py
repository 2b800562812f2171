"""What billions of users ask of a fleet: people by longitude, a day's course by local solar time, requests a second.

Each band of 15 degrees has its share of the world's people and its own local solar time; its users ask along one
diurnal curve. The whole sums, over a week, to users x requests a day x 7.

People by band: ours, made by hand: national totals of the UN World Population Prospects 2022 assigned to the bands
their people live in, large countries split by province and city; 7.89 of 7.98 billion are placed. A band is good to
some 10 to 20 %, a share of a hemisphere to a few percent. It is not a gridded count (GPW, WorldPop), and knows no
latitude. The course of the day is ours too: public service traces (Azure LLM 2024, BurstGPT) show one working-hours
peak and a trough before dawn some three to five times lower, and quieter weekends.
"""

import math

import numpy as np
from numpy.typing import NDArray

from sim.kernel import jit
from sim.parameters import Parameter

BANDS = 24
BAND_RAD = 2.0 * math.pi / BANDS  # 15 degrees; band k is centred on k x 15 degrees east
_DAY_S = 86400.0  # [s] mean solar day
_WEEK_S = 7.0 * _DAY_S  # [s]

#: Millions of people, band centres 0, 15, ... 345 degrees east (module docstring).
_MILLIONS = (
    491.0, 560.0, 815.0, 456.0, 140.0, 1320.0, 693.0, 864.0, 1200.0, 197.0, 32.0, 2.0,
    6.0, 0.5, 1.5, 0.3, 66.0, 136.0, 200.0, 310.0, 112.0, 158.0, 22.0, 103.0,
)  # fmt: skip
SHARES = np.array(_MILLIONS) / sum(_MILLIONS)

PARAMETERS = (
    Parameter("users", "1", 2.0e9, 0.0, 2e10, "ours: billions of users, a quarter of all people"),
    Parameter("requests_a_day", "1", 10.0, 0.0, 1e6, "ours: requests of one user on a mean day"),
    Parameter("swing", "1", 0.6, 0.0, 1.0, "ours: peak over mean less 1; 0.6 gives a trough four times below the peak"),
    Parameter("peak_h", "h", 15.0, 0.0, 24.0, "ours: local solar time of the peak, in working hours"),
    Parameter("weekend_share", "1", 0.8, 0.0, 2.0, "ours: a day of the weekend over a working day"),
)
USERS, REQUESTS, SWING, PEAK_H, WEEKEND = range(len(PARAMETERS))

Vector = NDArray[np.float64]


@jit
def local_s(week_s: float, longitude_rad: float) -> float:
    """Return local mean solar time [s since Monday 00:00] at `longitude_rad` [rad, east], `week_s` in UTC likewise.

    Source: definition, 15 degrees an hour.
    """
    local = week_s + longitude_rad / (2.0 * math.pi) * _DAY_S
    return local - math.floor(local / _WEEK_S) * _WEEK_S


@jit
def course(local: float, p: Vector) -> float:
    """Return demand over its weekly mean at `local` [s since Monday 00:00, local solar time]; mean 1 over a week.

    A cosine of the day about its peak, times the weekend's share on Saturday and Sunday. Source: ours (module
    docstring). `p` (len(PARAMETERS),).
    """
    day_s = local - math.floor(local / _DAY_S) * _DAY_S
    swing = p[SWING] * math.cos(2.0 * math.pi * (day_s / 3600.0 - p[PEAK_H]) / 24.0)
    weekly = (5.0 + 2.0 * p[WEEKEND]) / 7.0
    share = p[WEEKEND] if local >= 5.0 * _DAY_S else 1.0
    return (1.0 + swing) * share / weekly if weekly > 0.0 else 0.0


@jit
def band_requests_s(band: int, week_s: float, p: Vector) -> float:
    """Return the requests a second [1/s] of band `band` (0 to 23) at UTC `week_s` [s since Monday 00:00].

    Source: module docstring. `p` (len(PARAMETERS),).
    """
    mean_s = p[USERS] * p[REQUESTS] / _DAY_S
    return float(mean_s * SHARES[band] * course(local_s(week_s, band * BAND_RAD), p))


@jit
def world_requests_s(week_s: float, p: Vector) -> float:
    """Return the requests a second [1/s] of all bands at UTC `week_s` [s since Monday 00:00]. Source: their sum."""
    total = 0.0
    for band in range(BANDS):
        total += band_requests_s(band, week_s, p)
    return total


@jit
def lane_requests_s(week_s: float, lanes: int, p: Vector) -> float:
    """Return the requests a second [1/s] of one of `lanes` satellites that share the world's demand evenly.

    The laser network takes a request to any satellite, so where it is asked sets when, not who serves. Source: ours.
    """
    return world_requests_s(week_s, p) / max(lanes, 1)


@jit
def footprint_requests_s(longitude_rad: float, width_rad: float, week_s: float, p: Vector) -> float:
    """Return the requests a second [1/s] from `width_rad` [rad] of longitude about `longitude_rad` [rad, east].

    For a service without a network: of all that is asked from pole to pole in the strip a satellite stands over.
    Between band centres density and local time are those of the nearest band. Strips that tile the circle sum to the
    world's demand as they grow narrow. Source: ours (module docstring).
    """
    band = math.floor(longitude_rad / BAND_RAD + 0.5) % BANDS
    return band_requests_s(band, week_s, p) * width_rad / BAND_RAD


@jit
def world_course(week_s: float, p: Vector) -> float:
    """Return the world's demand over its weekly mean at UTC `week_s` [s since Monday 00:00]. Source: the above."""
    mean = 0.0
    for band in range(BANDS):
        mean += SHARES[band] * course(local_s(week_s, band * BAND_RAD), p)
    return mean
