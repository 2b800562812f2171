"""Why a board was lost, as far as the host can tell: what a person needs before looking at the cable."""

from __future__ import annotations

import os
from collections import deque
from statistics import median
from typing import Any, NamedTuple

from hil.board.line import Line
from hil.board.session import Session
from hil.clock import monotonic_ns
from hil.errors import PortLost

KEPT = 64  # round trips, the latest
NS_PER_US = 1000.0
SLOWER = 3.0  # times the usual round trip: it was on its way down


class LossReport(NamedTuple):
    """What was known of the link when it was lost."""

    last_tick: int | None  # last tick with an answer
    last_link: int  # link sequence of the last TICK made
    bytes_in_flight: int  # sent since the last answer
    silent_ms: float  # since anything was heard
    errno: int | None
    enumeration: tuple[str, ...]  # what the port was, and is now
    round_trip_us: tuple[float, ...]  # the latest, oldest first
    counters: dict[str, int]  # the host's
    cause: str  # suspected

    def plain(self) -> dict[str, Any]:
        """Return it for the manifest."""
        return {**self._asdict(), "enumeration": list(self.enumeration), "round_trip_us": list(self.round_trip_us)}


class Trend:
    """The latest round trips of one board."""

    def __init__(self) -> None:
        self._trips_us: deque[float] = deque(maxlen=KEPT)

    def add(self, trip_ns: int) -> None:
        """Take a round trip [ns]."""
        self._trips_us.append(trip_ns / NS_PER_US)

    def latest_us(self) -> tuple[float, ...]:
        """Return the last eight [us], oldest first."""
        return tuple(list(self._trips_us)[-8:])

    def slowing(self) -> bool:
        """Whether the last few took much longer than the others."""
        if len(self._trips_us) < 16:
            return False
        trips = list(self._trips_us)
        return median(trips[-4:]) > SLOWER * median(trips[:-4])


def report(
    line: Line,
    session: Session,
    trend: Trend,
    *,
    last_tick: int | None,
    error: PortLost | None,
    ended: str | None,
    counters: dict[str, int],
) -> LossReport:
    """Put together what is known; `ended` is how the board's process ended, when it is ours and did."""
    port = _port(line.transport.name, line.device)
    return LossReport(
        last_tick=last_tick,
        last_link=session.last_link,
        bytes_in_flight=line.in_flight,
        silent_ms=(monotonic_ns() - line.heard_at_ns) / 1e6,
        errno=None if error is None else error.errno,
        enumeration=port,
        round_trip_us=trend.latest_us(),
        counters=counters,
        cause=suspected(
            ended=ended,
            hung_up=error is not None,
            errors=session.errors(),
            slowing=trend.slowing(),
            answered=last_tick is not None,
            port_there=not port[-1].endswith("gone") if port else None,
        ),
    )


def _port(name: str, device: str) -> tuple[str, ...]:
    """Return what the port `name` was when opened (`device`), and what it is now; empty for what is no path."""
    if not name.startswith("/"):
        return ()
    target = os.path.realpath(name)
    there = "there" if os.path.exists(target) else "gone"
    was = (f"it was {device}",) if device not in ("", target) else ()
    if target == name:
        return (*was, f"{name} is {there}")
    return (*was, f"{name} leads to {target}", f"{target} is {there}")


def suspected(
    *, ended: str | None, hung_up: bool, errors: int, slowing: bool, answered: bool, port_there: bool | None
) -> str:
    """Return the likeliest cause in one phrase, the surest evidence first.

    Args:
        ended: how the board's process ended, when it is ours and did.
        hung_up: the port reported an error or its end.
        errors: frames from the board that were rejected, in all of the run.
        slowing: the last round trips were much slower.
        answered: it has answered at least one tick.
        port_there: the port's name still exists; None when it has none.
    """
    if ended is not None:
        return ended
    if port_there is False:
        return "the device left the bus: cable pulled, power lost or re-enumerated under another name"
    if hung_up:
        return "the far end closed the port: its process ended or its USB stack restarted"
    if errors:
        return f"a bad line: {errors} frames were damaged before it fell silent"
    if not answered:
        return "it greeted but never answered a tick: firmware that hangs in its first step"
    if slowing:
        return "it slowed down before it fell silent: overload, or memory running out"
    return "it fell silent with its port open: firmware that hangs, or a watchdog that does not bite"
