"""Positions of the `eps` channels and of the message fields that power reads."""

from ..icd.channel import index_of
from ..icd.eps import ACTUATORS, SENSORS
from ..icd.messages import field_index

BUS_V = index_of(SENSORS, "bus_voltage")
BUS_MIN_V = index_of(SENSORS, "bus_voltage_min")
BUS_MAX_V = index_of(SENSORS, "bus_voltage_max")
ARRAY_V = index_of(SENSORS, "array_voltage")
ARRAY_A = index_of(SENSORS, "array_current")
STRING_A = index_of(SENSORS, "string_current_1")  # eight, in a row
ARRAY_C = index_of(SENSORS, "array_temperature")
BATTERY_V = index_of(SENSORS, "battery_voltage")
BATTERY_A = index_of(SENSORS, "battery_current")
BATTERY_C = index_of(SENSORS, "battery_temperature")
CELL_MIN_V = index_of(SENSORS, "cell_voltage_min")
CELL_MAX_V = index_of(SENSORS, "cell_voltage_max")
PAYLOAD_A = index_of(SENSORS, "payload_current")
PLATFORM_A = index_of(SENSORS, "platform_current")
PUMP_A = index_of(SENSORS, "pump_current")
LASER_A = index_of(SENSORS, "laser_current")
SUN = index_of(SENSORS, "sun_sensor")
TRIPS = index_of(SENSORS, "limiter_trips")
ALTITUDE = index_of(SENSORS, "gnss_altitude")
SUN_AZ = index_of(SENSORS, "sun_az")
SUN_EL = index_of(SENSORS, "sun_el")

ARRAY_SET_V = index_of(ACTUATORS, "array_voltage_set")
CHARGE_LIMIT = index_of(ACTUATORS, "charge_limit")
LOAD_ENABLE = index_of(ACTUATORS, "load_enable")

NEEDED = (BUS_V, ARRAY_V, ARRAY_A, BATTERY_V, BATTERY_A, CELL_MAX_V, PAYLOAD_A, SUN, SUN_AZ, SUN_EL, ALTITUDE)

RADIATOR = 1  # topics
PAYLOAD = 3
SHED_REQUEST = field_index("radiator", "shed_request")
RACK_POWER = field_index("payload", "power")
