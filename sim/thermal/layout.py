"""Where things stand in the state and the outputs of the thermal plant."""

from sim.thermal import junction, leg, radiator

GROUPS = 4  # rack groups on a loop
PANELS = 2  # panels on a loop
ZERO_C_K = 273.15  # [K] definition of the Celsius scale

# Offsets in one loop's block of the state.
PRIME = 0  # prime pump speed [share of rated]
STANDBY = 1  # standby pump speed [share of rated]
VALVE = 2  # bypass valve position [share of the flow through the radiator]
MIXED = 3  # specific enthalpy of the pump cell [J/kg]
VESSEL = 4  # accumulator temperature [K]
LIQUID = 5  # accumulator liquid [m3]
LOST = 6  # coolant lost from the loop [kg]
PANEL_LOST = 7  # two: coolant lost from a panel while it was closed [kg]
SUPPLY = 9  # supply leg
RETURN = SUPPLY + leg.LENGTH  # return leg
GROUP = RETURN + leg.LENGTH  # first rack group
PANEL = GROUP + GROUPS * junction.LENGTH  # first panel
LOOP_LENGTH = PANEL + PANELS * radiator.LENGTH

# Books, after both loops: joules since the start, accumulated apart from the state they are held to.
RACK_J = 2 * LOOP_LENGTH
PUMP_J = RACK_J + 1
PLATFORM_J = RACK_J + 2
ABSORBED_J = RACK_J + 3  # by panels, structure and equipment panel
RADIATED_J = RACK_J + 4  # by the same
LOSS_J = RACK_J + 5  # converters and battery, into the equipment panel
HEATER_J = RACK_J + 6
STORED_START_J = RACK_J + 7
HEATER_ON = RACK_J + 8  # thermostat of the equipment panel, 0 or 1
EQUIPMENT_K = RACK_J + 9  # its temperature [K]


def _loop_names(loop: int) -> tuple[str, ...]:
    letter = "ab"[loop]
    names = ["prime_speed", "standby_speed", "valve", "mixed_j_kg", "vessel_k", "liquid_m3", "lost_kg"]
    names += [f"panel_{PANELS * loop + i + 1}_lost_kg" for i in range(PANELS)]
    names += [f"supply_{name}" for name in leg.NAMES]
    names += [f"return_{name}" for name in leg.NAMES]
    names += [f"group_{2 * i + loop + 1}_{name}" for i in range(GROUPS) for name in junction.NAMES]
    names += [f"panel_{PANELS * loop + i + 1}_{name}" for i in range(PANELS) for name in radiator.NAMES]
    return tuple(f"{letter}_{name}" for name in names)


STATE = (
    *_loop_names(0),
    *_loop_names(1),
    "rack_j",
    "pump_j",
    "platform_j",
    "absorbed_j",
    "radiated_j",
    "loss_j",
    "heater_j",
    "stored_start_j",
    "heater_on",
    "equipment_k",
)

# Outputs: one block for each loop, in the order of the radiator board's sensors, then what belongs to both.
OUT_SUPPLY = 0
OUT_RETURN = 1
OUT_OUTLET = 2
OUT_PANEL = 3
OUT_FLOW = 5
OUT_PRIME = 6
OUT_STANDBY = 7
OUT_VALVE = 8
OUT_PRESSURE = 9
OUT_LEVEL = 10
OUT_LOOP_LENGTH = 11
OUT_JUNCTION = 2 * OUT_LOOP_LENGTH  # eight, [degC]
OUT_PUMP_W = OUT_JUNCTION + 2 * GROUPS
OUT_REJECTED_W = OUT_PUMP_W + 1
OUT_INLET = OUT_PUMP_W + 2  # two, [degC]
OUT_SUBCOOLING = OUT_PUMP_W + 4  # two, [K]
OUT_EQUIPMENT = OUT_PUMP_W + 6  # [degC]
OUT_HEATER_W = OUT_PUMP_W + 7  # [W] electrical: equipment panel and accumulators

OUTPUTS = (
    *(
        f"{name}_{letter}" if name else f"panel_{2 * loop + panel}"
        for loop, letter in enumerate("ab")
        for name, panel in (
            ("supply", 0),
            ("return", 0),
            ("outlet", 0),
            ("", 1),
            ("", 2),
            ("flow", 0),
            ("prime_speed", 0),
            ("standby_speed", 0),
            ("valve", 0),
            ("pressure", 0),
            ("level", 0),
        )
    ),
    *(f"junction_{i}" for i in range(1, 2 * GROUPS + 1)),
    "pump_power_w",
    "heat_rejected_w",
    "inlet_a",
    "inlet_b",
    "subcooling_a_k",
    "subcooling_b_k",
    "equipment_c",
    "heater_w",
)
