"""Battery pack: 192 cells in series, OCV(SoC), a series resistance, one RC pair and a temperature.

Within a step the current is constant. The OCV is piecewise linear in SoC, so its mean over a step is exact
(trapezoids, cut at the node where a step crosses one), and the RC pair is solved in closed form. So terminal energy =
gain of stored energy + heat holds to rounding, while `stored_j` knows no current and no step: it integrates the curve.

OCV(SoC, T) is the curve at 25 degC plus one slope dOCV/dT. A charging current I releases the reversible heat
I T dOCV/dT (a discharging one takes it up), so the charge stores the integral of OCV - T dOCV/dT, which with one slope
is the same at all T.

Assumes: no self-discharge, coulombic efficiency 1 (Li-ion above 0.999), no hysteresis, one slope for all SoC.
Sources: OCV Chen et al. 2020; equivalent circuit Plett, Battery Management Systems, volume 1, 2015, chapter 2;
reversible heat Bernardi et al., J. Electrochem. Soc. 132 (1985) 5.
The parameters p are (len(PARAMETERS),).
"""

import math

from sim.kernel import jit
from sim.parameters import Parameter, index
from sim.power import converter
from sim.power.vector import Vector

#: NMC 811 against graphite-SiOx; the difference of the two published electrode curves.
_CHEN = "Chen et al., J. Electrochem. Soc. 167 (2020) 080534"

#: Rest voltage of a cell [V] at SoC 0, 0.05 ... 1 (stoichiometries 0.8540-0.2638 and 0.0263-0.9107, 2.5 to 4.2 V).
OCV_TABLE_V = (
    2.5000, 3.1095, 3.2959, 3.4339, 3.4852, 3.5286, 3.5815, 3.6291, 3.6670, 3.7054, 3.7509,
    3.7983, 3.8406, 3.8896, 3.9479, 3.9943, 4.0421, 4.0809, 4.0967, 4.1235, 4.2000,
)  # fmt: skip
SEGMENTS = len(OCV_TABLE_V) - 1

PARAMETERS = (
    Parameter("battery_cells", "1", 192.0, 1.0, 1000.0, "ODC-120"),
    Parameter("battery_capacity", "C", 252182.556, 1.0, 1e9, "70.05 Ah: 50.000 kWh on the OCV curve (ODC-120)"),
    Parameter("battery_cell_r0", "ohm", 0.25e-3, 1e-6, 1.0, "70 Ah power cell, 25 degC: 48 mohm a pack, 13 V at 4C"),
    Parameter("battery_cell_r1", "ohm", 0.10e-3, 1e-9, 1.0, "charge transfer and diffusion of the same cell"),
    Parameter("battery_rc_time", "s", 20.0, 1e-3, 1e5, "diffusion: tens of seconds"),
    Parameter("battery_r_activation", "K", 2400.0, 0.0, 1e4, "Arrhenius, 20 kJ/mol over R: doubled at 0 degC"),
    Parameter("battery_soc_spread", "1", 0.003, 0.0, 0.2, "fullest and emptiest cell off the mean, balanced pack"),
    Parameter("battery_r_spread", "1", 0.05, 0.0, 0.9, "resistance of these two cells off the mean"),
    Parameter("battery_heat_capacity", "J/K", 250e3, 1.0, 1e9, "250 kg at 1 kJ/(kg K): 200 Wh/kg"),
    Parameter("battery_conductance", "W/K", 50.0, 0.0, 1e6, "to its temperature-controlled plate"),
    Parameter("battery_plate", "K", 293.15, 100.0, 400.0, "plate held at 20 degC"),
    Parameter("battery_charge_max", "A", 70.05071, 0.0, 1e5, "hardware limit, 1C (ODC-120)"),
    Parameter("battery_discharge_max", "A", 280.20284, 0.0, 1e5, "hardware limit, 4C (ODC-120)"),
    Parameter("battery_cell_full", "V", 4.15, 2.0, 5.0, "hardware: constant voltage when charging, 4.10-4.20 V"),
    Parameter("battery_cell_empty", "V", 3.0, 1.0, 5.0, "hardware limit of discharging, Li-ion 2.5-3.0 V"),
    Parameter("battery_charge_coldest", "K", 273.15, 100.0, 400.0, "hardware: no charge below 0 degC (plating)"),
    *converter.parameters("battery", 40e3, 0.96, "each way: an eclipse at 30 kW of racks (ODC-120)"),
    Parameter(
        "battery_entropy",
        "V/K",
        1e-4,
        -1e-3,
        1e-3,
        "dOCV/dT of a cell; NMC/graphite -0.2 to 0.2 mV/K over SoC (Viswanathan 2010)",
    ),
    *(
        Parameter(f"battery_ocv_{5 * node:03d}", "V", volt, 0.1, 6.0, f"cell at rest, {5 * node} %: " + _CHEN)
        for node, volt in enumerate(OCV_TABLE_V)
    ),
)

