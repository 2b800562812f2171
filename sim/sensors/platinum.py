"""Platinum resistance thermometers after IEC 60751:2022: resistance of a temperature and back, and tolerance classes.

R = R0 (1 + A t + B t^2) from 0 degC up and R = R0 (1 + A t + B t^2 + C (t - 100) t^3) below, t in degC
(Callendar and Van Dusen, with the standard's A, B and C). Valid from -200 to 850 degC; beyond, the end is given.
"""

import math

from sim.kernel import jit

A = 3.9083e-3  # [1/K] IEC 60751:2022, 5.1
B = -5.775e-7  # [1/K2]
C = -4.183e-12  # [1/K4], below 0 degC
LOW_C = -200.0  # [degC] lower end of the standard's equation
HIGH_C = 850.0  # [degC] upper end
PT1000_OHM = 1000.0  # [ohm] at 0 degC

IDEAL, CLASS_AA, CLASS_A, CLASS_B = 0, 1, 2, 3

_NEWTON_STEPS = 5  # from the square equation: quadratic convergence, 2 K off at worst at the start (-200 degC)


@jit
def resistance_ohm(temperature_c: float, ice_ohm: float) -> float:
    """Return the resistance [ohm] at `temperature_c` [degC] of a thermometer of `ice_ohm` [ohm] at 0 degC.

    Source: IEC 60751 (module docstring). Clamped to -200 and 850 degC; NaN gives NaN.
    """
    t = min(max(temperature_c, LOW_C), HIGH_C)
    if temperature_c != temperature_c:
        return math.nan
    ratio = 1.0 + t * (A + B * t)
    if t < 0.0:
        ratio += C * (t - 100.0) * t * t * t
    return ice_ohm * ratio


@jit
def temperature_c(resistance: float, ice_ohm: float) -> float:
    """Return the temperature [degC] at which a thermometer of `ice_ohm` [ohm] at 0 degC has `resistance` [ohm].

    Source: inverse of `resistance_ohm` (IEC 60751): in closed form from 0 degC up, by Newton's steps below. Clamped to
    -200 and 850 degC; NaN, and a thermometer of no resistance, give NaN.
    """
    if not ice_ohm > 0.0 or resistance != resistance:
        return math.nan
    ratio = resistance / ice_ohm
    under_root = A * A - 4.0 * B * (1.0 - ratio)
    t = (math.sqrt(max(under_root, 0.0)) - A) / (2.0 * B)
    if ratio < 1.0:
        t = max(t, LOW_C - 50.0)
        for _ in range(_NEWTON_STEPS):
            cube = C * (t - 100.0) * t * t * t
            slope = A + 2.0 * B * t + C * (4.0 * t - 300.0) * t * t
            t -= (1.0 + t * (A + B * t) + cube - ratio) / slope
    return min(max(t, LOW_C), HIGH_C)


@jit
def slope_ohm_k(temperature_c: float, ice_ohm: float) -> float:
    """Return dR/dt [ohm/K] at `temperature_c` [degC], `ice_ohm` [ohm] at 0 degC. Source: IEC 60751, differentiated."""
    t = min(max(temperature_c, LOW_C), HIGH_C)
    slope = A + 2.0 * B * t
    if t < 0.0:
        slope += C * (4.0 * t - 300.0) * t * t
    return ice_ohm * slope


@jit
def tolerance_k(grade: int, temperature_c: float) -> float:
    """Return the largest error [K] that tolerance class `grade` allows at `temperature_c` [degC].

    CLASS_AA 0.1 + 0.0017 |t|, CLASS_A 0.15 + 0.002 |t|, CLASS_B 0.3 + 0.005 |t|; IDEAL 0. Source: IEC 60751:2022,
    table 3.
    """
    size = abs(temperature_c)
    if grade == CLASS_AA:
        return 0.1 + 0.0017 * size
    if grade == CLASS_A:
        return 0.15 + 0.002 * size
    if grade == CLASS_B:
        return 0.3 + 0.005 * size
    return 0.0
