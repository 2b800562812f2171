"""The coolants: liquid ammonia (kind 0) and propylene glycol with water, half each by mass (kind 1), as smooth fits.

The loops carry specific enthalpy, not temperature, so a mixing or an advection conserves energy whatever cp
does: there is no cp in the books. Enthalpy counts from liquid at 200 K (ammonia) or 242 K (glycol).

Fits are least squares to CoolProp 8.0.0 at 30 bar. Ammonia, 196 to 338 K (it boils at 338.9 K): temperature within
0.014 K and its slope 1/cp within 0.37 %; viscosity 0.6 %; density, 200 to 338 K, 0.03 %; saturation pressure, 230 to
370 K, 0.2 %, 4 % at 200 K.
Glycol, INCOMP::MPG[0.5], 242 to 372 K: temperature 0.0003 K, 1/cp 0.16 %, density 0.01 %, viscosity 0.05 %; its
saturation pressure is water's (CoolProp, 273 to 420 K, 0.1 %) times water's mole fraction 0.8086 (Raoult: ours).
Outside these ranges temperature goes on with the end slope and the other properties are held at an end, so that nothing
diverges (ammonia at 196 K: 0.6 % too light). `kind` is 0 or 1, below 0.5 or not; arguments are plain numbers, no leaf
raises, and what is not a number is not a number in the answer. Freezing points: ammonia's triple
point 195.495 K; glycol T_FREEZE 240.957 K (-32.2 degC). Latent heat of freezing is not modelled: `sim.thermal.panels`
stops the flow instead.
"""

import math

from sim.kernel import jit

# All at 30 bar and 313.15 K, from CoolProp 8.0.0; vapour and latent heat saturated at 30 bar.
_AMMONIA_CP, _GLYCOL_CP = 4906.0, 3607.0  # [J/kg/K]
_AMMONIA_DENSITY, _GLYCOL_DENSITY = 581.3, 1025.4  # [kg/m3]
_AMMONIA_VISCOSITY, _GLYCOL_VISCOSITY = 1.153009e-4, 2.913715e-3  # [Pa s]
_AMMONIA_FREEZES, _GLYCOL_FREEZES = 195.495, 240.957  # [K]
_AMMONIA_VESSEL = 534.6  # [kg/m3] saturated liquid at 30 bar, where the accumulator holds it
VAPOUR_DENSITY_KG_M3 = 23.71  # [kg/m3] saturated ammonia vapour
LATENT_HEAT_J_KG = 964940.0  # [J/kg] of evaporation of ammonia
_GLYCOL_BOILS = 500.0  # [K] under 30 bar of gas: above any state meant here (water: 507 K)

_AMMONIA_TOP, _GLYCOL_TOP = 0.645, 0.4653  # [MJ/kg] last fitted point
_AMMONIA_COLD, _AMMONIA_HOT = 232.3022814942196, 186.95  # [K kg/MJ] end slopes
_GLYCOL_COLD, _GLYCOL_HOT = 300.5608563219164, 260.9785  # [K kg/MJ]


@jit
def temperature_k(kind: float, enthalpy_j_kg: float) -> float:
    """Return the temperature [K] of liquid `kind` [0 or 1] from its specific enthalpy [J/kg above the datum].

    Source: fit to CoolProp 8.0.0, errors in the module's docstring.
    """
    u = enthalpy_j_kg * 1e-6  # [MJ/kg]
    if kind < 0.5:
        c = min(max(u, 0.0), _AMMONIA_TOP)
        curve = 199.99765546759346 + c * (
            232.3022814942196 + c * (-27.245010976766586 + c * (29.00082648732187 - c * 43.227433454473825))
        )
        return curve + (u - c) * (_AMMONIA_HOT if u > c else _AMMONIA_COLD)
    c = min(max(u, 0.0), _GLYCOL_TOP)
    curve = 242.000242498521 + c * (
        300.5608563219164 + c * (-52.792510807704254 + c * (18.320928003371844 - c * 5.835949963795399))
    )
    return curve + (u - c) * (_GLYCOL_HOT if u > c else _GLYCOL_COLD)


@jit
def enthalpy_j_kg(kind: float, at_k: float) -> float:
    """Return the specific enthalpy [J/kg above the datum] of liquid `kind` at temperature `at_k` [K].

    The inverse of `temperature_k`, by steps along the slope at 313.15 K; 40 of them reach rounding from anywhere
    between 100 and 500 K. Source: ours.
    """
    capacity = heat_capacity_j_kg_k(kind)
    enthalpy = (at_k - (200.0 if kind < 0.5 else 242.0)) * capacity
    for _ in range(40):
        enthalpy += (at_k - temperature_k(kind, enthalpy)) * capacity
    return enthalpy


