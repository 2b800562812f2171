"""NTC thermistors by the two-parameter B equation, R = R25 exp(B (1/T - 1/298.15 K)), both ways.

Source: the definition of B25 in IEC 60539-1. A real part strays from it by tenths of a kelvin far from 25 degC;
makers give tables for that, and this model knows none of them.
"""

import math

from sim.kernel import jit

ZERO_C_K = 273.15  # [K] definition of the Celsius scale
REFERENCE_K = 298.15  # [K] 25 degC
_LOW_K = 100.0  # [K] below it the exponential runs away: the part is an insulator


@jit
def resistance_ohm(temperature_c: float, r25_ohm: float, b_k: float) -> float:
    """Return the resistance [ohm] at `temperature_c` [degC]; `r25_ohm` [ohm] at 25 degC, `b_k` [K].

    Source: the B equation (module docstring). Colder than 100 K counts as 100 K; NaN gives NaN.
    """
    if temperature_c != temperature_c:
        return math.nan
    kelvin = max(temperature_c + ZERO_C_K, _LOW_K)
    return r25_ohm * math.exp(b_k * (1.0 / kelvin - 1.0 / REFERENCE_K))


@jit
def slope(temperature_c: float, b_k: float) -> float:
    """Return d ln R / dT [1/K], -B/T^2, at `temperature_c` [degC] for `b_k` [K]. Source: the B equation."""
    kelvin = max(temperature_c + ZERO_C_K, _LOW_K)
    return -b_k / (kelvin * kelvin)


@jit
def temperature_c(resistance: float, r25_ohm: float, b_k: float) -> float:
    """Return the temperature [degC] of `resistance` [ohm]; `r25_ohm` [ohm] at 25 degC, `b_k` [K].

    Source: inverse of `resistance_ohm`. A resistance that is not positive and finite, or that no temperature has,
    gives NaN.
    """
    if not (0.0 < resistance < math.inf and r25_ohm > 0.0 and b_k > 0.0):
        return math.nan
    inverse = 1.0 / REFERENCE_K + math.log(resistance / r25_ohm) / b_k
    if not inverse > 0.0:
        return math.nan
    return 1.0 / inverse - ZERO_C_K
