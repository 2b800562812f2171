"""Numbered events of flight software (PUS-C service 5). Ids are append-only; the hundreds tell the board.

0-99 any executive, 100-199 eps, 200-299 radiator, 300-399 laser, 400-499 payload. p1 and p2 are i32.
Severity as in PUS-C: info, low, medium, high.
"""

BURST = 20  # events of one id passed on in a window; four terminals change modes several times in it
WINDOW_TICKS = 100

STARTED = 1
MODULE_EXCEPTION = 2
TICK_GAP = 3
SUPPRESSED = 4
OUTPUT_REJECTED = 5
PARAMETER_SET = 6
SAMPLE_STALE = 7
SAMPLE_FRESH = 8
PEER_SILENT = 9
PEER_BACK = 10
MEMORY_REPAIRED = 11
BOARD_LOST = 12
BOARD_BACK = 13

SYSTEM_MODE = 100
POWER_MODE = 101
RUNG_ORDERED = 102
RUNG_VERIFIED = 103
RUNG_TIMEOUT = 104
RUNG_RELEASED = 105
ECLIPSE_PREDICTED = 106
DARKNESS_BEGAN = 107
DARKNESS_ENDED = 108
UNPREDICTED_DARKNESS = 109
ARRAY_MODE = 110
BUS_LOW = 111
BUS_HIGH = 112
CELL_HIGH = 113
CELL_LOW = 114
EPS_SENSOR_INVALID = 115
EPS_SENSOR_VALID = 116
STRING_LOST = 117
STRING_BACK = 118
LIMITER_TRIPPED = 119
PAYLOAD_FEED_CUT = 120
THERMAL_SHED = 121
RECOVERED = 122
SUN_SENSOR_DOUBTED = 123
SUN_SENSOR_TRUSTED = 124
FEED_GIVEN_UP = 125
ARRAY_SWEPT = 126
SOC_DOUBTED = 127

LOOP_MODE = 200
PUMP_FAILED = 201
PUMP_SWITCHED = 202
PUMP_VERIFIED = 203
SUPPLY_HIGH = 204
SUPPLY_LOW = 205
SHED_REQUESTED = 206
SHED_CLEARED = 207
PRESSURE_HIGH = 208
LEVEL_LOW = 209
RADIATOR_SENSOR_INVALID = 210
RADIATOR_SENSOR_VALID = 211
VALVE_NOT_FOLLOWING = 212
LOOP_GIVEN_UP = 213
FREEZE_NEAR = 214
LEAK_SUSPECTED = 215
LEAK_ISOLATED = 216
LEAK_IN_PIPES = 217
PANEL_CLOSED = 218
PANEL_OPENED = 219

TERMINAL_MODE = 300
INHIBITED = 301
LINK_UP = 302
LINK_LOST = 303
ACQUISITION_FAILED = 304
RATE_CHANGED = 305
PLANNED_TEARDOWN = 306
EMISSION_BLOCKED = 307

PAYLOAD_MODE = 400
RUNG_IN_FORCE = 401
CHECKPOINT_DONE = 402
CHECKPOINT_TIMEOUT = 403
JUNCTION_HIGH = 404
RACK_OFF = 405
RACK_ON = 406
EPS_SILENT = 407
PAYLOAD_SENSOR_INVALID = 408
PAYLOAD_SENSOR_VALID = 409
LOOP_STARVED = 410

