"""Channels of the `eps` board: array regulators, battery, bus and load switches.

Azimuth and elevation are of the local orbital frame: T along track, N orbit normal, R radially up;
azimuth = atan2(u.N, u.T), elevation = asin(u.R).
"""

SENSORS = (
    # name, unit, raw, scale, offset, low, high, sample, text
    ("bus_voltage", "V", "u16", 0.02, 0.0, 0.0, 1300.0, "instant", "main bus voltage"),
    ("bus_voltage_min", "V", "u16", 0.02, 0.0, 0.0, 1300.0, "min", "lowest main bus voltage in the tick"),
    ("bus_voltage_max", "V", "u16", 0.02, 0.0, 0.0, 1300.0, "max", "highest main bus voltage in the tick"),
    ("array_voltage", "V", "u16", 0.02, 0.0, 0.0, 1300.0, "mean", "operating voltage of the array strings"),
    ("array_current", "A", "u16", 0.01, 0.0, 0.0, 655.0, "mean", "sum of the string-group currents, array side"),
    ("string_current_1", "A", "u16", 0.002, 0.0, 0.0, 131.0, "mean", "current of string group 1, array side"),
    ("string_current_2", "A", "u16", 0.002, 0.0, 0.0, 131.0, "mean", "current of string group 2, array side"),
    ("string_current_3", "A", "u16", 0.002, 0.0, 0.0, 131.0, "mean", "current of string group 3, array side"),
    ("string_current_4", "A", "u16", 0.002, 0.0, 0.0, 131.0, "mean", "current of string group 4, array side"),
    ("string_current_5", "A", "u16", 0.002, 0.0, 0.0, 131.0, "mean", "current of string group 5, array side"),
    ("string_current_6", "A", "u16", 0.002, 0.0, 0.0, 131.0, "mean", "current of string group 6, array side"),
    ("string_current_7", "A", "u16", 0.002, 0.0, 0.0, 131.0, "mean", "current of string group 7, array side"),
    ("string_current_8", "A", "u16", 0.002, 0.0, 0.0, 131.0, "mean", "current of string group 8, array side"),
    ("array_temperature", "degC", "i16", 0.01, 0.0, -200.0, 200.0, "instant", "mean cell temperature"),
    ("battery_voltage", "V", "u16", 0.02, 0.0, 0.0, 1300.0, "mean", "pack terminal voltage"),
    ("battery_current", "A", "i16", 0.02, 0.0, -650.0, 650.0, "mean", "pack current, positive when charging"),
    ("battery_temperature", "degC", "i16", 0.01, 0.0, -200.0, 200.0, "instant", "mean cell temperature"),
    ("cell_voltage_min", "V", "u16", 0.0001, 0.0, 0.0, 6.5, "min", "lowest cell voltage of the pack"),
    ("cell_voltage_max", "V", "u16", 0.0001, 0.0, 0.0, 6.5, "max", "highest cell voltage of the pack"),
    ("payload_current", "A", "u16", 0.01, 0.0, 0.0, 655.0, "mean", "bus current into the compute converter"),
    ("payload_current_max", "A", "u16", 0.01, 0.0, 0.0, 655.0, "max", "highest payload bus current in the tick"),
    ("platform_current", "A", "u16", 0.001, 0.0, 0.0, 65.0, "mean", "bus current of avionics, TT&C and heaters"),
    ("pump_current", "A", "u16", 0.001, 0.0, 0.0, 65.0, "mean", "bus current of the coolant pumps"),
    ("laser_current", "A", "u16", 0.001, 0.0, 0.0, 65.0, "mean", "bus current of the laser terminals"),
    ("sun_sensor", "1", "u16", 0.00002, 0.0, 0.0, 1.3, "mean", "sunlight on the array over 1361 W/m2"),
    ("limiter_trips", "count", "u16", 1.0, 0.0, 0.0, 65534.0, "latch", "feeds tripped by a current limiter, bit field"),
    ("gnss_altitude", "km", "u16", 0.1, 0.0, 0.0, 6553.0, "instant", "height over the WGS 84 equatorial radius"),
    (
        "sun_az",
        "rad",
        "i32",
        0.000001,
        0.0,
        -7.0,
        7.0,
        "instant",
        "navigation: azimuth of the Sun, local orbital frame",
    ),
    (
        "sun_el",
        "rad",
        "i32",
        0.000001,
        0.0,
        -1.6,
        1.6,
        "instant",
        "navigation: elevation of the Sun, local orbital frame",
    ),
)

ACTUATORS = (
    # name, unit, raw, scale, offset, low, high, safe, text
    ("array_voltage_set", "V", "u16", 0.02, 0.0, 0.0, 1300.0, 600.0, "operating voltage asked of the array regulators"),
    (
        "string_enable",
        "mask",
        "u16",
        1.0,
        0.0,
        0.0,
        255.0,
        255.0,
        "string groups switched to the bus, bit 0 is group 1",
    ),
    ("charge_limit", "A", "u16", 0.02, 0.0, 0.0, 650.0, 40.0, "highest battery charge current"),
    ("load_enable", "mask", "u16", 1.0, 0.0, 0.0, 15.0, 11.0, "feeds on: bit 0 platform, 1 pumps, 2 payload, 3 lasers"),
)
