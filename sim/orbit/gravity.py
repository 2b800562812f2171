"""Gravity of an oblate Earth, and one step of the motion under it.

Frame: GCRF, centred on the Earth; +z is taken as the axis of the oblateness (the pole of 2026 stands 0.15 deg
off it, which is left out). No drag, no third body, no higher harmonics.
"""

import math

import numpy as np
from numpy.typing import NDArray

from sim.kernel import jit

_NEAREST_M2 = 1.0  # [m2] keeps a state that means nothing from dividing by zero


@jit
def acceleration(
    x_m: float, y_m: float, z_m: float, mu_m3_s2: float, radius_m: float, j2: float
) -> tuple[float, float, float]:
    """Return the acceleration [m/s2] at (x, y, z) [m], GCRF.

    Point mass and J2: Vallado, Fundamentals of Astrodynamics, 4th ed., section 8.6, eq. 8-19 and 8-30.
    """
    square = max(x_m * x_m + y_m * y_m + z_m * z_m, _NEAREST_M2)
    central = -mu_m3_s2 / (square * math.sqrt(square))
    oblate = 1.5 * j2 * radius_m * radius_m / square
    height = 5.0 * z_m * z_m / square
    across = central * (1.0 + oblate * (1.0 - height))
    return across * x_m, across * y_m, central * (1.0 + oblate * (3.0 - height)) * z_m


@jit
def step_j2(x: NDArray[np.float64], mu_m3_s2: float, radius_m: float, j2: float, dt_s: float) -> None:
    """Advance one satellite by `dt_s` (either sign) in place.

    Args:
        x: (6,) position [m] and velocity [m/s], GCRF; a view into a larger state will do.
        mu_m3_s2, radius_m, j2: of the Earth; j2 = 0 is two-body motion.
        dt_s: one classical Runge-Kutta step of fourth order. At 600 km a day of steps of 1 s ends within
            some millimetres, of 10 s within some tens of metres.
    """
    half = 0.5 * dt_s
    rx, ry, rz, vx, vy, vz = x[0], x[1], x[2], x[3], x[4], x[5]
    ax1, ay1, az1 = acceleration(rx, ry, rz, mu_m3_s2, radius_m, j2)
    vx2, vy2, vz2 = vx + half * ax1, vy + half * ay1, vz + half * az1
    ax2, ay2, az2 = acceleration(rx + half * vx, ry + half * vy, rz + half * vz, mu_m3_s2, radius_m, j2)
    vx3, vy3, vz3 = vx + half * ax2, vy + half * ay2, vz + half * az2
    ax3, ay3, az3 = acceleration(rx + half * vx2, ry + half * vy2, rz + half * vz2, mu_m3_s2, radius_m, j2)
    vx4, vy4, vz4 = vx + dt_s * ax3, vy + dt_s * ay3, vz + dt_s * az3
    ax4, ay4, az4 = acceleration(rx + dt_s * vx3, ry + dt_s * vy3, rz + dt_s * vz3, mu_m3_s2, radius_m, j2)
    sixth = dt_s / 6.0
    x[0] = rx + sixth * (vx + 2.0 * (vx2 + vx3) + vx4)
    x[1] = ry + sixth * (vy + 2.0 * (vy2 + vy3) + vy4)
    x[2] = rz + sixth * (vz + 2.0 * (vz2 + vz3) + vz4)
    x[3] = vx + sixth * (ax1 + 2.0 * (ax2 + ax3) + ax4)
    x[4] = vy + sixth * (ay1 + 2.0 * (ay2 + ay3) + ay4)
    x[5] = vz + sixth * (az1 + 2.0 * (az2 + az3) + az4)


@jit
def march(
    x: NDArray[np.float64],
    times_s: NDArray[np.float64],
    mu_m3_s2: float,
    radius_m: float,
    j2: float,
    longest_s: float,
    out: NDArray[np.float64],
) -> None:
    """Carry `x` from time 0 through `times_s` in their order, in equal steps of at most `longest_s` between two.

    Args:
        x: (6,) [m, m/s] GCRF, ends as the state at the last time.
        times_s: (n,) [s].
        out: (n, 6), written: the state at each time.
    """
    now_s = 0.0
    for row in range(times_s.size):
        span_s = times_s[row] - now_s
        steps = math.ceil(abs(span_s) / longest_s)
        for _ in range(steps):
            step_j2(x, mu_m3_s2, radius_m, j2, span_s / steps)
        now_s = times_s[row]
        for axis in range(6):
            out[row, axis] = x[axis]
