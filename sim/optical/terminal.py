"""One laser terminal as hardware: gimbal, interlock, emission, acquisition, light, heat and power, once a tick.

Emission needs power, its command and a closed interlock, and nothing else: whether it is wise is for flight software
to know. The beam loses its peer when Earth or Sun come into the way, or when the gimbal is further off than the
fine-steering mirror reaches. Light is taken at the end of the tick; disturbances and phases keep their own times in it.

Source: docs/physics.md section 5; the order of the parts is ours.
"""

import math

import numpy as np
from numpy.typing import NDArray

from sim.kernel import jit
from sim.optical import aim, beam, link, spiral, steering
from sim.optical.geometry import separation_rad
from sim.optical.layout import (
    AHEAD_ERROR,
    AHEAD_MOST,
    APERTURE,
    BIAS_AZ,
    BIAS_EL,
    BORESIGHT,
    COARSE,
    CONE,
    EFFICIENCY,
    EMIT_W,
    FLOOR,
    GIGABITS,
    GIMBAL_AZ,
    GIMBAL_EL,
    HALF_ANGLE,
    HOT,
    JITTER,
    KNOWN,
    LASER_C,
    LASER_K_W,
    LASER_LAG,
    LEAST,
    LINK_W,
    MIRROR,
    MOUNT,
    NOISE,
    OUT_AHEAD,
    OUT_BEAM_BIAS,
    OUT_ERRORS,
    OUT_FLAGS,
    OUT_GIMBAL_AZ,
    OUT_GIMBAL_EL,
    OUT_LASER_C,
    OUT_OFF,
    OUT_POINTING,
    OUT_POWER,
    OUT_RANGE,
    OUT_RATE,
    OUT_RECEIVED,
    OUT_RESIDUAL,
    OUT_SHARE,
    OUT_TARGET_AZ,
    OUT_TARGET_EL,
    PHASE,
    PITCH,
    POWERED,
    SEEKING,
    SETTLED_WITHIN,
    SMALL_CONE,
    SPEED,
    SPOT,
    STANDBY_W,
    SUN_FIELD,
    TIME,
    TRANSMIT,
    WARM,
)
from sim.streams import normal

# Command bits and flags, as the laser board of the dictionary has them.
POWER, EMIT, SCAN, TRACK, INITIATOR = 1, 2, 4, 8, 16
DETECTED, LOCKED, SYNCHRONISED, INTERLOCK, EMITTING, SUN_IN_VIEW, SETTLED = 1, 2, 4, 8, 16, 32, 64

_GIGA = 1e9

Vector = NDArray[np.float64]


@jit
def step(
    x: Vector, p: Vector, peer: tuple[float, float, float, bool, float], sun: tuple[float, float, bool],
    command: tuple[float, float, int, float], closed: bool, answers: bool, keys: NDArray[np.int64], tick: int,
    terminal: int, dt_s: float, y: Vector,
) -> None:  # fmt: skip
    """Advance one terminal by a tick `dt_s` [s].

    Args:
        x: its LENGTH of the state; y: its OUT_LENGTH of the outputs.
        peer: azimuth, elevation [rad], range [m], whether the Earth leaves the line of sight free,
            point-ahead [rad].
        sun: azimuth, elevation [rad], and whether it shines.
        command: azimuth and elevation asked [rad], command bits (0 when the feed is off), data rate index.
        closed: the interlock. answers: there is somebody at the other end.
        keys: (2,) of the random stream, indexed by `tick` and `terminal` (0 to 3).
    """
    az, el, range_m, free, ahead = peer
    set_az, set_el, bits, rate_index = command
    powered = bits & POWER != 0
    if powered and x[POWERED] == 0.0:
        link.draw_bias(x, p, keys, tick, terminal)
    x[POWERED] = 1.0 if powered else 0.0
    aim.turn(x, p, set_az, set_el, powered, dt_s)
    y[OUT_TARGET_AZ] = az + x[BIAS_AZ] / aim.level(el)
    y[OUT_TARGET_EL] = el + x[BIAS_EL]
    y[OUT_RANGE] = range_m
    emitting = powered and bits & EMIT != 0 and closed
    bias = steering.bias_rad(p[BORESIGHT], ahead, p[AHEAD_ERROR], p[AHEAD_MOST])
    y[OUT_AHEAD], y[OUT_BEAM_BIAS] = ahead * 1e6, bias * 1e6
    settled = separation_rad(x[GIMBAL_AZ], x[GIMBAL_EL], set_az, set_el) <= p[SETTLED_WITHIN]
    sun_seen = sun[2] and separation_rad(x[GIMBAL_AZ], x[GIMBAL_EL], sun[0], sun[1]) < p[SUN_FIELD]
    off = separation_rad(x[GIMBAL_AZ], x[GIMBAL_EL], az, el)
    usable = powered and free and not sun_seen
    _acquire(
        x, p, usable, answers, settled, off, bits, emitting, rate_index, range_m, bias, keys, tick, terminal, dt_s, y
    )
    aim.steer(x, p, az, el, dt_s, y)
    _pointing(x, p, off, y)
    flags = (INTERLOCK if closed else 0) + (EMITTING if emitting else 0) + (SUN_IN_VIEW if sun_seen else 0)
    y[OUT_FLAGS] = float(flags + (SETTLED if settled and powered else 0) + _link_flags(x[PHASE]))
    _heat(x, p, powered, emitting, dt_s, y)


