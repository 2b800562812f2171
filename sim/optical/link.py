"""Acquisition and tracking hardware of one terminal, with the scripted peer at the other end.

NONE -> SEEKING (a scan is under way) -> DETECTED (the peer's beam is seen, both ends centre on it) -> LOCKED (tracking
loop) -> SYNCHRONISED (frames). The peer mirrors us: it stares while we scan and scans while we stare. It is ready after
a drawn delay; then the spiral takes the time that the offset of whoever scans decides. In a link it is disturbed now
and then; up to 50 ms are ridden through.

Draws are indexed by tick, so the state holds no generator. Blocks of a terminal: 0 jitter, 1 and 2 acquisition, 3 fade.

Source: docs/physics.md section 5 (SDA OCT budgets; S34 for the scan); the phases are ours. A terminal's state `x` is
(len(STATE),), parameters `p` (len(PARAMETERS),).
"""

import math

import numpy as np
from numpy.typing import NDArray

from sim.kernel import jit
from sim.optical import spiral
from sim.optical.layout import (
    BACK,
    BIAS,
    BIAS_AZ,
    BIAS_EL,
    CONE,
    DARK,
    DUE,
    FADE,
    FADE_EVERY,
    FADE_HIGH,
    FADE_LOW,
    KNOWN,
    KNOWN_ERROR,
    KNOWN_FOR,
    LOCK,
    MISS,
    PATIENCE,
    PHASE,
    PITCH,
    READY_HIGH,
    READY_LOW,
    RIDE,
    SEEKING,
    SMALL_CONE,
    SPEED,
    SYNC,
    TIME,
    UNANSWERED,
)
from sim.streams import normal, uniform

NONE, SEEK, DETECTED, LOCKED, SYNCHRONISED = 0.0, 1.0, 2.0, 3.0, 4.0
WIDE, SMALL = 1, 3  # scans; one more when we scan and the peer stares

_BLOCKS = 4  # of the random stream, a terminal
_EVENT_S = 1e-9  # [s] rounding of ten steps of 0.1 s and the like

Vector = NDArray[np.float64]


@jit
def draw_bias(x: Vector, p: Vector, keys: NDArray[np.int64], tick: int, terminal: int) -> None:
    """Navigation makes a new prediction: its error is drawn. `keys` is (2,), the key of the optical stream."""
    az, el, _, _ = normal(keys[0], keys[1], tick, 0, _BLOCKS * terminal + 1)
    x[BIAS_AZ], x[BIAS_EL] = p[BIAS] * az, p[BIAS] * el


@jit
def lose(x: Vector, p: Vector) -> None:
    """No beam any more; a direction that was tracked stays known for a while."""
    if x[PHASE] >= LOCKED:
        x[KNOWN] = p[KNOWN_FOR]
    x[PHASE], x[TIME], x[DARK], x[UNANSWERED] = NONE, 0.0, 0.0, 0.0


@jit
def seek(
    x: Vector, p: Vector, keys: NDArray[np.int64], tick: int, terminal: int, scan: int, able: bool, answers: bool,
    dt_s: float,
) -> float:  # fmt: skip
    """Scan for `dt_s` [s] while no beam is seen; return the time left of it after the beam was found, else 0.

    `scan` is WIDE or SMALL, plus 1 when we are the initiator, or 0; `able` when all that the scan needs is there;
    `answers` when there is a peer.

    `keys` is (2,), the key of the optical stream.
    """
    if scan == 0:
        if x[SEEKING] != 0.0:
            draw_bias(x, p, keys, tick, terminal)  # it failed or was given up: navigation looks again
        x[PHASE], x[SEEKING] = NONE, 0.0
        return 0.0
    if x[SEEKING] != float(scan):
        x[SEEKING], x[TIME] = float(scan), 0.0
        x[DUE] = _due_s(x, p, keys, tick, terminal, scan)
    x[PHASE] = SEEK
    if not able or x[FADE] > 0.0:
        return 0.0
    x[TIME] += dt_s
    if not answers or x[TIME] < x[DUE] - _EVENT_S:
        return 0.0
    left = float(min(x[TIME] - x[DUE], dt_s))
    x[PHASE], x[SEEKING], x[TIME], x[DARK], x[UNANSWERED] = DETECTED, 0.0, 0.0, 0.0, 0.0
    return left


