"""Messages between executives: one a board, published every tick, delivered on the next tick, all fields i32.

Field: (name, unit, scale, text); value = count * scale. A message doubles as the housekeeping that the record keeps,
so modes and estimates of flight software are seen through it and through nothing else.
"""

EPS = (
    ("system_mode", "state", 1.0, "0 boot, 1 nominal, 2 eclipse, 3 degraded, 4 safe"),
    ("power_mode", "state", 1.0, "mode of the power module, see its mode table"),
    (
        "rung",
        "index",
        1.0,
        "shed rung ordered: 0 none, 1 clock lock, 2 checkpoint and pause, 3 racks off, 4 lasers off, 5 safe",
    ),
    ("rung_verified", "index", 1.0, "highest rung whose effect the measured current has shown"),
    ("soc", "1", 0.00001, "state of charge estimated"),
    ("eclipse_in", "s", 0.1, "time to the next eclipse as predicted on board; 0 inside"),
    ("eclipse_left", "s", 0.1, "length of the next eclipse; inside, time to its end"),
    ("payload_budget", "W", 1.0, "compute power that the energy plan allows"),
    ("payload_power", "W", 1.0, "compute power measured at the bus, mean of 5 s"),
    ("array_power", "W", 1.0, "array power measured, mean of 5 s"),
    ("bus_power", "W", 1.0, "sum of the load powers measured"),
    ("array_mode", "state", 1.0, "0 off, 1 MPPT, 2 voltage limiting"),
    ("laser_allowed", "mask", 1.0, "terminals that may be powered, bit 0 is terminal 1"),
    ("kicks", "count", 1.0, "watchdog kicks of this executive"),
    ("overruns", "count", 1.0, "steps of this executive that failed or came late"),
)

RADIATOR = (
    ("mode_a", "state", 1.0, "mode of loop A, see the module's mode table"),
    ("mode_b", "state", 1.0, "mode of loop B"),
    ("shed_request", "W", 1.0, "compute power the loops can carry now; -1 when there is no limit"),
    ("pump_a", "state", 1.0, "pump in use in loop A: 1 prime, 2 standby"),
    ("pump_b", "state", 1.0, "pump in use in loop B: 1 prime, 2 standby"),
    ("heat_a", "W", 1.0, "heat carried by loop A, from flow and temperatures"),
    ("heat_b", "W", 1.0, "heat carried by loop B"),
    ("kicks", "count", 1.0, "watchdog kicks of this executive"),
    ("overruns", "count", 1.0, "steps of this executive that failed or came late"),
)

LASER = (
    (
        "mode_1",
        "state",
        1.0,
        "terminal 1: 0 OFF, 1 STANDBY, 2 SLEW, 3 ACQUIRE, 4 TRACK, 5 COMM, 6 REACQUIRE, 7 INHIBIT, 8 FAULT",
    ),
    ("mode_2", "state", 1.0, "terminal 2"),
    ("mode_3", "state", 1.0, "terminal 3"),
    ("mode_4", "state", 1.0, "terminal 4"),
    (
        "inhibits",
        "mask",
        1.0,
        "why a terminal is inhibited, 8 bits each: 1 Sun, 2 occlusion, 4 interlock, 8 power, 16 temperature, 32 stale, "
        "64 ground",
    ),
    ("links_up", "count", 1.0, "terminals in COMM"),
    ("kicks", "count", 1.0, "watchdog kicks of this executive"),
    ("overruns", "count", 1.0, "steps of this executive that failed or came late"),
)

PAYLOAD = (
    ("rung_in_force", "index", 1.0, "shed rung this board has carried out"),
    ("power", "W", 1.0, "rack power measured, sum of the groups, mean of 5 s"),
    ("job_state", "state", 1.0, "training job as the racks tell it"),
    ("junction_max", "degC", 0.01, "hottest junction"),
    ("kicks", "count", 1.0, "watchdog kicks of this executive"),
    ("overruns", "count", 1.0, "steps of this executive that failed or came late"),
)

LOOP_SWITCHING, LOOP_LOST, LOOP_DEAD = 2, 5, 6  # values of `mode_a` and `mode_b` that racks have to heed

TOPICS = ("eps", "radiator", "laser", "payload")  # topic id = position = board kind
FIELDS = (EPS, RADIATOR, LASER, PAYLOAD)


def field_index(topic: str, name: str) -> int:
    """Return the position of field `name` of `topic`. Raises KeyError when there is none."""
    fields = FIELDS[TOPICS.index(topic)]
    for position in range(len(fields)):
        if fields[position][0] == name:
            return position
    raise KeyError(name)
