"""Mode table of one coolant loop."""

BOOT, RUN, SWITCHING, HOT, COLD, LOST = 0, 1, 2, 3, 4, 5

LOOP_MODES = (
    # name, timeout ms, may go to, text
    ("boot", 0, ("run",), "until the first fresh sample"),
    ("run", 0, ("switching", "hot", "cold"), "pump and valve under control"),
    ("switching", 6000, ("run", "lost"), "the other pump starts: flow must show within the timeout"),
    (
        "hot",
        0,
        ("run", "switching"),
        "over-temperature or over-pressure: all flow through the radiator, request to shed",
    ),
    ("cold", 0, ("run", "switching"), "under-temperature: full bypass"),
    (
        "lost",
        20000,
        ("switching",),
        "no pump gave flow: request to shed all; the other pump is tried after the timeout",
    ),
)
