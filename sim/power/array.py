"""Solar array: eight string groups of triple-junction cells behind regulators that hold the array voltage.

Cell: single diode without series and shunt resistance, I = IL - I0 (exp(V/a) - 1), which is explicit both ways:
a = n k T / q, IL ~ S (1 + alpha dT), I0 ~ T^3 exp(-Eg / (n k T))
(Shockley; de Soto et al., Solar Energy 80 (2006), eq. 1 and 7-10).
n stands for the three junctions in series and was chosen so that the reference cell's maximum power is met with
no series resistance, Eg so that its dVoc/dT is met: 1.07 and 4.0 eV a stack, close to GaInP + GaAs + Ge (3.94 eV).
All groups see one sunlight, one temperature and one voltage, so they share one curve and its single maximum, until a
group has cells in shade (sim/power/shade.py).

The parameters p are (len(PARAMETERS),); other vectors beginning with them will do.

Assumes: blocking diodes (no current flows into the array), one cell temperature for both faces and all groups.
"""

import math

from sim.kernel import jit
from sim.parameters import Parameter, index
from sim.power import converter
from sim.power.vector import Vector

STRING_GROUPS = 8
KELVIN = 273.15  # [K] 0 degC
STEFAN_BOLTZMANN = 5.670374419e-8  # [W/(m2 K4)] CODATA 2018
BOLTZMANN = 8.617333262e-5  # [eV/K] CODATA 2018
REFERENCE_FLUX = 1367.0  # [W/m2] of the AZUR 3G30C data sheet
REFERENCE_CELL_K = 301.15  # [K] 28 degC, same sheet
COLDEST_CELL_K = 100.0  # [K] below this the diode law is not meant (and exp would leave its range at 25 K)
HOTTEST_CELL_K = 500.0  # [K]

_AZUR = "AZUR 3G30C, beginning of life (docs/physics.md section 3)"

PARAMETERS = (
    Parameter("array_area", "m2", 600.0, 0.1, 1e5, "ODC-120"),
    Parameter("array_cells_in_series", "1", 264.0, 1.0, 1000.0, "maximum power at 600 V when the cells are at 50 degC"),
    Parameter("array_strings_per_group", "1", 62.0, 0.0, 1e4, "150 kW at 1361 W/m2 and 50 degC with eight groups"),
    Parameter("array_assembly", "1", 0.998063, 0.0, 1.0, "mismatch and wiring of a string; makes it 150.00 kW"),
    Parameter("array_cell_isc", "A", 0.520, 0.0, 100.0, _AZUR),
    Parameter("array_cell_isc_slope", "1/K", 5.80385e-4, 0.0, 0.01, _AZUR + ": 10 uA/(cm2 K), 30.18 cm2, over 0.520 A"),
    Parameter("array_cell_log_i0", "1", -33.148847, -100.0, 0.0, _AZUR + ": ln(I0/A) that gives Voc 2.700 V"),
    Parameter("array_cell_ideality", "1", 3.201788, 0.5, 10.0, _AZUR + ": gives 2.411 V x 0.504 A with no resistance"),
    Parameter("array_cell_gap", "eV", 4.272153, 0.5, 20.0, _AZUR + ": n/3 times the stack's gaps; gives -6.0 mV/K"),
    Parameter("array_current_left", "1", 1.0, 0.0, 1.0, "radiation: photocurrent over beginning of life"),
    Parameter("array_voltage_left", "1", 1.0, 0.1, 1.0, "radiation: voltage over beginning of life"),
    Parameter("array_absorptivity", "1", 0.92, 0.0, 1.0, "covered triple-junction cells, 0.91-0.92 on data sheets"),
    Parameter("array_emissivity", "1", 0.85, 0.01, 1.0, "cover glass and painted rear, both faces, 0.83-0.88"),
    Parameter("array_heat_capacity", "J/(m2 K)", 2500.0, 10.0, 1e6, "2.8 kg/m2 of panel at 900 J/(kg K)"),
    Parameter("array_regulator_lag", "s", 0.002, 1e-6, 1.0, "hardware voltage loop of the array regulators, some ms"),
    *converter.parameters("array", 145200.0, 0.97, "ODC-120: 145.2 kW of the array give 140.9 kW"),
    *(
        Parameter(f"array_string_{group}", "1", 1.0, 0.0, 1.0, f"fault point: strings of group {group} that conduct")
        for group in range(1, STRING_GROUPS + 1)
    ),
    Parameter("array_direct", "1", 0.0, 0.0, 1.0, "1: strings straight on the bus (S3R); wants 352 cells in series"),
    Parameter(
        "array_shade_light",
        "1",
        0.1,
        0.0,
        1.0,
        "light left on cells in shade: what structure and Earth scatter, assumed",
    ),
    Parameter("array_bypass", "V", 0.7, 0.0, 2.0, "drop of the silicon bypass diode of each cell"),
    *(
        Parameter(
            f"array_shade_{group}", "1", 0.0, 0.0, 1.0, f"fault point: share of the cells of group {group} in shade"
        )
        for group in range(1, STRING_GROUPS + 1)
    ),
)

