"""The one file of the host that reads a clock. Nothing read here reaches a hash."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

NS_PER_S = 1_000_000_000

monotonic_ns: Callable[[], int] = time.monotonic_ns  # [ns] since some start; never steps back


class Deadline:
    """A point on the monotonic clock. Immutable; `now_ns` can be given for tests."""

    __slots__ = ("_due_ns", "_now_ns")

    def __init__(self, seconds: float, now_ns: Callable[[], int] = monotonic_ns) -> None:
        """Set the deadline `seconds` [s] from now."""
        self._now_ns = now_ns
        self._due_ns = now_ns() + round(seconds * NS_PER_S)

    @classmethod
    def at(cls, due_ns: int, now_ns: Callable[[], int] = monotonic_ns) -> Deadline:
        """Return the deadline at `due_ns` [ns] of the clock itself."""
        made = cls.__new__(cls)
        made._now_ns, made._due_ns = now_ns, due_ns
        return made

    def left_s(self) -> float:
        """Return the time left [s], never below 0."""
        return max(0, self._due_ns - self._now_ns()) / NS_PER_S

    @property
    def expired(self) -> bool:
        """Whether the deadline has passed."""
        return self._now_ns() >= self._due_ns


def sleep_until(due_ns: int) -> None:
    """Give the processor away until the monotonic clock shows `due_ns` [ns]; at once when it does already."""
    left_ns = due_ns - monotonic_ns()
    if left_ns > 0:
        time.sleep(left_ns / NS_PER_S)


def wall_date() -> str:
    """Return the date and time of day, UTC, ISO 8601 with seconds: for manifests and lock files only."""
    return datetime.now(UTC).isoformat(timespec="seconds")
