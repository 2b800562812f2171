"""The shed ladder as a table. State of charge counts from the floor parameter; `bus_low` calls for any rung at once."""

NONE, CLOCK_LOCK, PAUSE, RACKS_OFF, LASERS_OFF, SAFE = 0, 1, 2, 3, 4, 5

RUNGS = (
    # name, ordered when SoC - floor is below, held until it is above, shortest stay ms, verify from ms, timeout ms
    ("none", -1.0, -1.0, 0, 0, 0),
    ("clock_lock", 0.12, 0.15, 20000, 10000, 25000),
    ("pause_training", 0.09, 0.12, 20000, 10000, 80000),
    ("racks_off", 0.04, 0.08, 60000, 7000, 20000),
    ("lasers_off", 0.02, 0.06, 60000, 7000, 20000),
    ("safe", 0.01, 0.05, 120000, 7000, 30000),
)

ENTER, LEAVE, DWELL_MS, VERIFY_MS, TIMEOUT_MS = 1, 2, 3, 4, 5  # columns; verification needs >= 5 s of a swinging load
URGENT_MS = 1000  # between rungs while the bus voltage is low: no time to verify
