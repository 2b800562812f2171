"""The pauses that a person made in a run. Deadlines and speed leave them out."""

from __future__ import annotations

from typing import Any

from hil.clock import NS_PER_S

FIRST_PAUSES = 100  # that the manifest names one by one; all are counted


class Pauses:
    """Keeps count of them."""

    def __init__(self) -> None:
        self.count = 0
        self.held_ns = 0
        self._first: list[tuple[int, int]] = []

    def add(self, tick: int, held_ns: int) -> None:
        """Take a pause of `held_ns` [ns] before `tick`."""
        self.count += 1
        self.held_ns += held_ns
        if len(self._first) < FIRST_PAUSES:
            self._first.append((tick, held_ns))

    def plain(self) -> dict[str, Any]:
        """Return them for the manifest; nothing when there were none."""
        if not self.count:
            return {}
        first = [{"before_tick": tick, "held_s": round(held_ns / NS_PER_S, 3)} for tick, held_ns in self._first]
        return {"pauses": {"count": self.count, "held_s": round(self.held_ns / NS_PER_S, 3), "first": first}}
