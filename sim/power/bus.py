"""Main bus: 800 V DC on 10 mF, held by the battery converter with droop, capped by the array regulators' limiter.

A capacitor between constant powers has a closed form, C V dV/dt = P, so V1 = sqrt(V0^2 + 2 P t / C): the constant-power
loads' negative resistance -V^2/P is in it. Both voltage loops are faster than a step (droop R C = 0.4 ms,
limiter C V dV/dP = 1.1 ms), so at its end they are at rest: quasi-static, solved and not integrated.
What the bus does before the battery converter answers a change of load is the same closed form over `bus_answer_time`.
Laws and limits: docs/physics.md section 3, case P-6. The parameters p are (len(PARAMETERS),).
"""

import math

from sim.kernel import jit
from sim.parameters import Parameter, index
from sim.power.vector import Vector

PARAMETERS = (
    Parameter("bus_capacitance", "F", 0.010, 1e-6, 10.0, "ODC-120: 10 mF"),
    Parameter("bus_set_point", "V", 800.0, 10.0, 2000.0, "ODC-120: rack-scale 800 V distribution"),
    Parameter("bus_droop", "ohm", 0.040, 1e-6, 10.0, "8 V at 200 A: inside 760-840 V with room for the limiter"),
    Parameter("bus_answer_time", "s", 0.0005, 0.0, 0.01, "battery converter's current loop, some 300 Hz"),
    Parameter("bus_limiter_start", "V", 815.0, 10.0, 2000.0, "hardware over-voltage limiter begins to cut the array"),
    Parameter("bus_limiter_end", "V", 835.0, 10.0, 2000.0, "and has cut all, below the 840 V limit"),
    Parameter("bus_payload_lockout", "V", 740.0, 0.0, 2000.0, "payload converter cut, latched: below the 760 V limit"),
    Parameter("bus_brown_out", "V", 600.0, 0.0, 2000.0, "no load converter runs below this"),
)

CAPACITANCE = index(PARAMETERS, "bus_capacitance")
SET_POINT = index(PARAMETERS, "bus_set_point")
DROOP = index(PARAMETERS, "bus_droop")
ANSWER_TIME = index(PARAMETERS, "bus_answer_time")
LIMITER_START = index(PARAMETERS, "bus_limiter_start")
LIMITER_END = index(PARAMETERS, "bus_limiter_end")
PAYLOAD_LOCKOUT = index(PARAMETERS, "bus_payload_lockout")
BROWN_OUT = index(PARAMETERS, "bus_brown_out")


@jit
def free_v(bus_v: float, surplus_w: float, dt_s: float, capacitance_f: float) -> float:
    """Return the voltage [V] of a capacitor after `dt_s` of constant net power into it; 0 when it is emptied before."""
    return math.sqrt(max(bus_v * bus_v + 2.0 * surplus_w * dt_s / capacitance_f, 0.0))


@jit
def energy_j(bus_v: float, p: Vector) -> float:
    """Return the energy [J] in the bus capacitance, 1/2 C V^2."""
    return 0.5 * p[CAPACITANCE] * bus_v * bus_v


@jit
def power_to_reach_w(bus_v: float, target_v: float, dt_s: float, p: Vector) -> float:
    """Return the mean net power [W] that brings the bus from `bus_v` to `target_v` in `dt_s`."""
    return 0.5 * p[CAPACITANCE] * (target_v - bus_v) * (target_v + bus_v) / dt_s


@jit
def droop_v(surplus_w: float, p: Vector) -> float:
    """Return the voltage [V] at rest when the battery converter takes `surplus_w`: V (V - Vset) / R = P.

    A deficit beyond Vset^2 / 4R has no rest point; the nose of the curve, Vset / 2, is returned.
    """
    set_v = p[SET_POINT]
    return 0.5 * (set_v + math.sqrt(max(set_v * set_v + 4.0 * p[DROOP] * surplus_w, 0.0)))


@jit
def limiter_v(needed_w: float, available_w: float, p: Vector) -> float:
    """Return the voltage [V] at rest when the limiter lets only `needed_w` of `available_w` pass.

    The limiter passes all at its start voltage, nothing at its end, linearly between.
    """
    if not available_w > 0.0:
        return p[LIMITER_START]
    passed = min(max(needed_w / available_w, 0.0), 1.0)
    return p[LIMITER_END] - (p[LIMITER_END] - p[LIMITER_START]) * passed


@jit
def incremental_ohm(bus_v: float, load_w: float) -> float:
    """Return dV/dI [ohm] of a constant-power load, -V^2/P: more voltage draws less current; -inf at no load.

    Follows from I = P/V (docs/physics.md section 3).
    """
    return -bus_v * bus_v / load_w if load_w > 0.0 else -math.inf


@jit
def stability_margin(source_ohm: float, bus_v: float, load_w: float) -> float:
    """Return the load's |dV/dI| over the source impedance [1]: above 1 a resistive source has a stable rest point.

    Middlebrook (IEEE IAS Annual Meeting 1976) asks for more than 1 at every frequency; engineers keep 2 (6 dB).
    Infinite without load or without source impedance; `source_ohm` [ohm] is 0 or more.
    """
    if not (load_w > 0.0 and source_ohm > 0.0):
        return math.inf
    return -incremental_ohm(bus_v, load_w) / source_ohm
