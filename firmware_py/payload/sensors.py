"""Positions of the `payload` channels."""

from ..icd.channel import index_of
from ..icd.messages import field_index
from ..icd.payload import ACTUATORS, SENSORS

GROUPS = 8
RACK_POWER = index_of(SENSORS, "rack_power_1")  # eight, in a row
JUNCTION = index_of(SENSORS, "junction_1")  # eight, in a row
JOB_STATE = index_of(SENSORS, "job_state")
CHECKPOINTS = index_of(SENSORS, "checkpoints")

RACK_ENABLE = index_of(ACTUATORS, "rack_enable")
CLOCK_INFERENCE = index_of(ACTUATORS, "clock_inference")
CLOCK_TRAINING = index_of(ACTUATORS, "clock_training")
TRAINING_ORDER = index_of(ACTUATORS, "training_order")
POWER_CAP = index_of(ACTUATORS, "power_cap")

EPS, RADIATOR = 0, 1  # topics
LOOP_MODES = (field_index("radiator", "mode_a"), field_index("radiator", "mode_b"))
LOOP_GROUPS = (0x55, 0xAA)  # odc120: groups 1, 3, 5, 7 on loop A, the others on loop B
RUNG = field_index("eps", "rung")
NEEDED = tuple(range(RACK_POWER, RACK_POWER + GROUPS)) + tuple(range(JUNCTION, JUNCTION + GROUPS)) + (JOB_STATE,)