@jit
def _due_s(x: Vector, p: Vector, keys: NDArray[np.int64], tick: int, terminal: int, scan: int) -> float:
    """Draw how long [s] this scan takes until the beam is seen."""
    ready, missed, _, _ = uniform(keys[0], keys[1], tick, 0, _BLOCKS * terminal + 2)
    _, _, az, el = normal(keys[0], keys[1], tick, 0, _BLOCKS * terminal + 1)
    if scan >= SMALL:
        if x[KNOWN] <= 0.0:
            return spiral.NEVER_S
        offset = p[KNOWN_ERROR] * math.sqrt(az * az + el * el)
        found = spiral.found_s(offset, p[SMALL_CONE], p[PITCH], p[SPEED], spiral.passes_missed(missed, p[MISS]))
        return float(p[BACK] * ready + found)
    if scan == WIDE + 1:  # we scan: the error is that of our own prediction
        offset = math.sqrt(x[BIAS_AZ] * x[BIAS_AZ] + x[BIAS_EL] * x[BIAS_EL])
    else:
        offset = p[BIAS] * math.sqrt(az * az + el * el)
    found = spiral.found_s(offset, p[CONE], p[PITCH], p[SPEED], spiral.passes_missed(missed, p[MISS]))
    return float(p[READY_LOW] + (p[READY_HIGH] - p[READY_LOW]) * ready + found)


@jit
def disturb(x: Vector, p: Vector, keys: NDArray[np.int64], tick: int, terminal: int, dt_s: float) -> float:
    """Return for how much of `dt_s` [s] the peer's light is away; in a link a disturbance may begin.

    `keys` is (2,), the key of the optical stream.
    """
    if x[FADE] <= 0.0 and x[PHASE] >= LOCKED:
        begins, length, _, _ = uniform(keys[0], keys[1], tick, 0, _BLOCKS * terminal + 3)
        if begins < dt_s / p[FADE_EVERY]:
            x[FADE] = p[FADE_LOW] * math.exp(length * math.log(p[FADE_HIGH] / p[FADE_LOW]))
    away_s = float(min(max(x[FADE], 0.0), dt_s))
    x[FADE] = max(x[FADE] - dt_s, 0.0)
    return away_s


@jit
def track(x: Vector, p: Vector, tracking: bool, emitting: bool, away_s: float, frames: bool, dt_s: float) -> float:
    """Advance DETECTED, LOCKED and SYNCHRONISED by `dt_s` [s]; return the time in it with frames.

    `tracking` is commanded; `away_s` of the time there was no light; `frames` when there is light enough for them.
    """
    if _lost(x, p, emitting, away_s, dt_s):
        lose(x, p)
        return 0.0
    if not tracking:
        x[PHASE], x[TIME] = DETECTED, 0.0
        return 0.0
    left = dt_s - away_s
    if x[PHASE] == DETECTED:
        x[TIME] += left
        if not emitting or x[TIME] < p[LOCK] - _EVENT_S:
            return 0.0
        left = min(x[TIME] - p[LOCK], left)
        x[PHASE], x[TIME] = LOCKED, 0.0
    if not frames:
        x[PHASE], x[TIME] = LOCKED, 0.0
        return 0.0
    if x[PHASE] == LOCKED:
        x[TIME] += left
        if x[TIME] < p[SYNC] - _EVENT_S:
            return 0.0
        left = min(x[TIME] - p[SYNC], left)
        x[PHASE], x[TIME] = SYNCHRONISED, 0.0
    return max(left, 0.0)


@jit
def _lost(x: Vector, p: Vector, emitting: bool, away_s: float, dt_s: float) -> bool:
    """Return whether the beam is lost: dark for longer than is ridden through, or the peer has lost ours."""
    dark_s = x[DARK] + away_s
    x[DARK] = dark_s if away_s >= dt_s else 0.0  # light comes back before the tick ends, or the dark goes on
    x[UNANSWERED] = 0.0 if emitting else x[UNANSWERED] + dt_s
    patience = p[RIDE] if x[PHASE] >= LOCKED else p[PATIENCE]
    return bool(dark_s > p[RIDE] + _EVENT_S or x[UNANSWERED] > patience + _EVENT_S)
