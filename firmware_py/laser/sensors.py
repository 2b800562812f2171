"""Positions of the `laser` channels: those of terminal 1, and the stride to the next."""

from ..icd.channel import index_of
from ..icd.laser import ACTUATORS, SENSORS
from ..icd.messages import field_index

SUN_AZ = index_of(SENSORS, "sun_az")
SUN_EL = index_of(SENSORS, "sun_el")
RADIUS = index_of(SENSORS, "orbit_radius")
TARGET_AZ = index_of(SENSORS, "target_az_1")
TARGET_EL = index_of(SENSORS, "target_el_1")
RANGE = index_of(SENSORS, "range_1")
RECEIVED = index_of(SENSORS, "received_1")
TEMPERATURE = index_of(SENSORS, "laser_temp_1")
FLAGS = index_of(SENSORS, "flags_1")
STRIDE = index_of(SENSORS, "flags_2") - FLAGS

SET_AZ = index_of(ACTUATORS, "gimbal_set_az_1")
SET_EL = index_of(ACTUATORS, "gimbal_set_el_1")
COMMAND = index_of(ACTUATORS, "command_1")
RATE = index_of(ACTUATORS, "rate_1")
SET_STRIDE = index_of(ACTUATORS, "command_2") - COMMAND

EPS = 0  # topic
LASER_ALLOWED = field_index("eps", "laser_allowed")
EPS_FRESH_TICKS = 100  # power's word on the terminals holds this long
