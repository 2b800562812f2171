"""Mode tables of the eps executive: the power module's own, and the system mode it keeps for the whole satellite."""

BOOT, SUNLIT, PREPARE, ECLIPSE, RECOVER, EMERGENCY = 0, 1, 2, 3, 4, 5

POWER_MODES = (
    # name, timeout ms, may go to, text
    (
        "boot",
        0,
        ("sunlit", "eclipse", "emergency"),
        "until the battery's voltage has told its charge, or has not for 5 s",
    ),
    ("sunlit", 0, ("prepare", "eclipse", "recover", "emergency"), "array carries the load, rung 0"),
    ("prepare", 0, ("sunlit", "recover", "eclipse", "emergency"), "first penumbra is near: planned shedding"),
    ("eclipse", 0, ("recover", "emergency"), "no full Sun: battery carries the load"),
    (
        "recover",
        0,
        ("sunlit", "prepare", "eclipse", "emergency"),
        "full Sun is back or a rung is still held: one rung at a time",
    ),
    ("emergency", 0, ("recover", "eclipse"), "racks are off or worse: survive"),
)

NOMINAL, IN_ECLIPSE, DEGRADED, SAFE = 1, 2, 3, 4

SYSTEM_MODES = (
    ("boot", 0, ("nominal", "eclipse", "degraded", "safe"), "until power is out of boot"),
    ("nominal", 0, ("eclipse", "degraded", "safe"), "Sun, all executives heard"),
    ("eclipse", 0, ("nominal", "degraded", "safe"), "from planned shedding until full Sun"),
    (
        "degraded",
        0,
        ("nominal", "eclipse", "safe"),
        "rung 3 or 4, a silent executive, blind sensors or an unverified rung",
    ),
    ("safe", 0, ("degraded",), "rung 5: platform and pumps only"),
)