TABLE = (
    # id, severity, name, text
    (STARTED, "info", "started", "executive made its first tick; p1 board kind"),
    (
        MODULE_EXCEPTION,
        "high",
        "module_exception",
        "a rate group failed; safe outputs, no kick; p1 group, p2 overruns so far",
    ),
    (TICK_GAP, "low", "tick_gap", "ticks never came to this executive; p1 how many"),
    (SUPPRESSED, "low", "events_suppressed", "throttled in the last window; p1 event id, p2 how many"),
    (OUTPUT_REJECTED, "medium", "output_rejected", "an output was no number and was held; p1 rejected so far"),
    (PARAMETER_SET, "info", "parameter_set", "p1 parameter id, p2 1 accepted, 0 refused"),
    (SAMPLE_STALE, "low", "sample_stale", "no fresh sample of this board; p1 age [ticks]"),
    (SAMPLE_FRESH, "info", "sample_fresh", "samples are fresh again; p1 age reached [ticks]"),
    (PEER_SILENT, "medium", "peer_silent", "no message of another executive; p1 topic, p2 age [ticks]"),
    (PEER_BACK, "info", "peer_back", "messages of another executive are back; p1 topic"),
    (MEMORY_REPAIRED, "low", "memory_repaired", "upset found by the scrub; p1 parameters, p2 output counts mended"),
    (BOARD_LOST, "high", "board_lost", "the host lost this board in mid-run; p1 how often so far; told by the host"),
    (
        BOARD_BACK,
        "medium",
        "board_back",
        "it greeted the host again; p1 boot counter, p2 ticks of silence; told by the host",
    ),
    (SYSTEM_MODE, "info", "system_mode", "p1 from, p2 to"),
    (POWER_MODE, "info", "power_mode", "p1 from, p2 to"),
    (RUNG_ORDERED, "low", "rung_ordered", "p1 rung, p2 payload power before, mean of 10 s [W]"),
    (RUNG_VERIFIED, "info", "rung_verified", "the measured current shows the effect; p1 rung, p2 payload power [W]"),
    (
        RUNG_TIMEOUT,
        "medium",
        "rung_timeout",
        "the measured current never showed the effect; p1 rung, p2 payload power [W]",
    ),
    (RUNG_RELEASED, "info", "rung_released", "p1 rung left, p2 payload power [W]"),
    (ECLIPSE_PREDICTED, "info", "eclipse_predicted", "shedding is due; p1 time to first penumbra [s], p2 length [s]"),
    (DARKNESS_BEGAN, "info", "darkness_began", "the Sun sensor fades; p1 error of the prediction [ms]"),
    (DARKNESS_ENDED, "info", "darkness_ended", "the Sun sensor is full again; p1 length [s]"),
    (UNPREDICTED_DARKNESS, "medium", "unpredicted_darkness", "p1 Sun sensor [1e-4]"),
    (ARRAY_MODE, "info", "array_mode", "p1 from, p2 to"),
    (BUS_LOW, "high", "bus_low", "p1 lowest bus voltage [mV]"),
    (BUS_HIGH, "medium", "bus_high", "p1 highest bus voltage [mV]"),
    (CELL_HIGH, "medium", "cell_high", "p1 highest cell voltage [mV]"),
    (CELL_LOW, "high", "cell_low", "p1 lowest cell voltage [mV]"),
    (EPS_SENSOR_INVALID, "low", "eps_sensor_invalid", "a needed sensor reads INVALID; p1 channel"),
    (EPS_SENSOR_VALID, "info", "eps_sensor_valid", "p1 channel"),
    (STRING_LOST, "medium", "string_lost", "string groups without current in full Sun; p1 mask"),
    (STRING_BACK, "info", "string_back", "p1 mask of the groups still lost"),
    (LIMITER_TRIPPED, "medium", "limiter_tripped", "p1 feeds, bit field"),
    (PAYLOAD_FEED_CUT, "high", "payload_feed_cut", "racks stayed on against the order; p1 payload power [W]"),
    (THERMAL_SHED, "low", "thermal_shed", "the loops ask for less heat; p1 compute power they can carry [W]"),
    (RECOVERED, "info", "recovered", "all rungs released; p1 time since the Sun came back [s], p2 payload power [W]"),
    (
        SUN_SENSOR_DOUBTED,
        "medium",
        "sun_sensor_doubted",
        "array and navigation say otherwise; p1 Sun sensor [1e-4], p2 array current [0.01 A]",
    ),
    (SUN_SENSOR_TRUSTED, "info", "sun_sensor_trusted", "array and Sun sensor agree again; p1 Sun sensor [1e-4]"),
    (
        FEED_GIVEN_UP,
        "high",
        "feed_given_up",
        "tripped after every retry, or tried again; p1 feeds kept off",
    ),
    (
        ARRAY_SWEPT,
        "info",
        "array_swept",
        "searched for a higher maximum; p1 voltage found [mV], p2 power in full Sun [W]",
    ),
    (SOC_DOUBTED, "medium", "soc_doubted", "count and rest voltage disagree; p1 counted, p2 by voltage [1e-4]"),
    (LOOP_MODE, "info", "loop_mode", "p1 loop (0 A, 1 B), p2 mode"),
    (PUMP_FAILED, "medium", "pump_failed", "no flow where there must be; p1 loop, p2 pump"),
    (PUMP_SWITCHED, "low", "pump_switched", "p1 loop, p2 pump now in use"),
    (PUMP_VERIFIED, "info", "pump_verified", "flow is back; p1 loop, p2 pump"),
    (SUPPLY_HIGH, "medium", "supply_high", "p1 loop, p2 supply [0.01 degC]"),
    (SUPPLY_LOW, "medium", "supply_low", "p1 loop, p2 supply [0.01 degC]"),
    (SHED_REQUESTED, "medium", "shed_requested", "p1 compute power that can be carried [W]"),
    (SHED_CLEARED, "info", "shed_cleared", "the loops hold again"),
    (PRESSURE_HIGH, "medium", "pressure_high", "p1 loop, p2 pressure [mbar]"),
    (LEVEL_LOW, "medium", "level_low", "p1 loop, p2 accumulator level [1e-4]"),
    (RADIATOR_SENSOR_INVALID, "low", "radiator_sensor_invalid", "p1 channel"),
    (RADIATOR_SENSOR_VALID, "info", "radiator_sensor_valid", "p1 channel"),
    (VALVE_NOT_FOLLOWING, "medium", "valve_not_following", "p1 loop, p2 position [1e-4]"),
    (
        LOOP_GIVEN_UP,
        "high",
        "loop_given_up",
        "pumps stopped; p1 loop, p2 why: 1 no pump gives flow, 2 coolant gone, "
        "3 nearly frozen or 4 too cold with a valve stuck open",
    ),
    (FREEZE_NEAR, "high", "freeze_near", "coolant near its freezing point; p1 loop, p2 coldest [0.01 degC]"),
    (LEAK_SUSPECTED, "high", "leak_suspected", "level below what temperatures predict; p1 loop, p2 by how much [1e-4]"),
    (LEAK_ISOLATED, "high", "leak_isolated", "closing a panel stopped the leak; p1 loop, p2 panel"),
    (LEAK_IN_PIPES, "high", "leak_in_pipes", "closing either panel did not stop the leak; p1 loop"),
    (PANEL_CLOSED, "medium", "panel_closed", "too little heat for both panels of a loop; p1 loop, p2 panel"),
    (PANEL_OPENED, "info", "panel_opened", "heat for both panels again; p1 loop, p2 panel"),
    (TERMINAL_MODE, "info", "terminal_mode", "p1 terminal, p2 mode"),
    (INHIBITED, "info", "inhibited", "p1 terminal, p2 reasons"),
    (LINK_UP, "info", "link_up", "p1 terminal, p2 time since power on or loss [s]"),
    (LINK_LOST, "low", "link_lost", "p1 terminal, p2 received power [0.01 dBm]"),
    (ACQUISITION_FAILED, "low", "acquisition_failed", "p1 terminal, p2 attempts"),
    (RATE_CHANGED, "info", "rate_changed", "p1 terminal, p2 rate index"),
    (PLANNED_TEARDOWN, "info", "planned_teardown", "link down ahead of Sun, Earth or ground; p1 terminal, p2 reasons"),
    (EMISSION_BLOCKED, "medium", "emission_blocked", "the safety gate refused to emit; p1 terminal, p2 why"),
    (PAYLOAD_MODE, "info", "payload_mode", "p1 from, p2 to"),
    (RUNG_IN_FORCE, "info", "rung_in_force", "p1 rung carried out, p2 rung ordered"),
    (CHECKPOINT_DONE, "info", "checkpoint_done", "p1 checkpoints so far, p2 time it took [ms]"),
    (CHECKPOINT_TIMEOUT, "medium", "checkpoint_timeout", "training held without a checkpoint; p1 time waited [ms]"),
    (JUNCTION_HIGH, "medium", "junction_high", "p1 group, p2 hottest junction [0.01 degC]"),
    (RACK_OFF, "medium", "rack_off", "taken off by junction protection; p1 group, p2 junction [0.01 degC]"),
    (RACK_ON, "info", "rack_on", "given back by junction protection; p1 group, p2 junction [0.01 degC]"),
    (EPS_SILENT, "high", "eps_silent", "no orders from the power side; p1 rung taken by ourselves, p2 age [ticks]"),
    (PAYLOAD_SENSOR_INVALID, "low", "payload_sensor_invalid", "p1 channel"),
    (PAYLOAD_SENSOR_VALID, "info", "payload_sensor_valid", "p1 channel"),
    (LOOP_STARVED, "medium", "loop_starved", "p1 loop, p2 its racks: 0 allowed again, 1 eased, 2 off"),
)

BOARDS = ("eps", "radiator", "laser", "payload")  # hundreds 1 to 4


def board_of(event_id: int) -> str:
    """Return the board that may emit `event_id`, or "all"."""
    return "all" if event_id < 100 else BOARDS[event_id // 100 - 1]


def describe(event_id: int) -> dict:
    """Return name, severity and text of one event. Raises KeyError for an unknown id."""
    for row in TABLE:
        if row[0] == event_id:
            return {"name": row[2], "severity": row[1], "text": row[3]}
    raise KeyError(event_id)
