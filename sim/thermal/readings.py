"""What the thermometers and gauges of one loop would show. Truth: lag, noise and counts are the sensors'."""

import numpy as np
from numpy.typing import NDArray

from sim.kernel import jit
from sim.thermal import accumulator, coolant, junction, layout, leg, radiator
from sim.thermal.table import at

_VESSEL, _KIND, _FILL, _CHARGE = at("vessel_m3"), at("coolant"), at("vessel_fill"), at("vessel_charge_bar")


@jit
def write(
    x: NDArray[np.float64],
    base: int,
    p: NDArray[np.float64],
    loop: int,
    flow_kg_s: float,
    cooled_j_kg: float,
    inlet_j_kg: float,
    y: NDArray[np.float64],
) -> None:
    """Write the loop's outputs to `y` (len(OUTPUTS),) from `x`, `p` (n,): [degC], [kg/s], [bar], shares [1], [K].

    Supply, return and outlet are read at the pump package, at both ends of the mixing valve.

    An empty accumulator gives the saturation pressure of the hottest coolant instead of its own. Source: ours.
    """
    kind = p[_KIND]
    out = loop * layout.OUT_LOOP_LENGTH
    hottest_j_kg = x[base + layout.GROUP]
    for i in range(1, layout.GROUPS):
        hottest_j_kg = max(hottest_j_kg, x[base + layout.GROUP + i * junction.LENGTH])
    hottest_k = coolant.temperature_k(kind, hottest_j_kg)
    vessel_k = coolant.boiling_k(kind, x[base + layout.VESSEL])
    boiling_k = vessel_k if x[base + layout.LIQUID] > 0.0 else min(vessel_k, hottest_k)
    waiting_j_kg = x[base + layout.RETURN + int(x[base + layout.RETURN + leg.HEAD])]
    y[out + layout.OUT_SUPPLY] = coolant.temperature_k(kind, x[base + layout.MIXED]) - layout.ZERO_C_K
    y[out + layout.OUT_RETURN] = coolant.temperature_k(kind, waiting_j_kg) - layout.ZERO_C_K
    y[out + layout.OUT_OUTLET] = coolant.temperature_k(kind, cooled_j_kg) - layout.ZERO_C_K
    for i in range(layout.PANELS):
        panel = base + layout.PANEL + i * radiator.LENGTH
        y[out + layout.OUT_PANEL + i] = radiator.mean_surface_k(x, panel) - layout.ZERO_C_K
    y[out + layout.OUT_FLOW] = flow_kg_s
    y[out + layout.OUT_PRIME] = x[base + layout.PRIME]
    y[out + layout.OUT_STANDBY] = x[base + layout.STANDBY]
    y[out + layout.OUT_VALVE] = x[base + layout.VALVE]
    y[out + layout.OUT_PRESSURE] = accumulator.pressure_bar(
        kind, boiling_k, x[base + layout.LIQUID], p[_VESSEL], p[_CHARGE], p[_FILL]
    )
    y[out + layout.OUT_LEVEL] = min(x[base + layout.LIQUID] / p[_VESSEL], 1.0)
    y[layout.OUT_INLET + loop] = coolant.temperature_k(kind, inlet_j_kg) - layout.ZERO_C_K
    y[layout.OUT_SUBCOOLING + loop] = boiling_k - hottest_k