@jit
def _acquire(
    x: Vector, p: Vector, usable: bool, answers: bool, settled: bool, off: float, bits: int, emitting: bool,
    rate_index: float, range_m: float, bias: float, keys: NDArray[np.int64], tick: int, terminal: int, dt_s: float,
    y: Vector,
) -> None:  # fmt: skip
    """Seek, lock, synchronise, receive; light and frames go to `y`."""
    x[KNOWN] = max(x[KNOWN] - dt_s, 0.0)
    away_s = link.disturb(x, p, keys, tick, terminal, dt_s)
    y[OUT_RECEIVED], y[OUT_RESIDUAL], y[OUT_RATE], y[OUT_ERRORS] = beam.DARK_DBM, 0.0, 0.0, 0.5
    if x[PHASE] >= link.DETECTED and (not usable or not answers or off > p[MIRROR]):
        link.lose(x, p)
    left = dt_s
    if x[PHASE] < link.DETECTED:
        able = usable and settled and (emitting or bits & INITIATOR == 0)
        left = link.seek(x, p, keys, tick, terminal, _scan(bits), able, answers, dt_s)
    if x[PHASE] < link.DETECTED:
        return
    light_w, residual = _light(x, p, range_m, bias, keys, tick, terminal)
    if beam.dbm(light_w) < p[FLOOR]:
        away_s = left
    rate = beam.rate_bit_s(rate_index)
    photons = beam.photons_a_bit(light_w, rate)
    frames = photons >= beam.PHOTONS_A_BIT
    frames_s = link.track(x, p, bits & TRACK != 0, emitting, min(away_s, left), frames, left)
    if x[PHASE] < link.DETECTED:
        return
    y[OUT_RECEIVED] = beam.dbm(light_w * (1.0 - away_s / dt_s))
    y[OUT_RESIDUAL] = residual * 1e6
    y[OUT_RATE] = rate * frames_s / dt_s
    y[OUT_ERRORS] = beam.bit_error_ratio(beam.q_factor(photons))
    x[GIGABITS] += rate * frames_s / _GIGA


@jit
def _scan(bits: int) -> int:
    """Return which scan the command asks for: with the tracking loop on it is the small one."""
    if bits & SCAN == 0 or bits & POWER == 0:
        return 0
    kind = link.SMALL if bits & TRACK != 0 else link.WIDE
    return kind + 1 if bits & INITIATOR != 0 else kind


@jit
def _light(
    x: Vector, p: Vector, range_m: float, bias: float, keys: NDArray[np.int64], tick: int, terminal: int
) -> tuple[float, float]:
    """Return the light received [W] and our own pointing residual [rad], both with this tick's jitter."""
    own_1, own_2, peer_1, peer_2 = normal(keys[0], keys[1], tick, 0, 4 * terminal)
    sigma = p[JITTER] if x[PHASE] >= link.LOCKED else p[COARSE]
    peer_off = steering.off_axis_rad(bias, sigma, peer_1, peer_2)
    irradiance = beam.irradiance_w_m2(p[TRANSMIT], p[HALF_ANGLE], range_m, peer_off)
    light_w = beam.received_w(irradiance, p[APERTURE], p[EFFICIENCY])
    own = steering.tracking_rad(sigma, p[SPOT], light_w, p[NOISE])
    return light_w, steering.off_axis_rad(0.0, own, own_1, own_2)


@jit
def _pointing(x: Vector, p: Vector, off: float, y: Vector) -> None:
    """Say where the beam points: with the peer's beam in view along it, in a scan on the spiral, else as the gimbal."""
    y[OUT_GIMBAL_AZ], y[OUT_GIMBAL_EL], y[OUT_POINTING] = x[GIMBAL_AZ], x[GIMBAL_EL], off
    predicted = separation_rad(x[GIMBAL_AZ], x[GIMBAL_EL], y[OUT_TARGET_AZ], y[OUT_TARGET_EL])
    if x[PHASE] >= link.DETECTED:
        y[OUT_POINTING] = y[OUT_RESIDUAL] * 1e-6
        predicted = separation_rad(0.0, 0.0, x[BIAS_AZ], x[BIAS_EL])
    elif x[SEEKING] == float(link.WIDE + 1) or x[SEEKING] == float(link.SMALL + 1):
        cone = p[SMALL_CONE] if x[SEEKING] >= link.SMALL else p[CONE]
        radius = spiral.radius_rad(x[TIME], cone, p[PITCH], p[SPEED])
        y[OUT_POINTING] = off + radius
        predicted += radius
    y[OUT_OFF] = predicted


@jit
def _link_flags(phase: float) -> int:
    """Return the flags that the phase raises."""
    if phase >= link.SYNCHRONISED:
        return DETECTED + LOCKED + SYNCHRONISED
    if phase >= link.LOCKED:
        return DETECTED + LOCKED
    return DETECTED if phase >= link.DETECTED else 0


@jit
def _heat(x: Vector, p: Vector, powered: bool, emitting: bool, dt_s: float, y: Vector) -> None:
    """Draw power, the less the laser is allowed when warm, and warm the laser with it, first order."""
    power_w = p[STANDBY_W] if powered else 0.0
    y[OUT_SHARE] = steering.transmit_share(x[LASER_C], p[WARM], p[HOT], p[LEAST])
    if emitting:
        power_w += p[EMIT_W] * y[OUT_SHARE]
    if x[PHASE] >= link.LOCKED:
        power_w += p[LINK_W]
    end_c = p[MOUNT] + p[LASER_K_W] * power_w
    x[LASER_C] = end_c + (x[LASER_C] - end_c) * math.exp(-dt_s / p[LASER_LAG])
    y[OUT_POWER], y[OUT_LASER_C] = power_w, x[LASER_C]
