"""Parameters, state and outputs of a fleet's lanes. Source: docs/odc120.md; the policy is ours (`sim.fleet.policy`)."""

from sim.parameters import Parameter
from sim.power import converter

PARAMETERS = (
    Parameter("platform_w", "W", 6000.0, 0.0, 1e5, "odc120: platform with pumps and terminals; all of it is heat"),
    Parameter("loop_heat_w", "W", 3600.0, 0.0, 1e5, "odc120: part of it that enters the loops"),
    Parameter("flow_w_k", "W/K", 10498.84, 10.0, 1e6, "two loops of 1.07 kg/s ammonia at 4906 J/(kg K)"),
    Parameter("wall_w_k", "W/K", 60000.0, 10.0, 1e6, "four panels of 15 kW/K, coolant to surface"),
    Parameter("loop_j_k", "J/K", 410e3, 1e3, 1e8, "coolant of both loops, 84 kg: legs, plates, panels"),
    Parameter("supply_k", "K", 313.15, 250.0, 350.0, "odc120: supply set to 40 degC by the bypass"),
    Parameter("emitting_m2", "m2", 300.0, 1.0, 1e5, "odc120: 150 m2 two-sided"),
    Parameter("emissivity", "1", 0.91, 0.01, 1.0, "odc120"),
    Parameter("fin_efficiency", "1", 0.92, 0.01, 1.0, "odc120"),
    Parameter("panel_j_m2k", "J/(m2 K)", 10000.0, 500.0, 1e5, "odc120: for each emitting face"),
    Parameter("junction_k_w", "K/W", 0.020, 0.001, 1.0, "odc120: coolant to junction, one accelerator"),
    Parameter("junction_spread", "1", 0.05, 0.0, 0.5, "ours: hottest of a group over the mean"),
    Parameter("accelerators", "1", 72.0, 1.0, 1e4, "odc120"),
    Parameter("infrared_w_m2", "W/m2", 237.0, 0.0, 400.0, "Earth, on the faces of the array"),
    Parameter("shed_share", "1", 0.5, 0.0, 1.0, "ours: sunlit share at the step's end below which compute is shed"),
    Parameter("soc_floor", "1", 0.40, 0.0, 1.0, "ours: below it compute is at half; at idle below half of it"),
    Parameter("soc_back", "1", 0.50, 0.0, 1.0, "ours: and back above this"),
    *converter.parameters("payload", 123.7e3, 0.97, "120 kW of racks (odc120)"),
    Parameter("plant_error", "1", 1.0, 0.9, 1.1, "scale of stored battery current; 1 is none: planted for the books"),
)
(PLATFORM, LOOP_HEAT, FLOW, WALL, LOOP_C, SUPPLY, EMITTING, EMISSIVITY, FIN, PANEL_C, JUNCTION_R, SPREAD,
 COUNT, INFRARED, SHED_SHARE, SOC_FLOOR, SOC_BACK, PAYLOAD, _, _, _, PLANT_ERROR) = range(len(PARAMETERS))  # fmt: skip

#: Columns of a lane's state, float64. The first twelve are its orbit: size, turns a step as cosine and sine, amplitudes
#: of the short periods of J2; `cos_u` to `sin_node` move.
STATE = (
    "a_m", "cos_i", "sin_i", "radial_m", "along_m", "cos_du", "sin_du", "cos_dn", "sin_dn", "cos_u", "sin_u",
    "cos_node", "sin_node", "infrared_w_m2", "shell", "share", "cell_k", "soc", "polarisation_v", "battery_k",
    "series_ohm", "supply_k", "radiator_k", "level", "throttled", "stored_start_j", "min_soc", "max_junction_c",
    "array_j", "load_j", "loss_j", "heat_j", "compute_h", "eclipse_s", "shed_s", "absorbed_j", "radiated_j",
    "heat_in_j", "heat_start_j",
)  # fmt: skip
(A, COS_I, SIN_I, RADIAL, ALONG, COS_DU, SIN_DU, COS_DN, SIN_DN, COS_U, SIN_U, COS_NODE, SIN_NODE, EARTH_IR, SHELL,
 SHARE, CELL_K, SOC, POLARISATION, BATTERY_K, SERIES, SUPPLY_K, RADIATOR_K, LEVEL, THROTTLED, STORED_START, MIN_SOC,
 MAX_JUNCTION, ARRAY_J, LOAD_J, LOSS_J, HEAT_J, COMPUTE_H, ECLIPSE_S, SHED_S, ABSORBED_J, RADIATED_J, HEAT_IN_J,
 HEAT_START) = range(len(STATE))  # fmt: skip

#: What the stages of one step hand to each other, a column each.
SCRATCH = ("light", "zenith_cos", "array_w", "cells_w", "rack_w", "load_w")
LIGHT, ZENITH, ARRAY_W, CELLS_W, RACK_W, LOAD_W = range(len(SCRATCH))

#: What a step gives for each lane, in the order of the recorded sums, minima and maxima.
OUTPUTS = (
    "sunlit_share", "array_w", "payload_w", "compute_h", "soc", "radiator_k", "junction_c", "throttled", "shed",
)  # fmt: skip
O_SHARE, O_ARRAY, O_PAYLOAD, O_COMPUTE, O_SOC, O_RADIATOR, O_JUNCTION, O_THROTTLED, O_SHED = range(len(OUTPUTS))

#: What is kept of each satellite at the end.
SUMMARY = (
    "min_soc", "max_junction_c", "array_j", "load_j", "compute_h", "eclipse_s", "shed_s", "books_residual_j",
    "heat_residual_j",
)  # fmt: skip