CELLS = index(PARAMETERS, "battery_cells")
CAPACITY = index(PARAMETERS, "battery_capacity")
R0 = index(PARAMETERS, "battery_cell_r0")
R1 = index(PARAMETERS, "battery_cell_r1")
RC_TIME = index(PARAMETERS, "battery_rc_time")
R_ACTIVATION = index(PARAMETERS, "battery_r_activation")
SOC_SPREAD = index(PARAMETERS, "battery_soc_spread")
R_SPREAD = index(PARAMETERS, "battery_r_spread")
HEAT_CAPACITY = index(PARAMETERS, "battery_heat_capacity")
CONDUCTANCE = index(PARAMETERS, "battery_conductance")
PLATE = index(PARAMETERS, "battery_plate")
CHARGE_MAX = index(PARAMETERS, "battery_charge_max")
DISCHARGE_MAX = index(PARAMETERS, "battery_discharge_max")
CELL_FULL = index(PARAMETERS, "battery_cell_full")
CELL_EMPTY = index(PARAMETERS, "battery_cell_empty")
CHARGE_COLDEST = index(PARAMETERS, "battery_charge_coldest")
CONVERTER = index(PARAMETERS, "battery_rated")  # where the numbers of the converter begin
ENTROPY = index(PARAMETERS, "battery_entropy")
OCV_0 = index(PARAMETERS, "battery_ocv_000")

REFERENCE_K = 298.15  # [K] temperature the resistances are given at


@jit
def segment(soc: float) -> int:
    """Return the segment (0 to 19) of the OCV curve that `soc` lies in."""
    return min(max(int(soc * SEGMENTS), 0), SEGMENTS - 1)


@jit
def cell_ocv_v(soc: float, p: Vector) -> float:
    """Return the rest voltage [V] of a cell, held at its ends outside 0 to 1."""
    s = min(max(soc, 0.0), 1.0)
    k = segment(s)
    return p[OCV_0 + k] + (p[OCV_0 + k + 1] - p[OCV_0 + k]) * (s * SEGMENTS - k)


@jit
def mean_cell_ocv_v(soc: float, soc_end: float, p: Vector) -> float:
    """Return the mean rest voltage [V] of a cell over a step at constant current, at most one node crossed."""
    start_v = cell_ocv_v(soc, p)
    end_v = cell_ocv_v(soc_end, p)
    a, b = segment(soc), segment(soc_end)
    if a == b:
        return 0.5 * (start_v + end_v)
    node = max(a, b)
    before = (node / SEGMENTS - soc) / (soc_end - soc)
    return 0.5 * (before * start_v + p[OCV_0 + node] + (1.0 - before) * end_v)


