"""The pauses that a person made in a run. Deadlines and speed leave them out."""

from __future__ import annotations

from typing import Any

from hil.clock import NS_PER_S

FIRST_PAUSES = 100  # that the manifest names one by one; all are counted


class Pauses:
    """Keeps count of them. Ticks stepped one by one are one pause."""

    def __init__(self) -> None:
        self.count = 0
        self.held_ns = 0
        self._last_tick: int | None = None
        self._first: list[list[int]] = []  # first tick held before, ticks stepped, [ns] held

    def add(self, tick: int, held_ns: int) -> None:
        """Take `held_ns` [ns] spent before `tick`."""
        stepped = self._last_tick is not None and tick == self._last_tick + 1
        self._last_tick = tick
        self.held_ns += held_ns
        self.count += not stepped
        if stepped and self.count == len(self._first):
            self._first[-1][1] += 1
            self._first[-1][2] += held_ns
        elif not stepped and len(self._first) < FIRST_PAUSES:
            self._first.append([tick, 0, held_ns])

    def plain(self) -> dict[str, Any]:
        """Return them for the manifest; nothing when there were none."""
        if not self.count:
            return {}
        first = [
            {"before_tick": tick, "steps": steps, "held_s": round(held_ns / NS_PER_S, 3)}
            for tick, steps, held_ns in self._first
        ]
        return {"pauses": {"count": self.count, "held_s": round(self.held_ns / NS_PER_S, 3), "first": first}}
