"""Liquid ammonia: temperature, density and saturation pressure as smooth fits.

The loops carry specific enthalpy, not temperature, so a mixing or an advection conserves energy whatever cp
does: there is no cp in the books. Enthalpy counts from liquid at 200 K.

Fits are least squares to CoolProp 8.0.0, pure ammonia, liquid at 30 bar, 196 to 338 K (just below boiling at
338.9 K): temperature within 0.014 K and its slope 1/cp within 0.37 %; density within 0.03 %; saturation
pressure, 230 to 370 K, within 0.2 %. Outside that range temperature goes on with the end slope, so that
nothing diverges; boiling is not modelled.
"""

import math

from sim.kernel import jit

# All at 30 bar, from CoolProp 8.0.0; the first two at 313.15 K.
CP_SET_J_KG_K = 4906.0  # [J/kg/K] for transfer units and flow estimates only
SET_DENSITY_KG_M3 = 581.3  # [kg/m3] gives every coolant cell its fixed mass
VAPOUR_DENSITY_KG_M3 = 23.71  # [kg/m3] saturated vapour
LATENT_HEAT_J_KG = 964940.0  # [J/kg] of evaporation

_COLD_END = 0.0  # [MJ/kg] enthalpy at 200 K
_HOT_END = 0.645  # [MJ/kg] enthalpy at 338 K, the last fitted point
_COLD_SLOPE = 232.3022814942196  # [K kg/MJ] slope of the fit at the cold end
_HOT_SLOPE = 186.95  # [K kg/MJ] slope of the fit at the hot end


@jit
def temperature_k(enthalpy_j_kg: float) -> float:
    """Temperature [K] of liquid ammonia from specific enthalpy [J/kg above 200 K].

    CoolProp 8.0.0, 30 bar, 0.014 K.
    """
    u = enthalpy_j_kg * 1e-6  # [MJ/kg]
    c = min(max(u, _COLD_END), _HOT_END)
    curve = 199.99765546759346 + c * (
        232.3022814942196 + c * (-27.245010976766586 + c * (29.00082648732187 - c * 43.227433454473825))
    )
    return curve + (u - c) * (_HOT_SLOPE if u > c else _COLD_SLOPE)


@jit
def enthalpy_j_kg(at_k: float) -> float:
    """Specific enthalpy [J/kg above 200 K] of liquid ammonia at temperature `at_k` [K].

    The inverse of `temperature_k`.

    Newton with the mean slope; 40 steps reach rounding from anywhere between 100 and 500 K.
    """
    enthalpy = (at_k - 200.0) * CP_SET_J_KG_K
    for _ in range(40):
        enthalpy += (at_k - temperature_k(enthalpy)) * CP_SET_J_KG_K
    return enthalpy


@jit
def density_kg_m3(enthalpy_j_kg: float) -> float:
    """Density [kg/m3] of liquid ammonia from specific enthalpy [J/kg above 200 K].

    CoolProp 8.0.0, 30 bar, 0.03 %.
    """
    c = min(max(enthalpy_j_kg * 1e-6, _COLD_END), _HOT_END)  # [MJ/kg]
    return 729.7702070393451 + c * (-263.87079709077096 + c * (-7.118915355547819 - c * 80.61536367082645))


@jit
def saturation_bar(at_k: float) -> float:
    """Saturation pressure [bar] of ammonia at temperature `at_k` [K], held within 200 to 400 K.

    CoolProp 8.0.0, 0.2 %.
    """
    inverse = 300.0 / min(max(at_k, 200.0), 400.0)
    exponent = 11.836437155473432 + inverse * (
        -10.823725026640004 + inverse * (2.352575281945463 - inverse * 1.0039152290403577)
    )
    return math.exp(exponent)