AREA = index(PARAMETERS, "array_area")
CELLS = index(PARAMETERS, "array_cells_in_series")
STRINGS = index(PARAMETERS, "array_strings_per_group")
ASSEMBLY = index(PARAMETERS, "array_assembly")
ISC = index(PARAMETERS, "array_cell_isc")
ISC_SLOPE = index(PARAMETERS, "array_cell_isc_slope")
LOG_I0 = index(PARAMETERS, "array_cell_log_i0")
IDEALITY = index(PARAMETERS, "array_cell_ideality")
GAP = index(PARAMETERS, "array_cell_gap")
CURRENT_LEFT = index(PARAMETERS, "array_current_left")
VOLTAGE_LEFT = index(PARAMETERS, "array_voltage_left")
ABSORPTIVITY = index(PARAMETERS, "array_absorptivity")
EMISSIVITY = index(PARAMETERS, "array_emissivity")
HEAT_CAPACITY = index(PARAMETERS, "array_heat_capacity")
REGULATOR_LAG = index(PARAMETERS, "array_regulator_lag")
CONVERTER = index(PARAMETERS, "array_rated")  # where the numbers of the regulators begin
STRING_1 = index(PARAMETERS, "array_string_1")
DIRECT = index(PARAMETERS, "array_direct")
SHADE_LIGHT = index(PARAMETERS, "array_shade_light")
BYPASS = index(PARAMETERS, "array_bypass")
SHADE_1 = index(PARAMETERS, "array_shade_1")
HIGHEST_SET_V = 1e5  # [V] ours: a set point beyond counts as this, infinity too


@jit
def diode(cell_k: float, flux_w_m2: float, p: Vector) -> tuple[float, float, float]:
    """Return (photocurrent of one string [A], ln of its saturation current [A], its voltage scale a [V]).

    `flux_w_m2` is sunlight normal to the cells, illumination included; dark, negative and NaN are no light.
    """
    t_k = min(max(cell_k, COLDEST_CELL_K), HOTTEST_CELL_K)
    ratio = t_k / REFERENCE_CELL_K
    log_i0 = p[LOG_I0] + 3.0 * math.log(ratio)
    log_i0 += p[GAP] / (p[IDEALITY] * BOLTZMANN * REFERENCE_CELL_K) * (1.0 - 1.0 / ratio)
    scale_v = p[IDEALITY] * BOLTZMANN * t_k * p[CELLS] * p[VOLTAGE_LEFT]
    if not flux_w_m2 > 0.0:
        return 0.0, log_i0, scale_v
    light = flux_w_m2 / REFERENCE_FLUX * p[CURRENT_LEFT] * p[ASSEMBLY]
    warmth = max(1.0 + p[ISC_SLOPE] * (t_k - REFERENCE_CELL_K), 0.0)
    return p[ISC] * light * warmth, log_i0, scale_v


@jit
def open_circuit_v(photocurrent_a: float, log_i0: float, scale_v: float) -> float:
    """Return the voltage [V] of a string that carries no current; 0 in the dark."""
    return scale_v * math.log1p(photocurrent_a * math.exp(-log_i0))


@jit
def string_a(string_v: float, photocurrent_a: float, log_i0: float, scale_v: float) -> float:
    """Return the current [A] of a string at `string_v`, not below 0 (blocking diode)."""
    at_v = math.exp(min(string_v / scale_v + log_i0, 700.0))  # e^700 is inside a double's range
    return max(photocurrent_a - at_v + math.exp(log_i0), 0.0)


@jit
def maximum_power_v(open_v: float, scale_v: float) -> float:
    """Return the voltage [V] of maximum power of a string.

    d(V I)/dV = 0 gives w + ln w = 1 + Voc/a with w = 1 + Vmp/a (w is a Lambert W function). Newton from w = c - ln c
    is exact to rounding after three turns for every c >= 1.
    """
    c = 1.0 + open_v / scale_v
    w = c - math.log(c)
    for _ in range(3):
        w -= (w + math.log(w) - c) * w / (w + 1.0)
    return (w - 1.0) * scale_v


@jit
def regulate(held_v: float, set_v: float, dt_s: float, p: Vector) -> tuple[float, float]:
    """Return (mean over the step, end of it) of the voltage [V] the regulators hold: a first-order lag, closed form."""
    asked_v = min(set_v, HIGHEST_SET_V) if set_v > 0.0 else 0.0
    left = math.exp(-dt_s / p[REGULATOR_LAG])
    mean_v = asked_v + (held_v - asked_v) * (1.0 - left) * p[REGULATOR_LAG] / dt_s
    return mean_v, asked_v + (held_v - asked_v) * left


@jit
def group_strings(group: int, mask: int, p: Vector) -> float:
    """Return the number of strings of `group` (0 to 7) that are switched on and conduct."""
    if (mask >> group) & 1:
        return p[STRINGS] * p[STRING_1 + group]
    return 0.0


@jit
def cell_temperature_k(
    cell_k: float, sunlight_w_m2: float, earth_ir_w_m2: float, electrical_w: float, p: Vector, dt_s: float
) -> float:
    """Return the cell temperature [K] after `dt_s`: (alpha - eta) S + eps IR - 2 eps sigma T^4 = c dT/dt.

    `earth_ir_w_m2` is what falls on both faces together; `electrical_w` what leaves by wire (eta S area). One
    linearly implicit Euler step: stable for any step; 0.5 mK off after a whole eclipse in steps of 10 ms.
    """
    t3 = cell_k * cell_k * cell_k
    radiated = 2.0 * p[EMISSIVITY] * STEFAN_BOLTZMANN * t3
    absorbed = p[ABSORPTIVITY] * sunlight_w_m2 if sunlight_w_m2 > 0.0 else 0.0  # NaN is no light here either
    absorbed += p[EMISSIVITY] * earth_ir_w_m2 if earth_ir_w_m2 > 0.0 else 0.0
    q = absorbed - electrical_w / p[AREA] - radiated * cell_k
    return max(cell_k + dt_s * q / (p[HEAT_CAPACITY] + dt_s * 4.0 * radiated), 3.0)  # 3 K: deep space
