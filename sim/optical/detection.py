"""What a receiver makes of few photons: the quantum limit of a preamplified one, and the angle of a quadrant detector.

The preamplifier adds one photon a mode of noise, so the energy of a dark bit is exponential and that of a bright one
a non-central chi-square of two degrees (P. A. Humblet and M. Azizoglu, J. Lightwave Technol. 9, 1991; one mode, ideal
filter, docs/physics.md section 5, L-4). Our link uses `beam.q_factor` for a real receiver, ten times less sensitive.
"""

import math

from sim.kernel import jit
from sim.optical.poisson import LARGEST, more

_HALVINGS = 80  # of the interval that holds the best threshold


@jit
def quantum_limit(photons: float) -> float:
    """Return the bit error ratio [1] of on-off keying at `photons` a bit [1] on average, at the best threshold.

    Up to 350 photons a bit; beyond, and for less than none, it is 0 and 0.5. Source: the module's.
    """
    if not photons > 0.0:
        return 0.5
    if 2.0 * photons > LARGEST:
        return 0.0
    low, high = 0.0, 2.0 * photons + 1.0
    for _ in range(_HALVINGS):
        third = (high - low) / 3.0
        if _errors(low + third, photons) < _errors(high - third, photons):
            high -= third
        else:
            low += third
    return _errors(0.5 * (low + high), photons)


@jit
def _errors(threshold: float, photons: float) -> float:
    """Return the error ratio at a threshold in units of the noise of a dark bit; a bright bit has twice `photons`."""
    return 0.5 * (math.exp(-threshold) + more(threshold, 2.0 * photons))


@jit
def quadrant_signal(off_rad: float, spot_rad: float) -> float:
    """Return (right - left)/(right + left) [1] of a Gaussian spot of 1/e2 radius `spot_rad`, `off_rad` from the centre.

    The integral of the spot: erf(sqrt2 off/spot), no gap between the quadrants (ours, closed form).
    """
    return math.erf(math.sqrt(2.0) * off_rad / max(spot_rad, 1e-12))


@jit
def noise_angle_rad(spot_rad: float, power_w: float, noise_w: float) -> float:
    """Return the noise-equivalent angle [rad] of an axis: noise over signal, over the slope of `quadrant_signal`.

    `noise_w` is the noise-equivalent power [W] in the loop's bandwidth; no light gives the spot itself (ours).
    """
    slope = 2.0 * math.sqrt(2.0 / math.pi) / max(spot_rad, 1e-12)
    return min(noise_w / max(power_w, 1e-30) / slope, spot_rad)
