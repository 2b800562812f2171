"""Efficiency of a fin that radiates from both faces, from its geometry.

k t T'' = 2 eps sigma (T^4 - Ts^4), root at Tb, no heat through the middle between two tubes. With
lambda = 2 eps sigma Tb^3 L^2 / (k t) and s = Ts / Tb the efficiency is a function of these two alone. The leaf is a
rational fit to solutions of the boundary value problem by shooting (scipy, rtol 1e-10): within 0.06 % for lambda 0 to 4
and s 0 to 0.98. Its form has the limits: 1 at lambda = 0, ~ lambda^(-1/2) for long fins, of which it is within 1 %
at any length. Source: ours.
"""

import math

from sim.kernel import jit

STEFAN_BOLTZMANN = 5.670374419e-8  # [W/m2/K4] CODATA 2018, exact
_LONGEST = 1e6  # lambda: squares stay numbers


@jit
def conductance_ratio(
    emissivity: float, root_k: float, length_m: float, conductivity_w_mk: float, thickness_m: float
) -> float:
    """Return lambda [1]: what the fin would radiate at `root_k` [K] over what it can conduct. Source: definition.

    `length_m` from tube to the middle between tubes, `thickness_m` of the sheet [m], `conductivity_w_mk` [W/m/K].
    """
    return (
        2.0 * emissivity * STEFAN_BOLTZMANN * root_k * root_k * root_k * length_m * length_m
        / (conductivity_w_mk * thickness_m)
    )  # fmt: skip


@jit
def efficiency(ratio: float, sink_ratio: float) -> float:
    """Return the heat a fin radiates over what it would if all of it were at root temperature [1].

    `ratio` lambda of `conductance_ratio`, held within 0 to 1e6; `sink_ratio` Ts/Tb, held within 0 to 1 [1].
    Source: fit to the boundary value problem, see the module.
    """
    x = min(max(ratio, 0.0), _LONGEST)
    s = min(max(sink_ratio, 0.0), 1.0)
    a = 2.67319 + s * (-0.0743114 + s * (0.0753743 - s * 0.00139665))
    b = 2.92013 + s * (-4.59887 + s * (4.86334 - s * 2.20174))
    d = 8.847 + s * (-14.0461 + s * (11.9173 - s * 2.69471))
    e = 1.61943 + s * (-2.75677 + s * 1.53968)
    f = 3.983 + s * (-6.9097 + s * 4.51866)
    return math.sqrt((1.0 + x * (b + x * e)) / (1.0 + x * (a + b + x * (d + x * f))))
