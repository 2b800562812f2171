"""The text of docs/flight/modes.md: `python -m tests.firmware.flight_modes_page > docs/flight/modes.md`."""

from firmware_py.laser.modes import TERMINAL_MODES
from firmware_py.payload.modes import PAYLOAD_MODES
from firmware_py.power.modes import POWER_MODES, SYSTEM_MODES
from firmware_py.power.rungs import RUNGS
from firmware_py.radiator.modes import LOOP_MODES

HEAD = """# Mode tables of flight software

Written from the tables in `firmware_py` by `python -m tests.firmware.flight_modes_page`; do not edit. A mode changes
along an edge of its table or not at all; a refused change is counted. The number is that of the messages (docs/icd.md).
"""

PAGES = (
    ("System mode (eps executive)", SYSTEM_MODES),
    ("Power", POWER_MODES),
    ("Coolant loop", LOOP_MODES),
    ("Laser terminal", TERMINAL_MODES),
    ("Compute supervisor", PAYLOAD_MODES),
)


def _table(title: str, rows: tuple) -> str:
    lines = [f"## {title}\n", "| no. | mode | may go to | timeout | what |", "|---|---|---|---|---|"]
    for number, (name, timeout_ms, targets, text) in enumerate(rows):
        timeout = f"{timeout_ms / 1000:g} s" if timeout_ms else ""
        lines.append(f"| {number} | {name} | {', '.join(targets)} | {timeout} | {text} |")
    return "\n".join(lines) + "\n"


def _ladder() -> str:
    lines = [
        "## Shed ladder\n",
        "Ordered by the plan, the loops or the state of charge, whichever asks first; a rung a second while the bus is",
        "low. Verified by the measured payload current, mean of 10 s (rungs 1, 2) or 5 s; a timeout orders the next.\n",
        "| rung | name | SoC above floor, on | off | shortest stay | verified from | timeout |",
        "|---|---|---|---|---|---|---|",
    ]
    for rung, (name, enter, leave, dwell, verify, timeout) in enumerate(RUNGS[1:], 1):
        times = " | ".join(f"{time_ms / 1000:g} s" for time_ms in (dwell, verify, timeout))
        lines.append(f"| {rung} | {name} | {enter:g} | {leave:g} | {times} |")
    return "\n".join(lines) + "\n"


def page() -> str:
    """Return the whole page."""
    return "\n".join([HEAD, *(_table(title, rows) for title, rows in PAGES), _ladder()])


if __name__ == "__main__":
    print(page(), end="")