@jit
def density_kg_m3(kind: float, enthalpy_j_kg: float) -> float:
    """Return the density [kg/m3] of liquid `kind` from its specific enthalpy [J/kg above the datum].

    Held at the datum below it and at the last fitted point above. Source: fit to CoolProp 8.0.0, errors in the module's
    docstring.
    """
    u = enthalpy_j_kg * 1e-6  # [MJ/kg]
    if kind < 0.5:
        c = min(max(u, 0.0), _AMMONIA_TOP)
        return 729.7702070393451 + c * (-263.87079709077096 + c * (-7.118915355547819 - c * 80.61536367082645))
    c = min(max(u, 0.0), _GLYCOL_TOP)
    return 1064.5554557173446 + c * (-99.51738786009415 + c * (-313.61111926815266 + c * 296.86737962314095))


@jit
def viscosity_root(kind: float, at_k: float) -> float:
    """Return the fourth root of the viscosity of `kind` at `at_k` [K] over that at 313.15 K [1].

    A turbulent pressure drop goes with this root (Blasius), so no power is needed in a step. Held within 196 to 338 K
    (ammonia), 241 to 373 K (glycol). Source: fit to CoolProp 8.0.0, errors in the module's docstring.
    """
    if kind < 0.5:
        z = 300.0 / min(max(at_k, 196.0), 338.0)
        return -0.6588375181794537 + z * (3.335300370466807 + z * (-2.3659061388493074 + z * 0.7215434332816614))
    z = 300.0 / min(max(at_k, 241.0), 373.0)
    high = 571.1269950862671 + z * (-297.0175213525845 + z * 63.83317049008289)
    return -54.619925587329625 + z * (276.5938754173985 + z * (-558.7873763160429 + z * high))


@jit
def viscosity_pa_s(kind: float, at_k: float) -> float:
    """Return the dynamic viscosity [Pa s] of liquid `kind` at `at_k` [K]. Source and limits: `viscosity_root`."""
    square = viscosity_root(kind, at_k) * viscosity_root(kind, at_k)
    return square * square * (_AMMONIA_VISCOSITY if kind < 0.5 else _GLYCOL_VISCOSITY)


@jit
def saturation_bar(kind: float, at_k: float) -> float:
    """Return the saturation pressure [bar] of `kind` at temperature `at_k` [K], held within 200 to 420 K.

    Source: fit to CoolProp 8.0.0; glycol by Raoult's law; errors in the module's docstring.
    """
    inverse = 300.0 / min(max(at_k, 200.0), 420.0)
    if kind < 0.5:
        return math.exp(
            11.836437155473432
            + inverse * (-10.823725026640004 + inverse * (2.352575281945463 - inverse * 1.0039152290403577))
        )
    return math.exp(
        10.671989148871935
        + inverse * (-9.843447658818897 + inverse * (-5.35830565558437 + inverse * 0.9754874272877613))
    )


@jit
def heat_capacity_j_kg_k(kind: float) -> float:
    """Return cp [J/kg/K] of `kind` at 313.15 K, for transfer units and flow estimates only. Source: CoolProp 8.0.0."""
    return _AMMONIA_CP if kind < 0.5 else _GLYCOL_CP


@jit
def set_density_kg_m3(kind: float) -> float:
    """Return the density [kg/m3] of `kind` at 313.15 K: it gives every coolant cell its mass. CoolProp 8.0.0."""
    return _AMMONIA_DENSITY if kind < 0.5 else _GLYCOL_DENSITY


@jit
def vessel_density_kg_m3(kind: float) -> float:
    """Return the density [kg/m3] of the liquid in the accumulator: saturated ammonia, glycol at 313.15 K. CoolProp."""
    return _AMMONIA_VESSEL if kind < 0.5 else _GLYCOL_DENSITY


@jit
def freezing_k(kind: float) -> float:
    """Return the temperature [K] at which `kind` freezes. Source: CoolProp 8.0.0 (Ttriple, T_FREEZE)."""
    return _AMMONIA_FREEZES if kind < 0.5 else _GLYCOL_FREEZES


@jit
def boiling_k(kind: float, vessel_k: float) -> float:
    """Return the temperature [K] at which the loop's liquid boils under its accumulator at `vessel_k` [K].

    Ammonia: that of the two-phase vessel. Glycol: a gas-charged vessel keeps it liquid to 500 K. Source: definition.
    """
    return vessel_k if kind < 0.5 else _GLYCOL_BOILS
