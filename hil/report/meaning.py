"""The sentence of an event: the dictionary's text with the values of its parameters filled in.

The texts of firmware_py/icd/events.py have one form, `LEAD; p1 WHAT [UNIT], p2 WHAT [UNIT]`: whatever keeps to it reads
well without being named here. Named here are only the whats that stand for an entry of another table.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from firmware_py.icd import boards, channel, events, messages, parameters
from firmware_py.payload.modes import PAYLOAD_MODES
from firmware_py.power.modes import POWER_MODES, SYSTEM_MODES
from firmware_py.radiator.modes import LOOP_MODES
from hil.record.eventlog import Event

from .states import names

_PART = re.compile(r"\bp([12]) (.+?)(?=[,;] p[12] |$)")
_UNIT = re.compile(r"^(.*?) \[(?:([0-9.e-]+) ?)?([A-Za-z]*)\]$")
SUBJECTS = ("terminal", "loop", "group")  # the rest of the sentence is about one of these


def _field(fields: tuple[tuple[str, str, float, str], ...], name: str) -> dict[int, str]:
    return names(next(row[3] for row in fields if row[0] == name))


def _table(modes: tuple[tuple[object, ...], ...]) -> dict[int, str]:
    return {number: str(row[0]) for number, row in enumerate(modes)}


MODES: dict[str, Mapping[int, str]] = {  # by event name
    "system_mode": _table(SYSTEM_MODES),
    "power_mode": _table(POWER_MODES),
    "array_mode": _field(messages.EPS, "array_mode"),
    "payload_mode": _table(PAYLOAD_MODES),
    "loop_mode": _table(LOOP_MODES),
    "terminal_mode": _field(messages.LASER, "mode_1"),
}
KNOWN: dict[str, Mapping[int, str]] = {  # by what the parameter is
    "loop": {0: "A", 1: "B"},
    "pump": _field(messages.RADIATOR, "pump_a"),
    "topic": dict(enumerate(messages.TOPICS)),
    "board kind": dict(enumerate(boards.NAMES)),
    "parameter id": {row[0]: row[2] for row in parameters.TABLE},
    "event id": {row[0]: row[2] for row in events.TABLE},
}
RUNGS = _field(messages.EPS, "rung")
REASONS = _field(messages.LASER, "inhibits")  # bits


def sentence(event: Event) -> str:
    """Return what `event` says, in words and units."""
    parts = [(what, event.p1 if number == "1" else event.p2) for number, what in _PART.findall(event.text)]
    lead = _PART.split(event.text)[0].rstrip(" ;,")
    if [what for what, _ in parts] == ["from", "to"]:
        said = " → ".join(_state(event.name, value) for _, value in parts)
    else:
        joint = ": " if parts and parts[0][0].split(" ")[0] in SUBJECTS else ", "
        said = joint.join(_said(event, what, value) for what, value in parts)
    return "; ".join(part for part in (lead, said) if part)


def _state(name: str, value: int) -> str:
    return MODES.get(name, {}).get(value, str(value))


def _said(event: Event, what: str, value: int) -> str:
    """Return one parameter as `what value unit`, or the name of what its value stands for."""
    short = what.partition(" (")[0]  # `loop (0 A, 1 B)` spells its values out
    if what[0].isdigit():  # `1 accepted, 0 refused` is nothing but its values
        return names(what).get(value, str(value))
    if what == "mode":
        return f"mode {_state(event.name, value)}"
    if what == "channel":
        return f"channel {_channel(event.board, value)}"
    if what == "reasons":
        return " and ".join(name for bit, name in REASONS.items() if value & bit) or "no reason"
    if short.startswith("rung"):
        return f"{short} {value} ({RUNGS.get(value, '?')})"
    for ending, known in KNOWN.items():
        if short.startswith(ending):
            return f"{short} {known.get(value, value)}"
    return _quantity(what, value)


def _quantity(what: str, value: int) -> str:
    found = _UNIT.match(what)
    if found is None:
        return str(value) if what == "how many" else f"{what} {value}"
    name, step, unit = found.groups()
    if step is None:
        return f"{name} {value:,} {unit}"
    places = 4 if float(step) < 0.01 else 2
    return f"{name} {value * float(step):.{places}f} {unit}".rstrip()


def _channel(board: str, number: int) -> str:
    """Return the name of a sensor channel, as its board numbers them."""
    rows = boards.SENSORS[boards.NAMES.index(board)] if board in boards.NAMES else ()
    return str(rows[number][channel.NAME]) if 0 <= number < len(rows) else str(number)
