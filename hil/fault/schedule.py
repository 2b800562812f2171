"""When which fault bears: a pure function of the tick, so a run restored amid a fault needs no memory of it.

Times follow docs/timing.md: a fault due at t_k is switched after the plant has integrated up to t_k and bears on what
comes after; it ends the same way. Of faults on one target that overlap, the one that started last bears; where two
start together, the one written last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple


class PlantFault(NamedTuple):
    """One parameter of the plant at another value for a while."""

    target: str  # section.parameter
    value: float
    start: int  # tick
    end: int | None  # first tick at which it is over; None: it stays


class Switch(NamedTuple):
    """One parameter takes a value at a tick."""

    tick: int
    target: str
    value: float


class Schedule:
    """The faults of one run over what their targets are without them."""

    def __init__(self, faults: Sequence[PlantFault], healthy: Mapping[str, float]) -> None:
        """Take `healthy`, the value of every target where no fault bears."""
        self._faults = faults
        self._healthy = healthy
        self._due: dict[int, list[str]] = {}
        for fault in faults:
            for tick in (fault.start, fault.end):
                if tick is not None:
                    self._due.setdefault(tick, []).append(fault.target)

    def due(self, tick: int) -> list[Switch]:
        """Return the switches at exactly `tick`: an empty list nearly always."""
        if tick not in self._due:
            return []
        return [Switch(tick, target, self.value(target, tick)) for target in dict.fromkeys(self._due[tick])]

    def all_at(self, tick: int) -> list[Switch]:
        """Return the value of every target as it stands after `tick`: what a restored run has to take over."""
        return [Switch(tick, target, self.value(target, tick)) for target in self._healthy]

    def value(self, target: str, tick: int) -> float:
        """Return the value of `target` from `tick` on, until the next switch."""
        bearing = [fault for fault in self._faults if fault.target == target and _bears(fault, tick)]
        return max(reversed(bearing), key=_started).value if bearing else self._healthy[target]

    def receipts(self, last: int) -> list[dict[str, Any]]:
        """Return, for each fault in the order written, what it did up to tick `last`, as plain data.

        `activated` and `restored` are ticks, None when the run did not get there; `changed` says whether the
        parameter took another value: a fault that asks for what already is changes nothing.
        """
        return [self._receipt(fault, last) for fault in self._faults]

    def _receipt(self, fault: PlantFault, last: int) -> dict[str, Any]:
        active = fault.start <= last
        over = active and fault.end is not None and fault.end <= last
        before = self.value(fault.target, fault.start - 1)
        return {
            "target": fault.target,
            "value": fault.value,
            "before": before,
            "activated": fault.start if active else None,
            "restored": fault.end if over else None,
            "changed": active and self.value(fault.target, fault.start) != before,
        }


def _bears(fault: PlantFault, tick: int) -> bool:
    return fault.start <= tick and (fault.end is None or tick < fault.end)


def _started(fault: PlantFault) -> int:
    return fault.start