@jit
def stored_j(soc: float, p: Vector) -> float:
    """Return the chemical energy [J] between SoC 0 and `soc`: the integral of OCV - T dOCV/dT, from the state alone."""
    k = segment(soc)
    whole = 0.0
    for node in range(k):
        whole += 0.5 * (p[OCV_0 + node] + p[OCV_0 + node + 1])
    part = soc * SEGMENTS - k
    slope = p[OCV_0 + k + 1] - p[OCV_0 + k]
    area = whole + part * (p[OCV_0 + k] + 0.5 * slope * part)
    return p[CAPACITY] * (p[CELLS] * area / SEGMENTS - reversible_v(REFERENCE_K, p) * soc)


@jit
def polarisation_j(polarisation_v: float, p: Vector) -> float:
    """Return the energy [J] in the capacitor of the RC pair, 1/2 C v^2 with C = time constant over resistance."""
    return 0.5 * p[RC_TIME] / (p[R1] * p[CELLS]) * polarisation_v * polarisation_v


@jit
def series_ohm(battery_k: float, p: Vector) -> float:
    """Return the pack's series resistance [ohm] at its temperature (Arrhenius)."""
    t_k = max(battery_k, 200.0)  # [K] electrolyte frozen; the law ends here
    return p[CELLS] * p[R0] * math.exp(p[R_ACTIVATION] * (1.0 / t_k - 1.0 / REFERENCE_K))


@jit
def entropic_v(battery_k: float, p: Vector) -> float:
    """Return what the temperature adds to the pack's rest voltage [V], from 25 degC, the curve's temperature."""
    return p[CELLS] * p[ENTROPY] * (battery_k - REFERENCE_K)


@jit
def reversible_v(battery_k: float, p: Vector) -> float:
    """Return T dOCV/dT of the pack [V]: times the current it is heat released in charging (Bernardi et al. 1985)."""
    return p[CELLS] * p[ENTROPY] * battery_k


@jit
def source(
    soc: float, polarisation_v: float, r0_ohm: float, p: Vector, dt_s: float
) -> tuple[float, float, float, float]:
    """Return the pack as a source of constant current I over a step: mean volt = E + R I, end volt = F + S I.

    The tuple is (E [V], R [ohm], F [V], S [ohm]); exact as long as SoC stays in its segment of the OCV curve.
    """
    return source_left(soc, polarisation_v, r0_ohm, math.exp(-dt_s / p[RC_TIME]), p, dt_s)


@jit
def source_left(
    soc: float, polarisation_v: float, r0_ohm: float, left: float, p: Vector, dt_s: float
) -> tuple[float, float, float, float]:
    """Return what `source` does [V], [ohm], with exp(-dt/RC) given as `left`: one for all satellites of a fleet.

    Source: as `source`.
    """
    k = segment(soc)
    slope_ohm = p[CELLS] * (p[OCV_0 + k + 1] - p[OCV_0 + k]) * SEGMENTS * dt_s / p[CAPACITY]
    rest_v = p[CELLS] * cell_ocv_v(soc, p)
    r1_ohm = p[CELLS] * p[R1]
    mean_left = (1.0 - left) * p[RC_TIME] / dt_s
    mean_ohm = r0_ohm + r1_ohm * (1.0 - mean_left) + 0.5 * slope_ohm
    end_ohm = r0_ohm + r1_ohm * (1.0 - left) + slope_ohm
    return rest_v + polarisation_v * mean_left, mean_ohm, rest_v + polarisation_v * left, end_ohm


@jit
def charge_limit_a(
    soc: float, battery_k: float, asked_a: float, end_v: float, end_ohm: float, p: Vector, dt_s: float
) -> float:
    """Return the highest charge current [A]: flight's limit, 1C, constant voltage, cold cells, room left."""
    if battery_k < p[CHARGE_COLDEST] or not asked_a > 0.0:
        return 0.0
    taper_a = (p[CELLS] * p[CELL_FULL] - end_v) / end_ohm
    room_a = (1.0 - soc) * p[CAPACITY] / dt_s
    return max(min(asked_a, p[CHARGE_MAX], taper_a, room_a), 0.0)


