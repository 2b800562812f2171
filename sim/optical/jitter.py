"""What shaking costs a link: mean loss and fades of a Gaussian beam, and what a tracking loop leaves of the shaking.

Per axis the pointing error is normal; without bias and with equal axes its size is Rayleigh's, with bias Rice's, with
unequal axes Beckmann's. The mean has a closed form for all three, from the Gaussian integral; the Rayleigh case is
that of docs/physics.md section 5, L-3.
"""

import math

from sim.kernel import jit
from sim.optical.poisson import at_least

MICROVIBRATION_RAD2_HZ = 160e-12  # [rad2/Hz] at f = 0: Olympus, 160/(1 + f2) urad2/Hz (docs/physics.md section 5)


@jit
def mean_gain_db(bias_1: float, bias_2: float, sigma_1: float, sigma_2: float, half_angle_rad: float) -> float:
    """Return the mean irradiance over that on the axis [dB], from bias and standard deviation [rad] of two axes.

    `half_angle_rad` [rad] is the beam's at 1/e2. Source: the module's. In dB, where no bias is too large for a number.
    """
    square = half_angle_rad * half_angle_rad
    wide_1, wide_2 = square + 4.0 * sigma_1 * sigma_1, square + 4.0 * sigma_2 * sigma_2
    lost = 2.0 * bias_1 * bias_1 / wide_1 + 2.0 * bias_2 * bias_2 / wide_2
    return 10.0 * (math.log10(square / math.sqrt(wide_1 * wide_2)) - lost * math.log10(math.e))


@jit
def fade_share(level: float, bias_rad: float, sigma_rad: float, half_angle_rad: float) -> float:
    """Return the share [1] of time below `level` (0 to 1) of the irradiance on the axis, axes equal: Rice's tail.

    `bias_rad` in all and `sigma_rad` an axis [rad]. Without bias it is level^g2 (docs/physics.md section 5, L-3).
    """
    if level <= 0.0:
        return 0.0
    if level >= 1.0:
        return 1.0
    edge2 = -0.5 * half_angle_rad * half_angle_rad * math.log(level)
    variance2 = 2.0 * sigma_rad * sigma_rad
    if not variance2 > 0.0:
        return 1.0 if bias_rad * bias_rad > edge2 else 0.0
    return at_least(bias_rad * bias_rad / variance2, edge2 / variance2)


@jit
def residual_rad(bandwidth_hz: float) -> float:
    """Return what is left [rad], an axis, of the Olympus spectrum by a loop of first order of `bandwidth_hz` [Hz].

    The integral over f > 0 of S(f) f2/(f2 + B2), with S = S0/(1 + f2), is S0 (pi/2)/(1 + B): 15.9 urad without a loop.
    """
    return math.sqrt(MICROVIBRATION_RAD2_HZ * 0.5 * math.pi / (1.0 + max(bandwidth_hz, 0.0)))
