"""Mode table of one laser terminal; its numbers are those of the message LASER."""

OFF, STANDBY, SLEW, ACQUIRE, TRACK, COMM, REACQUIRE, INHIBIT, FAULT = 0, 1, 2, 3, 4, 5, 6, 7, 8

TERMINAL_MODES = (
    # name, timeout ms, may go to, text
    ("off", 0, ("standby",), "no power"),
    ("standby", 5000, ("off", "slew", "inhibit"), "amplifier warms; the timeout is the warm-up"),
    ("slew", 300000, ("off", "acquire", "inhibit", "fault"), "gimbal on its way to the peer"),
    (
        "acquire",
        100000,
        ("off", "track", "slew", "inhibit", "fault"),
        "initiator scans, responder stares (SDA OCT: 100 s)",
    ),
    ("track", 10000, ("off", "comm", "acquire", "inhibit"), "beam seen: loop locks, frames synchronise"),
    ("comm", 0, ("off", "reacquire", "inhibit"), "data flows"),
    ("reacquire", 10000, ("off", "comm", "slew", "inhibit"), "beam lost: small cone"),
    ("inhibit", 0, ("off", "standby"), "powered, must not emit: see the reasons"),
    ("fault", 60000, ("off",), "acquisition or slew failed for good; off, and again after the timeout"),
)
