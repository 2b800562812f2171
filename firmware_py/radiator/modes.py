"""Mode table of one coolant loop."""

from ..icd.messages import LOOP_DEAD, LOOP_LOST, LOOP_SWITCHING

BOOT, RUN, SWITCHING, HOT, COLD, LOST, DEAD = 0, 1, LOOP_SWITCHING, 3, 4, LOOP_LOST, LOOP_DEAD

LOOP_MODES = (
    # name, timeout ms, may go to, text
    ("boot", 0, ("run",), "until the first fresh sample"),
    ("run", 0, ("switching", "hot", "cold", "dead"), "pump and valve under control"),
    ("switching", 6000, ("run", "lost"), "the other pump starts: flow must show within the timeout"),
    (
        "hot",
        0,
        ("run", "switching", "dead"),
        "over-temperature or over-pressure: all flow through the radiator, request to shed",
    ),
    ("cold", 0, ("run", "switching", "dead"), "under-temperature: full bypass"),
    (
        "lost",
        20000,
        ("switching", "dead"),
        "no pump gave flow: racks of this loop are off; the other pump is tried after the timeout",
    ),
    (
        "dead",
        1800000,
        ("switching",),
        "given up, pumps stopped, racks of this loop off; a pump is tried once after the timeout",
    ),
)
