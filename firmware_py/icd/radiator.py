"""Channels of the `radiator` board: two pumped loops, A and B, each with two panels, two pumps and a bypass valve."""

SENSORS = (
    # name, unit, raw, scale, offset, low, high, sample, text
    ("supply_a", "degC", "i16", 0.01, 0.0, -150.0, 150.0, "instant", "loop A, coolant to the cold plates"),
    ("return_a", "degC", "i16", 0.01, 0.0, -150.0, 150.0, "instant", "loop A, coolant from the cold plates"),
    ("outlet_a", "degC", "i16", 0.01, 0.0, -150.0, 150.0, "instant", "loop A, coolant leaving the radiator"),
    ("panel_1", "degC", "i16", 0.01, 0.0, -150.0, 150.0, "instant", "loop A, panel 1 mean surface"),
    ("panel_2", "degC", "i16", 0.01, 0.0, -150.0, 150.0, "instant", "loop A, panel 2 mean surface"),
    ("flow_a", "kg/s", "u16", 0.0001, 0.0, 0.0, 6.5, "mean", "loop A, mass flow"),
    ("prime_speed_a", "1", "u16", 0.0001, 0.0, 0.0, 1.5, "instant", "loop A, prime pump speed over rated"),
    ("standby_speed_a", "1", "u16", 0.0001, 0.0, 0.0, 1.5, "instant", "loop A, standby pump speed over rated"),
    ("valve_a", "1", "u16", 0.0001, 0.0, 0.0, 1.0, "instant", "loop A, share of the flow through the radiator"),
    ("pressure_a", "bar", "u16", 0.001, 0.0, 0.0, 65.0, "instant", "loop A, accumulator pressure"),
    ("level_a", "1", "u16", 0.0001, 0.0, 0.0, 1.0, "instant", "loop A, accumulator liquid level"),
    ("supply_b", "degC", "i16", 0.01, 0.0, -150.0, 150.0, "instant", "loop B, coolant to the cold plates"),
    ("return_b", "degC", "i16", 0.01, 0.0, -150.0, 150.0, "instant", "loop B, coolant from the cold plates"),
    ("outlet_b", "degC", "i16", 0.01, 0.0, -150.0, 150.0, "instant", "loop B, coolant leaving the radiator"),
    ("panel_3", "degC", "i16", 0.01, 0.0, -150.0, 150.0, "instant", "loop B, panel 3 mean surface"),
    ("panel_4", "degC", "i16", 0.01, 0.0, -150.0, 150.0, "instant", "loop B, panel 4 mean surface"),
    ("flow_b", "kg/s", "u16", 0.0001, 0.0, 0.0, 6.5, "mean", "loop B, mass flow"),
    ("prime_speed_b", "1", "u16", 0.0001, 0.0, 0.0, 1.5, "instant", "loop B, prime pump speed over rated"),
    ("standby_speed_b", "1", "u16", 0.0001, 0.0, 0.0, 1.5, "instant", "loop B, standby pump speed over rated"),
    ("valve_b", "1", "u16", 0.0001, 0.0, 0.0, 1.0, "instant", "loop B, share of the flow through the radiator"),
    ("pressure_b", "bar", "u16", 0.001, 0.0, 0.0, 65.0, "instant", "loop B, accumulator pressure"),
    ("level_b", "1", "u16", 0.0001, 0.0, 0.0, 1.0, "instant", "loop B, accumulator liquid level"),
)

ACTUATORS = (
    # name, unit, raw, scale, offset, low, high, safe, text
    ("prime_set_a", "1", "u16", 0.0001, 0.0, 0.0, 1.5, 0.6, "loop A, prime pump speed asked"),
    ("standby_set_a", "1", "u16", 0.0001, 0.0, 0.0, 1.5, 0.0, "loop A, standby pump speed asked"),
    ("valve_set_a", "1", "u16", 0.0001, 0.0, 0.0, 1.0, 0.5, "loop A, share of the flow asked through the radiator"),
    ("prime_set_b", "1", "u16", 0.0001, 0.0, 0.0, 1.5, 0.6, "loop B, prime pump speed asked"),
    ("standby_set_b", "1", "u16", 0.0001, 0.0, 0.0, 1.5, 0.0, "loop B, standby pump speed asked"),
    ("valve_set_b", "1", "u16", 0.0001, 0.0, 0.0, 1.0, 0.5, "loop B, share of the flow asked through the radiator"),
    ("panel_enable", "mask", "u16", 1.0, 0.0, 0.0, 15.0, 15.0, "panels open to their loop, bit 0 is panel 1"),
)
