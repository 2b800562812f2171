"""events.jsonl: one JSON object a line, written as it happens and read back whatever happened."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from firmware_py.icd import boards, events

from .chain import TickEvent
from .disk import guarded, write_all

NAME = "events.jsonl"


class Event(NamedTuple):
    """One event of flight software as the record keeps it."""

    tick: int
    board: str
    number: int  # event id in the dictionary
    name: str
    severity: str
    p1: int
    p2: int
    text: str

    def plain(self) -> TickEvent:
        """Return the event as the hash chain takes it. Raises ValueError for a board the dictionary lacks."""
        return boards.NAMES.index(self.board), self.number, self.p1, self.p2


class EventLog:
    """Appends events to a new file, unbuffered: events are few and the last ones before a death matter most."""

    def __init__(self, path: Path) -> None:
        """Create `path`. Raises RecordError when it exists or cannot be made."""
        self.path = path
        with guarded(path):
            self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o644)

    def write(self, tick: int, found: Sequence[TickEvent]) -> None:
        """Append the events of one tick, in order. Raises RecordError when the disk is full."""
        lines = "".join(json.dumps(_line(tick, event)) + "\n" for event in found)
        with guarded(self.path):
            write_all(self._descriptor, lines.encode())

    def close(self) -> None:
        """Close the file; idempotent."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def read(path: Path) -> list[Event]:
    """Return the events of a file, in order; none when it does not exist. A line cut by a death is left out."""
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").split("\n")[:-1]  # what follows the last newline is cut or empty
    return [_event(json.loads(line)) for line in lines]


def by_tick(found: Iterable[Event]) -> dict[int, list[Event]]:
    """Return the events of each tick that has any, in order."""
    ticks: dict[int, list[Event]] = {}
    for event in found:
        ticks.setdefault(event.tick, []).append(event)
    return ticks


def _line(tick: int, event: TickEvent) -> dict[str, Any]:
    board, number, p1, p2 = event
    return {"tick": tick, "board": boards.NAMES[board], "event": number, "p1": p1, "p2": p2, **_said(number)}


def _said(number: int) -> dict[str, str]:
    try:
        return dict(events.describe(number))
    except KeyError:  # a board with flight software of its own may know more events than this dictionary
        return {"name": f"event_{number}", "severity": "medium", "text": "not in this dictionary"}


def _event(line: dict[str, Any]) -> Event:
    return Event(
        line["tick"], line["board"], line["event"], line["name"], line["severity"], line["p1"], line["p2"], line["text"]
    )
