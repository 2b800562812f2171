"""What a paced run writes down: how long each board took, how late the host was, and who missed what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hil.pace.histogram import Histogram

FIRST_MISSES = 100  # that the manifest names one by one; all are counted
HOST = "host"


class Timing:
    """One board's answers: latency from sending its TICK to reading its answer, jitter from one latency to the next."""

    def __init__(self) -> None:
        self.latency = Histogram()
        self.jitter = Histogram()
        self.late = 0
        self._last_ns: int | None = None

    def answered(self, trip_ns: int) -> None:
        """Take a latency [ns]."""
        self.latency.add(trip_ns)
        if self._last_ns is not None:
            self.jitter.add(abs(trip_ns - self._last_ns))
        self._last_ns = trip_ns

    def plain(self) -> dict[str, Any]:
        """Return it for the manifest."""
        return {"late": self.late, "latency": self.latency.plain(), "jitter": self.jitter.plain()}


class Books:
    """All boards of a run, and the host."""

    def __init__(self, names: Sequence[str]) -> None:
        self.boards = {name: Timing() for name in names}
        self.host_lateness = Histogram()  # of the beginning of each tick
        self.overruns = 0  # ticks that were due before the host had done with the one before
        self.misses: list[tuple[int, str]] = []  # (tick, who), the first of them

    def late(self, tick: int, name: str) -> None:
        """Count an answer that did not come within its tick."""
        self.boards[name].late += 1
        self._missed(tick, name)

    def overran(self, tick: int) -> None:
        """Count a tick that was due before the host was ready for it."""
        self.overruns += 1
        self._missed(tick, HOST)

    @property
    def missed(self) -> int:
        """How many deadlines were missed, by boards and host."""
        return self.overruns + sum(one.late for one in self.boards.values())

    def plain(self) -> dict[str, Any]:
        """Return it for the manifest."""
        return {
            "misses": self.missed,
            "host": {"overruns": self.overruns, "lateness": self.host_lateness.plain()},
            "boards": {name: one.plain() for name, one in self.boards.items()},
            "first_misses": [{"tick": tick, "who": who} for tick, who in self.misses],
        }

    def _missed(self, tick: int, who: str) -> None:
        if len(self.misses) < FIRST_MISSES:
            self.misses.append((tick, who))
