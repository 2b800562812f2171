"""A parting in words: the same ones in the terminal, in the page and in JSON."""

from __future__ import annotations

import math
from typing import Any

from hil.compare.pair import MOST_SETTINGS, Setting
from hil.compare.parting import EventGap, Gap, Parting
from hil.record.eventlog import Event
from hil.report.head import moment, number
from hil.report.meaning import sentence

OUTCOMES = (
    "delivered", "TICK lost", "SAMPLE lost", "TICK corrupted", "silent", "late", "TICK late on the line",
    "SAMPLE late on the line", "FIFO overrun", "board away",
)  # by hil.board.base  # fmt: skip
EQUAL, WITHIN, DIFFERENT = "EQUAL", "EQUAL WITHIN TOLERANCE", "DIFFERENT"
DIGITS = (6, 9, 12, 17)
LONGEST = 40  # [letters] of a setting that is shown


def word(found: Parting) -> str:
    """Return the verdict."""
    return EQUAL if found.identical else WITHIN if found.equal else DIFFERENT


def values(found: Parting, name: str, tick: int) -> tuple[str, str]:
    """Return the values of channel `name` in A and B at `tick` with unit, in digits enough to tell them apart."""
    row = tick - found.pair.first
    ours, theirs = (float(run.column(name)[found.pair.cut(run)][row]) for run in (found.pair.a, found.pair.b))
    unit = found.pair.a.layout.column(name).unit
    for digits in DIGITS:
        texts = _value(name, unit, ours, digits), _value(name, unit, theirs, digits)
        if texts[0] != texts[1]:
            break
    return texts


def _value(name: str, unit: str, given: float, digits: int) -> str:
    if math.isnan(given):
        return "INVALID"
    if name.endswith(".link.outcome") and given < len(OUTCOMES):
        return OUTCOMES[int(given)]
    if unit == "mask":
        return f"0x{int(given):x}"
    text = f"{given:.{digits}g}"
    return text if unit in ("1", "state", "index", "count") else f"{text} {unit}"


def largest(gap: Gap) -> str:
    """Return the largest difference of a channel."""
    return number(gap.largest) if gap.largest > 0.0 else "INVALID"


def when(found: Parting, tick: int) -> str:
    """Return a tick with its time."""
    return f"tick {tick:,} ({moment(found.pair.time_s(tick))})"


def covered(found: Parting) -> str:
    """Return which rows and channels were compared, and what was left out because one run has it only."""
    pair = found.pair
    text = f"{pair.rows:,} rows (ticks {pair.first:,} to {pair.last:,}) of {found.compared} channels"
    if pair.same_rows:
        return text
    return f"{text}: what both have; A has {pair.a.rows:,} rows, B {pair.b.rows:,}"


def parted(found: Parting) -> str:
    """Return the tick and the channel, or event, where the runs part, in one sentence."""
    if found.tick is None:
        return ""
    tick = found.tick
    here = [gap for gap in found.beyond if gap.beyond == tick]
    said = [f"{gap.name} is {_both(found, gap, tick)}" for gap in here[:1]]
    if len(here) > 1:
        said.append(f"{len(here) - 1} more channels differ at that tick")
    if found.event is not None and found.event.tick == tick:
        said.append(f"event {found.event.place} differs")
    return f"They part at {when(found, tick)}: {'; '.join(said)}."


def _both(found: Parting, gap: Gap, tick: int) -> str:
    ours, theirs = values(found, gap.name, tick)
    return f"{ours} in A, {theirs} in B (tolerance {gap.tolerance:.4g})"


def within(found: Parting) -> str:
    """Return how many channels differ within their tolerance, and the one that comes nearest to it."""
    gaps = [gap for gap in found.gaps if gap.beyond is None]
    equal = found.compared - len(found.gaps)
    if not gaps:
        return f"{equal} channels are equal in every bit."
    first = min(gap.first for gap in gaps)
    measured = [gap for gap in gaps if math.isfinite(gap.share)]
    text = f"{equal} channels are equal in every bit, {len(gaps)} differ within tolerance, from {when(found, first)} on"
    if not measured:
        return f"{text}."
    nearest = max(measured, key=lambda gap: gap.share)
    return f"{text}; nearest to its own is {nearest.name} with {largest(nearest)} of {nearest.tolerance:.4g}."


def events(found: Parting) -> list[str]:
    """Return what is said of the events, a line each."""
    ours, theirs = found.events
    if found.event is None:
        return [f"Events: {ours:,} in A, {theirs:,} in B, the same ones."]
    lines = [f"Events: {ours:,} in A, {theirs:,} in B; the first that differs is event {found.event.place}:"]
    return lines + [f"  {name} {_event(found, event)}" for name, event in _sides(found.event)]


def _sides(gap: EventGap) -> tuple[tuple[str, Event | None], ...]:
    return ("A", gap.a), ("B", gap.b)


def _event(found: Parting, event: Event | None) -> str:
    return "none any more" if event is None else f"{when(found, event.tick)} {event.board}: {sentence(event)}"


def setting_lines(found: Parting) -> list[str]:
    """Return the settings that differ, a line each."""
    lines = [f"{one.name}: {_short(one.a)} in A, {_short(one.b)} in B" for one in found.settings[:MOST_SETTINGS]]
    more = len(found.settings) - MOST_SETTINGS
    return [*lines, f"and {more} more"] if more > 0 else lines


def _short(setting: Any) -> str:
    text = "nothing" if setting is None else str(setting)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def plain(found: Parting) -> dict[str, Any]:
    """Return everything as JSON data; a tolerance without end is null."""
    pair = found.pair
    return {
        "a": str(pair.a.path), "b": str(pair.b.path),
        "verdict": word(found).lower().replace(" ", "_"),
        "equal": found.equal, "identical": found.identical,
        "record_hash": {"a": pair.a.manifest.get("record_hash"), "b": pair.b.manifest.get("record_hash")},
        "ticks": [pair.first, pair.last], "rows": {"a": pair.a.rows, "b": pair.b.rows},
        "channels": found.compared,
        "parted": None if found.tick is None else {
            "tick": found.tick, "time_s": pair.time_s(found.tick),
            "channels": [gap.name for gap in found.beyond if gap.beyond == found.tick],
        },
        "differences": [_gap(gap) for gap in found.gaps],
        "event": None if found.event is None else {
            "place": found.event.place,
            **{name.lower(): None if event is None else event._asdict() for name, event in _sides(found.event)},
        },
        "events": {"a": found.events[0], "b": found.events[1]},
        "settings": [_setting(one) for one in found.settings],
    }  # fmt: skip


def _gap(gap: Gap) -> dict[str, Any]:
    return {**gap._asdict(), "tolerance": gap.tolerance if math.isfinite(gap.tolerance) else None}


def _setting(one: Setting) -> dict[str, Any]:
    return one._asdict()