@jit
def discharge_limit_a(
    soc: float, mean_v: float, mean_ohm: float, end_v: float, end_ohm: float, p: Vector, dt_s: float
) -> float:
    """Return the highest discharge current [A, positive]: 4C, lowest cell voltage, charge left, maximum power."""
    knee_a = (end_v - p[CELLS] * p[CELL_EMPTY]) / end_ohm
    left_a = soc * p[CAPACITY] / dt_s
    matched_a = 0.5 * mean_v / mean_ohm
    return max(min(p[DISCHARGE_MAX], knee_a, left_a, matched_a), 0.0)


@jit
def current_a(terminal_w: float, mean_v: float, mean_ohm: float) -> float:
    """Return I [A] that solves I (E + R I) = P: charging is positive; the branch of small current."""
    root = math.sqrt(max(mean_v * mean_v + 4.0 * mean_ohm * terminal_w, 0.0))
    return 2.0 * terminal_w / (mean_v + root)


@jit
def to_terminal_w(bus_w: float, p: Vector) -> float:
    """Return the power [W] into the pack's terminals when `bus_w` flows into the battery converter."""
    if bus_w > 0.0:
        return bus_w - converter.loss_w(bus_w, p, CONVERTER)
    return -converter.input_w(-bus_w, p, CONVERTER)


@jit
def to_bus_w(terminal_w: float, p: Vector) -> float:
    """Return the power [W] the battery converter takes from the bus for `terminal_w` into the pack."""
    if terminal_w > 0.0:
        return converter.input_w(terminal_w, p, CONVERTER)
    return terminal_w + converter.loss_w(-terminal_w, p, CONVERTER)


@jit
def polarise(polarisation_v: float, amp: float, p: Vector, dt_s: float) -> tuple[float, float, float]:
    """Return (mean [V], end [V], heat [J]) of the RC pair over a step at constant current, in closed form."""
    return polarise_left(polarisation_v, amp, math.exp(-dt_s / p[RC_TIME]), p, dt_s)


@jit
def polarise_left(polarisation_v: float, amp: float, left: float, p: Vector, dt_s: float) -> tuple[float, float, float]:
    """Return what `polarise` does [V], [V], [J], with exp(-dt/RC) given as `left`. Source: as `polarise`."""
    r1_ohm = p[CELLS] * p[R1]
    final_v = r1_ohm * amp
    off_v = polarisation_v - final_v
    gone_s = (1.0 - left) * p[RC_TIME]
    squared = final_v * final_v * dt_s + 2.0 * final_v * off_v * gone_s
    squared += 0.5 * off_v * off_v * (1.0 + left) * gone_s
    return final_v + off_v * gone_s / dt_s, final_v + off_v * left, squared / r1_ohm


@jit
def cell_extremes_v(soc: float, amp: float, polarisation_v: float, r0_ohm: float, p: Vector) -> tuple[float, float]:
    """Return (lowest, highest) cell voltage [V]: the emptiest and fullest cell, each with its unlucky resistance."""
    drop_v = r0_ohm * amp / p[CELLS]
    polar_v = polarisation_v / p[CELLS]
    worse_v = abs(drop_v) * p[R_SPREAD]
    low_v = cell_ocv_v(soc - p[SOC_SPREAD], p) + drop_v + polar_v - worse_v
    return low_v, cell_ocv_v(soc + p[SOC_SPREAD], p) + drop_v + polar_v + worse_v


@jit
def temperature_k(battery_k: float, heat_j: float, p: Vector, dt_s: float) -> float:
    """Return the pack temperature [K] after a step in which `heat_j` was released in it (implicit Euler)."""
    flow = dt_s * p[CONDUCTANCE] / p[HEAT_CAPACITY]
    return (battery_k + heat_j / p[HEAT_CAPACITY] + flow * p[PLATE]) / (1.0 + flow)
