"""Light from terminal to terminal: irradiance, received power, photons a bit, errors.

Far field of a Gaussian beam, with th_d its 1/e^2 half-angle (docs/physics.md section 5).
"""

import math

from sim.kernel import jit

LIGHT_M_S = 299792458.0  # [m/s] exact, SI
PLANCK_J_S = 6.62607015e-34  # [J s] exact, SI
WAVELENGTH_M = 1553.33e-9  # [m] SDA OCT (docs/physics.md section 5)

PHOTONS_A_BIT = 393.0  # at 25 uW/m2 on 8 cm and 2.5 Gbit/s, the least of SDA OCT (docs/physics.md L-1)
Q_NEEDED = 6.0  # at PHOTONS_A_BIT: bit error ratio 1e-9 (docs/physics.md L-4)
DARK_DBM = -70.0  # [dBm] a photodiode reads this in the dark (ours)

_RATES_BIT_S = (2.5e9, 10e9, 25e9, 50e9, 100e9)  # odc120: the ladder


@jit
def irradiance_w_m2(power_w: float, half_angle_rad: float, range_m: float, off_rad: float) -> float:
    """Return the irradiance [W/m2] at `range_m`, `off_rad` from the axis of a beam of `power_w`."""
    width_m = max(half_angle_rad * range_m, 1e-3)  # [m] no beam is thinner than its aperture
    off = off_rad / half_angle_rad
    return 2.0 * power_w / (math.pi * width_m * width_m) * math.exp(-2.0 * off * off)


@jit
def received_w(irradiance: float, aperture_m: float, efficiency: float) -> float:
    """Return the power [W] through a round aperture of diameter `aperture_m` under `irradiance` [W/m2]."""
    return irradiance * 0.25 * math.pi * aperture_m * aperture_m * efficiency


@jit
def dbm(power_w: float) -> float:
    """Return `power_w` in dBm, not below what the dark reads. 0 dBm is 1 [mW]."""
    if not power_w > 1e-12:
        return DARK_DBM
    return max(30.0 + 10.0 * math.log10(power_w), DARK_DBM)


@jit
def photons_a_bit(power_w: float, rate_bit_s: float) -> float:
    """Return the photons of WAVELENGTH_M received for a bit. From `power_w` [W] and `rate_bit_s` [bit/s]."""
    return power_w * WAVELENGTH_M / (PLANCK_J_S * LIGHT_M_S * rate_bit_s)


@jit
def rate_bit_s(index: float) -> float:
    """Return the data rate [bit/s] of ladder step `index` 0 to 4; beyond it the nearest, not a number the lowest."""
    if not index >= 1.0:
        return _RATES_BIT_S[0]
    return _RATES_BIT_S[min(int(index), 4)]


@jit
def q_factor(photons: float) -> float:
    """Return Q at `photons` a bit of a preamplified receiver, whose noise power grows with the signal."""
    return Q_NEEDED * math.sqrt(max(photons, 0.0) / PHOTONS_A_BIT)


@jit
def bit_error_ratio(q: float) -> float:
    """Return 0.5 erfc(Q / sqrt 2), on-off keying in Gaussian noise."""
    return 0.5 * math.erfc(q / math.sqrt(2.0))
