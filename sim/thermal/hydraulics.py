"""The resistance of one loop, and how the flow divides between its radiator panels and its bypass.

Series: a fixed part (pipes, cold plates), then radiator and bypass in parallel behind the mixing valve. In shares of
rated: conductances add, k = fixed + branches / G^2, with G = x c + (1 - x) + relief x (1 - c); x is the valve's
position and c = W / sqrt(v W^2 + (1 - v)) the radiator's conductance when its panels conduct W of what they should
(v: the share of the branch that is not panels). G = 1 at every x with both panels open: a balanced mixing valve. What
blocked panels refuse opens a relief valve. Branches split by a square law (orifices), the loop as a whole by Q^1.75.
A panel conducts the less the colder it is: by viscosity, and not at all where its coolant freezes, but for a trickle
along the headers that thaws it again. Source: ours; docs/models/thermal-pump.md.
"""

import math

from sim.kernel import jit


@jit
def fluidity(coldest_k: float, freezing_k: float, margin_k: float, trickle: float) -> float:
    """Return the share [1] of its flow that coolant lets through: 1 from `margin_k` above freezing, `trickle` below it.

    `coldest_k` [K] of the panel's coolant; a smooth step 3u^2 - 2u^3 between, so that no flow jumps. Source: ours.
    """
    u = min(max((coldest_k - freezing_k) / margin_k, 0.0), 1.0)
    return trickle + (1.0 - trickle) * u * u * (3.0 - 2.0 * u)


@jit
def suction(inlet_k: float, boiling_k: float, margin_k: float, left: float) -> float:
    """Return the share [1] of their head that the pumps keep: 1 with `margin_k` of subcooling at the inlet.

    `inlet_k`, `boiling_k` [K]. Without any, cavitating pumps keep `left` [1] and so move enough to recover when colder
    coolant arrives. Net positive suction head told as a temperature: 2 K of ammonia at 30 bar are 1.1 bar. Ours.
    """
    u = min(max((boiling_k - inlet_k) / margin_k, 0.0), 1.0)
    return left + (1.0 - left) * u * u * (3.0 - 2.0 * u)


@jit
def panel_conductance(liquid_share: float, viscosity_root: float) -> float:
    """Return the conductance [share of rated] of one open panel: less with (mu/mu0)^(1/8), square law. Source: ours.

    `liquid_share` from `fluidity` [1]; `viscosity_root` = (mu/mu0)^(1/4) [1].
    """
    return liquid_share / math.sqrt(viscosity_root)


@jit
def branch_conductance(panels: float, valve_part: float) -> float:
    """Return the radiator branch's conductance c [share of rated] from that of its panels W [share of rated].

    `valve_part` v [1]: share of the branch's resistance that is not in the panels. Source: series of square laws.
    """
    square = valve_part * panels * panels + (1.0 - valve_part)
    return panels / math.sqrt(square) if panels > 0.0 else 0.0


@jit
def total_conductance(position: float, branch: float, relief: float) -> float:
    """Return G [share of rated] of radiator, bypass and relief valve side by side; see the module. Source: ours.

    `position` x of the mixing valve, `branch` c of the radiator, `relief` of the relief valve [1].
    """
    return position * branch + (1.0 - position) + relief * position * max(1.0 - branch, 0.0)


@jit
def resistance(branches: float, viscosity_root: float, liquid_share: float, conductance: float) -> float:
    """Return k [1], 1 at rated: `branches` [1] share of radiator and bypass, over `conductance` G squared; rest fixed.

    `viscosity_root` = (mu/mu0)^(1/4) [1] of the coolant in the pipes (Blasius) and `liquid_share` [1] of it, by a
    square law. Source: ours.
    """
    g = max(conductance, 1e-3)
    return (1.0 - branches) * viscosity_root / (liquid_share * liquid_share) + branches / (g * g)
