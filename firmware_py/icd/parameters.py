"""Parameters of flight software: settable by id within a range. Ids are append-only; the hundreds tell the board."""

TABLE = (
    # id, board, name, unit, default, low, high, text
    (100, "eps", "soc_floor", "1", 0.30, 0.05, 0.9, "lowest state of charge allowed (odc120)"),
    (101, "eps", "soc_margin", "1", 0.05, 0.0, 0.5, "kept above the floor by the energy plan"),
    (102, "eps", "soc_ceiling", "1", 0.95, 0.3, 1.0, "highest state of charge (odc120)"),
    (103, "eps", "capacity_wh", "Wh", 50000.0, 100.0, 1000000.0, "battery energy, full to empty (odc120)"),
    (104, "eps", "capacity_ah", "Ah", 70.05, 1.0, 10000.0, "battery charge, full to empty"),
    (105, "eps", "cell_resistance", "ohm", 0.0004, 0.0, 0.1, "one cell of the string, for the rest voltage"),
    (106, "eps", "charge_max", "A", 70.0, 0.0, 650.0, "charge current limit, 1C (odc120)"),
    (107, "eps", "cell_full", "V", 4.14, 3.5, 4.2,
     "charge tapers to hold the highest cell below this (hardware holds 4.15)"),
    (108, "eps", "earth_radius", "km", 6369.0, 6300.0, 6420.0,
     "radius of the shadow: that of the oblate limb where a dawn-dusk orbit at 600 km meets it"),
    (109, "eps", "shed_lead", "s", 120.0, 20.0, 900.0, "planned shedding starts this long before first penumbra"),
    (110, "eps", "converter_efficiency", "1", 0.96, 0.5, 1.0, "battery converter, each way (odc120)"),
    (111, "eps", "array_vmp", "V", 637.0, 100.0, 1200.0,
     "array voltage of greatest power at 28 degC (264 cells of 2.411 V)"),
    (112, "eps", "array_vmp_per_k", "V/K", -1.7, -10.0, 0.0, "its change with cell temperature"),
    (113, "eps", "mppt_step", "V", 3.0, 0.1, 20.0, "perturbation of the array voltage"),
    (114, "eps", "recover_delay", "s", 10.0, 2.0, 600.0, "full Sun must last this long before compute returns"),
    (115, "eps", "rung1_drop", "1", 0.03, 0.0, 0.9, "payload power must fall by this share to verify rung 1"),
    (116, "eps", "rung2_power", "W", 38000.0, 0.0, 200000.0,
     "payload power must be below this to verify rung 2 (a checkpoint being written draws more)"),
    (117, "eps", "array_power", "W", 140000.0, 0.0, 1000000.0,
     "array power at the bus in full Sun until it is measured"),
    (118, "eps", "bus_low", "V", 770.0, 100.0, 800.0, "bus voltage that calls for the next rung at once"),
    (119, "eps", "bus_high", "V", 812.0, 801.0, 1200.0,
     "with a full battery: calls for voltage limiting of the array (hardware cuts from 815)"),
    (200, "radiator", "supply_set", "degC", 40.0, -20.0, 60.0, "set point of the supply temperature (odc120)"),
    (201, "radiator", "supply_rate", "K/min", 4.0, 0.1, 20.0, "rate of the set point (odc120 allows 5)"),
    (202, "radiator", "supply_high", "degC", 48.0, 0.0, 90.0, "over-temperature protection"),
    (203, "radiator", "supply_low", "degC", 23.0, -60.0, 40.0, "under-temperature protection"),
    (204, "radiator", "rated_flow", "kg/s", 1.07, 0.05, 10.0, "flow of one loop at pump speed 1 (odc120)"),
    (205, "radiator", "heat_capacity", "J/kg/K", 4950.0, 500.0, 10000.0,
     "coolant, ammonia near 40 degC (CoolProp, physics.md)"),
    (206, "radiator", "rise_set", "K", 12.0, 2.0, 40.0, "return above supply asked of the pump (odc120)"),
    (207, "radiator", "speed_low", "1", 0.5, 0.1, 1.0, "lowest pump speed; sets the longest transport delay"),
    (208, "radiator", "speed_high", "1", 1.1, 0.3, 1.5, "highest pump speed"),
    (210, "radiator", "trim_gain", "1", 0.3, 0.0, 3.0, "proportional trim of the mixed temperature"),
    (211, "radiator", "trim_reset", "s", 20.0, 2.0, 2000.0, "integral time of the trim"),
    (212, "radiator", "freeze_guard", "degC", -60.0, -120.0, 20.0,
     "radiator outlet that opens the valve against freezing"),
    (213, "radiator", "pressure_high", "bar", 40.0, 5.0, 64.0, "accumulator pressure that asks to shed (design 45)"),
    (300, "laser", "sun_exclusion", "deg", 5.0, 0.5, 60.0, "half-angle (odc120)"),
    (301, "laser", "graze_height", "km", 100.0, 0.0, 1000.0, "lowest height of the line of sight (odc120)"),
    (302, "laser", "teardown_lead", "s", 10.0, 1.0, 300.0, "link comes down this long before Sun or Earth"),
    (303, "laser", "temperature_high", "degC", 60.0, 0.0, 120.0, "laser amplifier, hot limit"),
    (304, "laser", "temperature_low", "degC", -30.0, -100.0, 40.0, "laser amplifier, cold limit"),
    (305, "laser", "rate_margin", "dB", 3.0, 0.0, 20.0, "received power above threshold before the rate goes up"),
    (306, "laser", "pointing_lead", "s", 0.2, 0.0, 1.0, "gimbal command ahead of the target: it is felt two ticks on"),
    (400, "payload", "clock_locked", "1", 0.30, 0.2, 1.0, "clock of a locked class"),
    (401, "payload", "clock_rate", "1/s", 0.02, 0.001, 1.0, "return of a clock after a lock"),
    (402, "payload", "rack_interval", "s", 5.0, 0.1, 300.0, "between rack groups switched on"),
    (403, "payload", "checkpoint_timeout", "s", 60.0, 1.0, 600.0, "training is held without a checkpoint after this"),
    (404, "payload", "junction_warm", "degC", 94.0, 40.0, 120.0, "clocks come down (racks throttle at 95)"),
    (405, "payload", "junction_off", "degC", 102.0, 50.0, 130.0, "the rack group is switched off (limit 105)"),
    (406, "payload", "junction_back", "degC", 80.0, 20.0, 120.0, "a rack group may come back"),
    (407, "payload", "power_cap", "W", 2100.0, 100.0, 65000.0, "power cap of one accelerator"),
)


def index(board: str, name: str) -> int:
    """Return the position of parameter `name` among those of `board`. Raises KeyError when there is none."""
    position = 0
    for row in TABLE:
        if row[1] == board:
            if row[2] == name:
                return position
            position += 1
    raise KeyError(name)
