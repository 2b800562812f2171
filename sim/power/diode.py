"""A solar cell or string as one diode with series and shunt resistance: the general law behind `array`'s cheap one.

I = IL - I0 (exp(Vd/a) - 1) - Vd/Rsh with Vd = V + I Rs and a = n Ns k T/q
(de Soto et al., Solar Energy 80 (2006), eq. 1; docs/physics.md section 3). Both directions come down to one equation
for the junction voltage, j - I0 (exp(Vd/a) - 1) - g Vd = 0, whose left side falls and is concave: Newton from above
never oversteps the root. With no resistances the law is that of `array.string_a` without its blocking diode.

Domain: a and I0 above 0, Rs 0 or more, Rsh above 0 (infinity is no shunt). No reverse breakdown.
"""

import math

from sim.kernel import jit

TURNS = 200  # bound of Newton; a turn far above the root lowers Vd by about a, near it doubles the digits
HALVINGS = 60  # leaves 2^-60 of the bracket, less than a double resolves
LARGEST_EXPONENT = 700.0  # e^700 is inside a double's range


@jit
def junction_v(source_a: float, saturation_a: float, scale_v: float, conductance_s: float) -> float:
    """Return the junction voltage Vd [V] at which diode and conductance [S] take `source_a` [A]; see module docstring.

    Without conductance a current below -I0 has no solution: the voltage is then held at -700 a.
    """
    total_a = source_a + saturation_a
    if conductance_s <= 0.0 and total_a <= 0.0:
        return -LARGEST_EXPONENT * scale_v
    start_v = total_a / conductance_s if conductance_s > 0.0 else math.inf
    if start_v > 0.0:
        start_v = min(start_v, max(scale_v * math.log(total_a / saturation_a), 0.0))
    at_v = start_v
    for _ in range(TURNS):
        diode_a = saturation_a * math.exp(min(at_v / scale_v, LARGEST_EXPONENT))
        step_v = (total_a - diode_a - conductance_s * at_v) / (diode_a / scale_v + conductance_s)
        at_v += step_v
        if abs(step_v) <= 1e-15 * abs(at_v):
            break
    return at_v


@jit
def junction_a(at_v: float, photo_a: float, saturation_a: float, scale_v: float, shunt_ohm: float) -> float:
    """Return the terminal current [A] when the junction stands at `at_v` [V] (de Soto 2006, eq. 1)."""
    diode_a = saturation_a * math.expm1(min(at_v / scale_v, LARGEST_EXPONENT))
    return photo_a - diode_a - at_v / shunt_ohm


@jit
def current_a(
    volt: float, photo_a: float, saturation_a: float, scale_v: float, series_ohm: float, shunt_ohm: float
) -> float:
    """Return the current [A] at a terminal voltage [V]; negative above open circuit (de Soto 2006, eq. 1)."""
    if series_ohm <= 0.0:
        return junction_a(volt, photo_a, saturation_a, scale_v, shunt_ohm)
    conductance_s = 1.0 / series_ohm + 1.0 / shunt_ohm
    at_v = junction_v(photo_a + volt / series_ohm, saturation_a, scale_v, conductance_s)
    return junction_a(at_v, photo_a, saturation_a, scale_v, shunt_ohm)


@jit
def voltage_v(
    ampere: float, photo_a: float, saturation_a: float, scale_v: float, series_ohm: float, shunt_ohm: float
) -> float:
    """Return the terminal voltage [V] at a current [A]; negative beyond short circuit (de Soto 2006, eq. 1)."""
    return junction_v(photo_a - ampere, saturation_a, scale_v, 1.0 / shunt_ohm) - ampere * series_ohm


@jit
def maximum_power(
    photo_a: float, saturation_a: float, scale_v: float, series_ohm: float, shunt_ohm: float
) -> tuple[float, float]:
    """Return (voltage [V], current [A]) of maximum power; zeros in the dark.

    d(V I)/dVd = I + I' (Vd - 2 I Rs) falls through zero between short and open circuit; found by halving. Ours: a
    bracket cannot fail, and this is not the law the system steps with.
    """
    if not photo_a > 0.0:
        return 0.0, 0.0
    low_v = current_a(0.0, photo_a, saturation_a, scale_v, series_ohm, shunt_ohm) * series_ohm
    high_v = voltage_v(0.0, photo_a, saturation_a, scale_v, series_ohm, shunt_ohm)
    for _ in range(HALVINGS):
        at_v = 0.5 * (low_v + high_v)
        ampere = junction_a(at_v, photo_a, saturation_a, scale_v, shunt_ohm)
        slope_s = saturation_a / scale_v * math.exp(min(at_v / scale_v, LARGEST_EXPONENT)) + 1.0 / shunt_ohm
        if ampere - slope_s * (at_v - 2.0 * ampere * series_ohm) > 0.0:
            low_v = at_v
        else:
            high_v = at_v
    at_v = 0.5 * (low_v + high_v)
    ampere = junction_a(at_v, photo_a, saturation_a, scale_v, shunt_ohm)
    return at_v - ampere * series_ohm, ampere
