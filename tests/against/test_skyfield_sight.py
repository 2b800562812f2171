"""Skyfield 1.5x (extra `crosscheck`), live: range, its rate, angles on the sky and the angle to the Sun."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from sim.optical import sight

api = pytest.importorskip("skyfield.api", reason="installed by `make accuracy`")
positionlib = pytest.importorskip("skyfield.positionlib", reason="installed by `make accuracy`")

Agrees = Callable[..., None]
AUTHORITY = "skyfield, installed"
AU_KM, DAY_S = 149597870.7, 86400.0


def states() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Positions [m] and velocities [m/s] of 200 pairs of satellites, at random."""
    draw = np.random.default_rng(12)
    r, peer = (7e6 * _unit(draw.standard_normal((200, 3))) for _ in range(2))
    v, v_peer = (7.5e3 * _unit(draw.standard_normal((200, 3))) for _ in range(2))
    return r, v, peer, v_peer


def _unit(a: np.ndarray) -> np.ndarray:
    return a / np.linalg.norm(a, axis=1)[:, None]


class Turning:
    """A frame for skyfield: its axes (rows), turning about the second one [rad/s]."""

    def __init__(self, axes: np.ndarray, turn_rad_s: float) -> None:
        self.axes = axes
        self.turn = turn_rad_s * DAY_S

    def rotation_at(self, t: object) -> np.ndarray:
        return self.axes

    def _dRdt_times_RT_at(self, t: object) -> np.ndarray:  # noqa: N802
        return np.array([[0.0, 0.0, -self.turn], [0.0, 0.0, 0.0], [self.turn, 0.0, 0.0]])


def vector(r_m: np.ndarray, v_m_s: np.ndarray):
    time = api.load.timescale(builtin=True).utc(2026, 6, 1)
    return positionlib.ICRF(r_m / 1e3 / AU_KM, v_m_s / 1e3 / AU_KM * DAY_S, t=time)


def test_range_and_its_rate(agrees: Agrees) -> None:
    r, v, peer, v_peer = states()
    ours = sight.sight(r, v, peer, v_peer, np.array([1.5e11, 0.0, 0.0]))
    theirs = [vector(peer[n] - r[n], v_peer[n] - v[n]) for n in range(len(r))]
    range_km = np.array([d.distance().km for d in theirs])
    worst = np.argmax(np.abs(ours.range_m / 1e3 - range_km))
    agrees(
        "L-G", "range, worst of 200", ours.range_m[worst], range_km[worst] * 1e3, 1e-3, unit="m", authority=AUTHORITY
    )
    frame = Turning(np.eye(3), 0.0)
    rate = np.array([d.frame_latlon_and_rates(frame)[5].km_per_s for d in theirs]) * 1e3
    worst = np.argmax(np.abs(ours.range_rate_m_s - rate))
    agrees("L-G", "range rate, worst of 200", ours.range_rate_m_s[worst], rate[worst], 1e-5, unit="m/s",
           authority=AUTHORITY)  # fmt: skip


def test_angle_to_the_sun(agrees: Agrees) -> None:
    r, v, peer, v_peer = states()
    sun = 1.5e11 * _unit(np.array([[0.3, 0.9, 0.4]]))[0]
    ours = sight.sight(r, v, peer, v_peer, sun).sun_angle_rad
    theirs = np.array([
        vector(peer[n] - r[n], v[n]).separation_from(vector(sun - r[n], v[n])).radians for n in range(len(r))
    ])  # fmt: skip
    worst = np.argmax(np.abs(ours - theirs))
    agrees("L-G", "angle to the Sun, worst of 200", math.degrees(ours[worst]), math.degrees(theirs[worst]), 1e-9,
           unit="deg", authority=AUTHORITY)  # fmt: skip


@pytest.mark.parametrize("pair", range(5))
def test_direction_and_its_rates_in_the_local_frame(agrees: Agrees, pair: int) -> None:
    """Skyfield's latitude, longitude and rates in a frame whose axes and turn are those of the local orbit."""
    r, v, peer, v_peer = (a[pair] for a in states())
    normal = np.cross(r, v) / np.linalg.norm(np.cross(r, v))
    up = r / np.linalg.norm(r)
    rows = np.array([np.cross(normal, up), normal, up])
    turn_rad_s = float(np.linalg.norm(np.cross(r, v)) / (r @ r))
    seen = vector(peer - r, v_peer - v).frame_latlon_and_rates(Turning(rows, turn_rad_s))
    ours = sight.sight(r, v, peer, v_peer, np.array([1.5e11, 0.0, 0.0]))
    for name, got, want in (
        ("elevation", ours.elevation_rad[0], seen[0].radians),
        ("azimuth", ours.azimuth_rad[0] % math.tau, seen[1].radians % math.tau),
        ("elevation rate", ours.elevation_rate_rad_s[0], seen[3].radians.per_second),
        ("azimuth rate", ours.azimuth_rate_rad_s[0], seen[4].radians.per_second),
    ):
        agrees("L-G", f"{name}, pair {pair}", got, want, 1e-9, unit="rad, rad/s", authority=AUTHORITY)
