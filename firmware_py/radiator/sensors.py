"""Positions of the `radiator` channels: those of loop A, and the stride to loop B."""

from ..icd.channel import index_of
from ..icd.messages import field_index
from ..icd.radiator import ACTUATORS, SENSORS

SUPPLY = index_of(SENSORS, "supply_a")
RETURN = index_of(SENSORS, "return_a")
OUTLET = index_of(SENSORS, "outlet_a")
PANEL = index_of(SENSORS, "panel_1")
PANELS = 2  # of a loop
FLOW = index_of(SENSORS, "flow_a")
PRIME_SPEED = index_of(SENSORS, "prime_speed_a")
STANDBY_SPEED = index_of(SENSORS, "standby_speed_a")
VALVE = index_of(SENSORS, "valve_a")
PRESSURE = index_of(SENSORS, "pressure_a")
LEVEL = index_of(SENSORS, "level_a")
STRIDE = index_of(SENSORS, "supply_b") - SUPPLY

PRIME_SET = index_of(ACTUATORS, "prime_set_a")
STANDBY_SET = index_of(ACTUATORS, "standby_set_a")
VALVE_SET = index_of(ACTUATORS, "valve_set_a")
PANEL_ENABLE = index_of(ACTUATORS, "panel_enable")
SET_STRIDE = index_of(ACTUATORS, "prime_set_b") - PRIME_SET

EPS = 0  # topics
PAYLOAD = 3
PAYLOAD_BUS_POWER = field_index("eps", "payload_power")
RACK_POWER = field_index("payload", "power")
JUNCTION_MAX = field_index("payload", "junction_max")
