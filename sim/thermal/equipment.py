"""Equipment panel: one node that takes losses of converters, heat of the battery and of what stands still in a loop.

C dT/dt = losses + battery + heater - eps(T) sigma A (T^4 - Ts^4). Its radiator is behind louvres whose effective
emissivity rises with the panel's temperature (Gilmore, Spacecraft Thermal Control Handbook, ch. 9: 0.14 shut, 0.74
open); a thermostat with hysteresis keeps it from freezing. Its temperature is that of the battery's plate. The array's
regulators stand at the array and are cooled there: their loss is not on this panel. Source: ours,
docs/models/thermal-equipment.md.
"""

from sim.kernel import jit

STEFAN_BOLTZMANN = 5.670374419e-8  # [W/m2/K4] CODATA 2018, exact


@jit
def thermostat(on: float, at_k: float, on_below_k: float, off_above_k: float) -> float:
    """Return 1 when the heater is on, else 0; between the two temperatures [K] it stays as it is (`on`). Ours."""
    if at_k < on_below_k:
        return 1.0
    return 0.0 if at_k > off_above_k else on


@jit
def louvre_emissivity(at_k: float, shut_k: float, open_k: float, shut: float, wide: float) -> float:
    """Return the effective emissivity [1] at `at_k` [K]: `shut` below `shut_k`, `wide` above `open_k`, linear between.

    Source: Gilmore, Spacecraft Thermal Control Handbook, ch. 9 (bimetal blades).
    """
    u = min(max((at_k - shut_k) / (open_k - shut_k), 0.0), 1.0)
    return shut + (wide - shut) * u


@jit
def radiated_w(at_k: float, emissivity: float, area_m2: float) -> float:
    """Return eps sigma A T^4 [W] of `area_m2` [m2] at `at_k` [K]. Source: Stefan-Boltzmann."""
    square = at_k * at_k
    return emissivity * STEFAN_BOLTZMANN * area_m2 * square * square
