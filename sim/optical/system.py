"""The four laser terminals of a satellite and the light between them and its neighbours, once a tick.

Source: docs/physics.md section 5; the order of the parts is ours.
"""

import math

import numpy as np
from numpy.typing import NDArray

from sim.constants import EARTH_RADIUS_M
from sim.kernel import jit
from sim.optical import steering, terminal
from sim.optical.geometry import closest_m, separation_rad
from sim.optical.layout import (
    ALL_GIGABITS,
    EMITTING_MASK,
    GIGABITS,
    GIMBAL_AZ,
    GIMBAL_EL,
    GRAZE,
    INTERLOCKS,
    LASER_C,
    LENGTH,
    LINKS_MASK,
    MOUNT,
    OUT_FLAGS,
    OUT_LENGTH,
    OUT_OFF,
    OUT_POINTING,
    OUT_POWER,
    OUTPUTS,
    PARAMETERS,
    PEERS,
    POINTED,
    SCANNING_MASK,
    SEEKING,
    STATE,
    SUN_FIELD,
    TERMINALS,
    TOTAL_W,
    UNPOINTED_MASK,
    VISIBLE_MASK,
)
from sim.orbit import flight
from sim.orbit.frame import azimuth_elevation

__all__ = ["OUTPUTS", "PARAMETERS", "STATE", "TOTAL_W", "initial", "step"]

_COMMAND = 4  # azimuth, elevation, command bits, rate: a terminal's actuators
_BITS = 31  # all command bits

Vector = NDArray[np.float64]


def initial(p: Vector, orbit: Vector | None = None, neighbours: Vector | None = None) -> Vector:
    """Return the state (len(STATE),): terminals off, lasers as warm as their mounts.

    Gimbals look at their peers, as at the end of links before, when the outputs `orbit` of sim.orbit.flight and the
    state `neighbours` (24,) are given; else along track, ahead.
    """
    x = np.zeros(len(STATE))
    x[LASER_C::LENGTH] = p[MOUNT]
    if orbit is not None and neighbours is not None:
        for n in range(TERMINALS):
            x[LENGTH * n + GIMBAL_AZ], x[LENGTH * n + GIMBAL_EL] = _peer(orbit, neighbours[6 * n : 6 * n + 6], 0.0)[:2]
    return x


@jit
def step(
    x: Vector, p: Vector, orbit: Vector, neighbours: Vector, commands: Vector, feed_on: float,
    keys: NDArray[np.int64], tick: int, dt_s: float, y: Vector,
) -> None:  # fmt: skip
    """Advance `x` (len(STATE),) by a tick `dt_s` [s] and fill `y` (len(OUTPUTS),); see sim.optical.terminal.

    Args:
        orbit: outputs of sim.orbit.flight at the tick's end; neighbours: (24,) state of sim.orbit.neighbours.
        commands: (16,) gimbal azimuth and elevation [rad], command bits, rate index of each terminal.
        feed_on: not 0 when the terminals have input power.
        keys: (2,) key of the optical random stream, indexed by `tick`.
    """
    for n in range(EMITTING_MASK, TOTAL_W + 1):
        y[n] = 0.0
    shines = orbit[flight.ILLUMINATION] > 0.0
    sun = (orbit[flight.SUN_AZ], orbit[flight.SUN_EL], shines)
    for n in range(TERMINALS):
        peer = _peer(orbit, neighbours[6 * n : 6 * n + 6], p[GRAZE])
        asked = commands[_COMMAND * n : _COMMAND * n + _COMMAND]
        bits = int(asked[2]) & _BITS if feed_on != 0.0 and asked[2] >= 0.0 else 0
        command = (asked[0], asked[1], bits, asked[3])
        closed, answers = _has(p[INTERLOCKS], n), _has(p[PEERS], n)
        own = x[LENGTH * n : LENGTH * n + LENGTH]
        out = y[OUT_LENGTH * n : OUT_LENGTH * n + OUT_LENGTH]
        terminal.step(own, p, peer, sun, command, closed, answers, keys, tick, n, dt_s, out)
        _sum_up(own, p, peer, sun, n, out, y)


@jit
def _peer(orbit: Vector, state: Vector, graze_m: float) -> tuple[float, float, float, bool, float]:
    """Return azimuth, elevation [rad], range [m] of a neighbour, whether the line to it is free, point-ahead [rad]."""
    rx, ry, rz = orbit[flight.POSITION], orbit[flight.POSITION + 1], orbit[flight.POSITION + 2]
    dx, dy, dz = state[0] - rx, state[1] - ry, state[2] - rz
    along = (orbit[flight.ALONG], orbit[flight.ALONG + 1], orbit[flight.ALONG + 2])
    normal = (orbit[flight.NORMAL], orbit[flight.NORMAL + 1], orbit[flight.NORMAL + 2])
    up = (orbit[flight.UP], orbit[flight.UP + 1], orbit[flight.UP + 2])
    az, el = azimuth_elevation(dx, dy, dz, along, normal, up)
    free = closest_m(rx, ry, rz, dx, dy, dz) >= EARTH_RADIUS_M + graze_m
    vx, vy, vz = orbit[flight.VELOCITY], orbit[flight.VELOCITY + 1], orbit[flight.VELOCITY + 2]
    ahead = steering.point_ahead_rad(dx, dy, dz, state[3] - vx, state[4] - vy, state[5] - vz)
    return az, el, math.sqrt(dx * dx + dy * dy + dz * dz), free, ahead


@jit
def _has(mask: float, bit: int) -> bool:
    """Return whether a mask kept as a float has a bit."""
    return (int(mask) >> bit) & 1 == 1


@jit
def _sum_up(
    own: Vector, p: Vector, peer: tuple[float, float, float, bool, float], sun: tuple[float, float, bool], n: int,
    out: Vector, y: Vector,
) -> None:  # fmt: skip
    """Bring terminal `n` into the masks and sums."""
    bit = float(1 << n)
    flags = int(out[OUT_FLAGS])
    emitting = flags & terminal.EMITTING != 0
    if emitting:
        y[EMITTING_MASK] += bit
        if not peer[3] or min(out[OUT_POINTING], out[OUT_OFF]) > p[POINTED]:
            y[UNPOINTED_MASK] += bit
    if own[SEEKING] != 0.0:
        y[SCANNING_MASK] += bit
    if flags & terminal.SYNCHRONISED != 0:
        y[LINKS_MASK] += bit
    if peer[3] and not (sun[2] and separation_rad(peer[0], peer[1], sun[0], sun[1]) < p[SUN_FIELD]):
        y[VISIBLE_MASK] += bit
    y[ALL_GIGABITS] += own[GIGABITS]
    y[TOTAL_W] += out[OUT_POWER]
