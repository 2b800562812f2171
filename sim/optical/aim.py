"""Where a terminal looks, once a tick: its gimbal, and the fine mirror that takes up what the gimbal leaves.

In a tracked link the mirror's offset goes over to the gimbal as a trim of its command, and stays there while the last
good direction is known. Source: docs/physics.md section 5; the order of the parts is ours.
"""

import math

import numpy as np
from numpy.typing import NDArray

from sim.kernel import jit
from sim.optical import gimbal, link, steering
from sim.optical.geometry import wrapped_rad
from sim.optical.layout import (
    AZ_STOP,
    EL_STOP,
    GIMBAL_AZ,
    GIMBAL_EL,
    GIMBAL_HARDER,
    GIMBAL_RATE,
    KNOWN,
    OUT_MIRROR,
    PHASE,
    SPEED_AZ,
    SPEED_EL,
    TRIM_AZ,
    TRIM_EL,
    TRIM_LAG,
    TRIM_MOST,
)

_STEEPEST = 0.01  # least cosine of an elevation: an azimuth error means nothing at the zenith

Vector = NDArray[np.float64]


@jit
def turn(x: Vector, p: Vector, set_az: float, set_el: float, powered: bool, dt_s: float) -> None:
    """Turn the gimbal towards its command and trim; without power its brakes hold it.

    `set_az`, `set_el` [rad]; `x` (LENGTH,) and `p` (len(PARAMETERS),) are a terminal's state and the
    parameters. Source: the module's.
    """
    if not powered:
        x[SPEED_AZ], x[SPEED_EL], x[TRIM_AZ], x[TRIM_EL] = 0.0, 0.0, 0.0, 0.0
        return
    left_az = gimbal.left_az_rad(x[GIMBAL_AZ], set_az + x[TRIM_AZ] / level(x[GIMBAL_EL]), p[AZ_STOP])
    left_el = gimbal.left_el_rad(x[GIMBAL_EL], set_el + x[TRIM_EL], p[EL_STOP])
    x[SPEED_AZ] = gimbal.next_speed_rad_s(left_az, x[SPEED_AZ], p[GIMBAL_RATE], p[GIMBAL_HARDER], dt_s)
    x[SPEED_EL] = gimbal.next_speed_rad_s(left_el, x[SPEED_EL], p[GIMBAL_RATE], p[GIMBAL_HARDER], dt_s)
    x[GIMBAL_AZ] = gimbal.stopped_rad(x[GIMBAL_AZ] + x[SPEED_AZ] * dt_s, p[AZ_STOP])
    x[GIMBAL_EL] = gimbal.stopped_rad(x[GIMBAL_EL] + x[SPEED_EL] * dt_s, p[EL_STOP])


@jit
def level(el_rad: float) -> float:
    """Return the horizontal share of a direction, never nothing [1].

    `el_rad` [rad]. Source: the module's.
    """
    return max(math.cos(el_rad), _STEEPEST)


@jit
def steer(x: Vector, p: Vector, az: float, el: float, dt_s: float, y: Vector) -> None:
    """Put the fine mirror on the peer whose beam is seen, and hand its offset over to the gimbal in a tracked link.

    `az`, `el` of the peer [rad]; `x` (LENGTH,), `p` (len(PARAMETERS),) and `y` (OUT_LENGTH,) are a terminal's
    state, the parameters and its outputs. Source: the
    module's.
    """
    y[OUT_MIRROR] = 0.0
    if x[PHASE] >= link.DETECTED:
        off_az, off_el = wrapped_rad(az - x[GIMBAL_AZ]) * level(el), el - x[GIMBAL_EL]
        y[OUT_MIRROR] = math.sqrt(off_az * off_az + off_el * off_el) * 1e6
        if x[PHASE] >= link.LOCKED:
            share = min(dt_s / p[TRIM_LAG], 1.0)
            x[TRIM_AZ], x[TRIM_EL] = steering.trimmed_rad(x[TRIM_AZ], x[TRIM_EL], off_az, off_el, share, p[TRIM_MOST])
    elif x[KNOWN] <= 0.0:
        x[TRIM_AZ], x[TRIM_EL] = 0.0, 0.0
