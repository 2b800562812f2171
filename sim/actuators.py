"""The actuator values that the plant takes, in its order; the names are those of the dictionary. Ours."""

_TERMINALS = 4

ACTUATORS = (
    "eps.array_voltage_set",
    "eps.string_enable",
    "eps.charge_limit",
    "eps.load_enable",
    "radiator.prime_set_a",
    "radiator.standby_set_a",
    "radiator.valve_set_a",
    "radiator.prime_set_b",
    "radiator.standby_set_b",
    "radiator.valve_set_b",
    "radiator.panel_enable",
    *(
        f"laser.{name}_{number}"
        for number in range(1, _TERMINALS + 1)
        for name in ("gimbal_set_az", "gimbal_set_el", "command", "rate")
    ),
    "payload.rack_enable",
    "payload.clock_inference",
    "payload.clock_training",
    "payload.training_order",
    "payload.power_cap",
)
EPS, RADIATOR, LASER = 0, 4, 11
PAYLOAD = LASER + 4 * _TERMINALS
