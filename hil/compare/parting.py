"""Where two runs part: channel by channel, and the first event that differs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from hil.compare.pair import Pair, Setting, scenario_of, settings
from hil.compare.tolerance import EVENTS, Given, noise, tolerance
from hil.record.column import Column
from hil.record.eventlog import Event

CLOCKS = ("tick", "t_ns")
#: Azimuths that navigation tells: a direction is the same after a whole turn. A gimbal's is not: it winds a cable.
DIRECTIONS = ("*.sun_az", "*.target_az_*")
COUNT_SLACK = 1e-6  # [counts] an offset in counts is a whole number; its limit, a quotient, may be a bit below one

Array = npt.NDArray[Any]


class Gap(NamedTuple):
    """How one channel differs. `largest` is over the rows in which both have a value, 0.0 when there is none."""

    name: str
    unit: str
    tolerance: float
    largest: float
    largest_tick: int
    first: int  # tick of the first difference at all
    beyond: int | None  # first tick beyond the tolerance, None when it stays within
    rows: int  # rows that differ at all
    rows_beyond: int
    missing: int  # rows in which one has a value and the other INVALID

    @property
    def share(self) -> float:
        """Largest difference over the tolerance; inf where a value is missing or no difference is allowed."""
        return math.inf if self.missing or self.tolerance <= 0.0 else self.largest / self.tolerance


class EventGap(NamedTuple):
    """The first event that differs; None where a run has none any more."""

    place: int  # in the order of the events compared, from 0
    a: Event | None
    b: Event | None

    @property
    def tick(self) -> int:
        """The earlier tick of the two."""
        return min(event.tick for event in (self.a, self.b) if event is not None)


class Parting(NamedTuple):
    """All that was found. `gaps` in order of the record, channels that differ only."""

    pair: Pair
    settings: list[Setting]
    compared: int  # channels
    gaps: list[Gap]
    event: EventGap | None
    events: tuple[int, int]  # of each run within the rows compared

    @property
    def beyond(self) -> list[Gap]:
        """Channels beyond their tolerance, by the tick where they first are."""
        found = [gap for gap in self.gaps if gap.beyond is not None]
        return sorted(found, key=lambda gap: gap.beyond or 0)

    @property
    def equal(self) -> bool:
        """Whether both runs are equal within the tolerances, over what both have."""
        return self.event is None and not self.beyond

    @property
    def identical(self) -> bool:
        """Whether no bit differs over what both have."""
        return self.event is None and not self.gaps

    @property
    def tick(self) -> int | None:
        """The tick at which the runs part, None when they are equal."""
        ticks = [gap.beyond for gap in self.beyond[:1] if gap.beyond is not None]
        return min([*ticks, *([] if self.event is None else [self.event.tick])], default=None)


def compare(pair: Pair, said: Given) -> Parting:
    """Compare every column and the events over the rows that both runs have."""
    scenarios = scenario_of(pair.a), scenario_of(pair.b)
    cuts = pair.cut(pair.a), pair.cut(pair.b)
    columns = [column for column in pair.a.layout.columns if column.name not in CLOCKS]
    gaps = []
    for column in columns:
        ours, theirs = pair.a.counts(column.name)[cuts[0]], pair.b.counts(column.name)[cuts[1]]
        if ours.tobytes() == theirs.tobytes():
            continue
        noises = noise(scenarios[0], column.name), noise(scenarios[1], column.name)
        gap = _gap(column, ours, theirs, tolerance(column, said, noises, _largest(column, ours, theirs)), pair.first)
        if gap is not None:
            gaps.append(gap)
    events = _events(pair, pair.a.events), _events(pair, pair.b.events)
    event = _event_gap(*events, said.get(EVENTS))
    return Parting(pair, settings(pair), len(columns), gaps, event, (len(events[0]), len(events[1])))


def _largest(column: Column, ours: Array, theirs: Array) -> float:
    """Return the largest magnitude of a truth in either run; what is counted needs none."""
    if not _is_float(column):
        return 0.0
    values = np.concatenate((ours, theirs))
    return float(np.max(np.abs(values[np.isfinite(values)]), initial=0.0))


def _gap(column: Column, ours: Array, theirs: Array, allowed: float, first_tick: int) -> Gap | None:
    """Return how `column` differs; None when it does not after all (NaN beside NaN, 0.0 beside -0.0)."""
    off, limit = _offsets(column, ours, theirs), _limit(column, allowed)
    differs = np.flatnonzero(off > 0.0)
    if not len(differs):
        return None
    beyond = np.flatnonzero(off > limit)
    measured = np.where(np.isinf(off), 0.0, off)
    worst = int(np.argmax(measured)) if np.any(measured > 0.0) else int(differs[0])
    return Gap(
        column.name,
        column.unit,
        allowed,
        float(measured[worst]) * (1.0 if _is_float(column) else abs(column.scale)),
        first_tick + worst,
        first_tick + int(differs[0]),
        first_tick + int(beyond[0]) if len(beyond) else None,
        len(differs),
        len(beyond),
        int(np.isinf(off).sum()),
    )


def _is_float(column: Column) -> bool:
    return column.dtype.endswith("f8")


def _limit(column: Column, allowed: float) -> float:
    """Return the tolerance in what `_offsets` gives."""
    return allowed if _is_float(column) else allowed / abs(column.scale) + COUNT_SLACK


def _offsets(column: Column, ours: Array, theirs: Array) -> npt.NDArray[np.float64]:
    """Return the distance of each row, in counts, or in the unit of a truth; inf where only one has a value."""
    if _is_float(column):
        absent = np.isnan(ours), np.isnan(theirs)
        off = np.abs(ours - theirs)
    else:
        absent = ours == column.invalid, theirs == column.invalid
        off = np.abs(ours.astype(np.int64) - theirs.astype(np.int64)).astype(np.float64)
    if any(fnmatchcase(column.name, pattern) for pattern in DIRECTIONS):
        turn = math.tau if _is_float(column) else math.tau / abs(column.scale)
        off = np.minimum(off, np.abs(turn - off))
    off[absent[0] & absent[1]] = 0.0
    off[absent[0] != absent[1]] = np.inf
    found: npt.NDArray[np.float64] = off
    return found


def _events(pair: Pair, found: Sequence[Event]) -> list[Event]:
    return [event for event in found if pair.first <= event.tick <= pair.last]


def _event_gap(ours: Sequence[Event], theirs: Sequence[Event], within: float | None) -> EventGap | None:
    """Return the first event that differs.

    `within` None: tick, board, event and parameters must be equal, in order. Else the events of each board must be the
    same ones in the same order, each at most so many ticks apart.
    """
    if within is None:
        return _first_gap(ours, theirs, 0.0, parameters=True)
    gaps = []
    for board in dict.fromkeys(event.board for event in (*ours, *theirs)):
        of_board = [[event for event in found if event.board == board] for found in (ours, theirs)]
        gaps.append(_first_gap(of_board[0], of_board[1], within, parameters=False))
    return min((gap for gap in gaps if gap is not None), key=lambda gap: gap.tick, default=None)


def _first_gap(ours: Sequence[Event], theirs: Sequence[Event], within: float, *, parameters: bool) -> EventGap | None:
    for place in range(max(len(ours), len(theirs))):
        one = ours[place] if place < len(ours) else None
        other = theirs[place] if place < len(theirs) else None
        if one is None or other is None or not _same(one, other, within, parameters):
            return EventGap(place, one, other)
    return None


def _same(one: Event, other: Event, within: float, parameters: bool) -> bool:
    if (one.board, one.number) != (other.board, other.number) or abs(one.tick - other.tick) > within:
        return False
    return not parameters or (one.p1, one.p2) == (other.p1, other.p2)
