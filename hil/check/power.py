"""Requirements on bus, battery, shed ladder and eclipse prediction."""

from __future__ import annotations

import math

import numpy as np

from .formula import always, bounded, falling, first, nothing, period_s, rising, samples_of, spans, steps
from .requirement import Array, Finding, Limits, Mask, Requirement, Signals

#: Events that let the ladder climb out of order: a rung that showed no effect, a bus or cell about to give way.
ESCALATIONS = ("rung_timeout", "bus_low", "cell_low")
STRINGS = 8  # string groups of the array
LOST_SHARE = 0.2  # of the mean string current
ESCALATION_S = 10.0  # an event explains the climb for so long


def bus(run: Signals, limits: Limits) -> Finding:
    """Judge the lowest and highest bus voltage of every tick."""
    low, high = limits["bus_low_v"], limits["bus_high_v"]
    text = f"{low:g} to {high:g}"
    below = bounded(run.column("truth.bus_min_v"), run.time_s, low, math.inf, text)
    above = bounded(run.column("truth.bus_max_v"), run.time_s, -math.inf, high, text)
    return below if below.margin <= above.margin else above


def charge_floor(run: Signals, limits: Limits) -> Finding:
    """Judge the state of charge against its floor."""
    floor = limits["soc_floor"]
    return bounded(run.column("truth.soc"), run.time_s, floor, math.inf, f">= {floor:g}")


def charge_balance(run: Signals, limits: Limits) -> Finding:
    """Judge the state of charge at the end against that at the start, of a run long enough to mean something."""
    text = f">= start - {limits['soc_drop']:g}"
    soc, time_s = run.column("truth.soc"), run.time_s
    if not run.rows or time_s[-1] - time_s[0] < limits["soc_balance_s"]:
        return nothing(text)
    change = float(soc[-1] - soc[0])
    return Finding(change, text, change + limits["soc_drop"], float(time_s[-1]))


def ladder_order(run: Signals, limits: Limits) -> Finding:
    """Count rises of the ordered rung by more than one, or past a rung not verified, that no escalation explains."""
    text = "none out of order"
    rung, verified, ticks = run.column("msg.eps.rung"), run.column("msg.eps.rung_verified"), run.column("tick")
    ups = [(row, before, after) for row, before, after in steps(rung) if after > before]
    if not ups:
        return nothing(text)
    escalated = [event.tick for event in run.events if event.name in ESCALATIONS]
    reach = samples_of(ESCALATION_S, run.time_s)
    wrong = [
        row
        for row, before, after in ups
        if (after - before > 1 or verified[row] < before)
        and not any(0 <= int(ticks[row]) - tick <= reach for tick in escalated)
    ]
    return Finding(float(len(wrong)), text, 0.0 - len(wrong), float(run.time_s[wrong[0] if wrong else ups[0][0]]))


def ladder_recovery(run: Signals, limits: Limits) -> Finding:
    """Count falls of the ordered rung by more than one."""
    downs = [(row, before, after) for row, before, after in steps(run.column("msg.eps.rung")) if after < before]
    if not downs:
        return nothing("one rung at a time")
    skipped = [row for row, before, after in downs if before - after > 1]
    when_s = float(run.time_s[skipped[0] if skipped else downs[0][0]])
    return Finding(float(len(skipped)), "one rung at a time", 0.0 - len(skipped), when_s)


def ladder_verified(run: Signals, limits: Limits) -> Finding:
    """Measure the longest time from a rung ordered to the same rung, or a higher one, verified."""
    allowed_s = limits["rung_verify_s"]
    text = f"<= {allowed_s:g}"
    rung, verified, time_s = run.column("msg.eps.rung"), run.column("msg.eps.rung_verified"), run.time_s
    found = [
        _verification(row, after, allowed_s, rung, np.where(timed_out(run, after), 0.0, verified), time_s)
        for row, before, after in steps(rung)
        if after > before
    ]
    return min(found, key=lambda one: (one.margin >= 0.0, one.exercised, one.margin)) if found else nothing(text)


def _verification(row: int, level: int, allowed_s: float, rung: Array, verified: Array, time_s: Array) -> Finding:
    """Judge one rung: infinite when it was left unverified; not exercised when the record ends while it waits."""
    done = first(verified >= level, row)
    left = first(rung < level, row)
    waits = done is None and left is None
    if waits:
        done = len(time_s) - 1
    in_time = done is not None and (left is None or done <= left)
    delay_s = float(time_s[done] - time_s[row]) if in_time and done is not None else math.inf
    return Finding(delay_s, f"<= {allowed_s:g}", allowed_s - delay_s, float(time_s[row]), exercised=not waits)


def timed_out(run: Signals, level: int) -> Mask:
    """Return the rows from the first RUNG_TIMEOUT of rung `level` on, shape (rows,)."""
    ticks = [event.tick for event in run.events if event.name == "rung_timeout" and event.p1 == level]
    return run.column("tick") >= min(ticks) if ticks else np.zeros(run.rows, dtype=np.bool_)


def eclipse_predicted(run: Signals, limits: Limits) -> Finding:
    """Measure the worst error of the predicted start, from `eclipse_lead_s` before each penumbra up to it."""
    allowed_s = limits["eclipse_error_s"]
    text = f"<= {allowed_s:g}"
    time_s, predicted_s = run.time_s, run.column("msg.eps.eclipse_in")
    if run.rows < 2:  # no two rows, no edge
        return nothing(text)
    lead = samples_of(limits["eclipse_lead_s"], time_s)
    entries = [row for row in rising(run.column("truth.shadow") > 0) if row >= lead]
    worst: Finding | None = None
    for row in entries:
        # The last seconds are left out: the ladder is committed then, and 0 means "inside" on board.
        window = slice(row - lead, max(row - lead, row - samples_of(allowed_s, time_s)) + 1)
        error_s = np.abs(time_s[window] + predicted_s[window] - time_s[row])
        at = always(allowed_s - error_s)
        found = Finding(float(error_s[at.row]), text, at.margin, float(time_s[window][at.row]))
        worst = found if worst is None or found.margin < worst.margin else worst
    return nothing(text) if worst is None else worst


def strings_told(run: Signals, limits: Limits) -> Finding:
    """Measure the longest time from a string group without current in full Sun to the event that tells of it."""
    allowed_s = limits["string_told_s"]
    text = f"<= {allowed_s:g}"
    currents = np.stack([run.column(f"eps.string_current_{group}") for group in range(1, STRINGS + 1)])
    mean = currents.mean(axis=0)
    lit = (run.column("truth.illumination") >= 1.0) & (mean > 0.0)
    told = np.array([event.tick for event in run.events if event.name == "string_lost"], dtype=np.float64)
    time_s, tick = run.time_s[lit], run.column("tick")[lit]  # a group lost before an eclipse is no new loss after it
    worst: Finding | None = None
    for current in currents:
        for start, end in spans(current[lit] < LOST_SHARE * mean[lit]):
            after = told[told >= tick[start]]
            delay_s = float((after[0] - tick[start]) * period_s(run.time_s)) if len(after) else math.inf
            if delay_s > allowed_s and time_s[end - 1] - time_s[start] < allowed_s:
                continue  # it passed, or the record ended, before it had to be told
            if worst is None or delay_s > worst.measured:
                worst = Finding(delay_s, text, allowed_s - delay_s, float(time_s[start]))
    return worst or nothing(text)


def shed(run: Signals) -> Mask:
    """Return where any rung is ordered, shape (rows,)."""
    return run.column("msg.eps.rung") > 0


def eclipses(run: Signals) -> list[tuple[int, int]]:
    """Return (first row in shadow, first row in full Sun again) of each eclipse seen whole."""
    dark = run.column("truth.shadow") > 0
    ends = falling(dark)
    found = []
    for start in rising(dark):
        end = next((row for row in ends if row > start), None)
        if end is not None:
            found.append((start, end))
    return found


TABLE = (
    Requirement(
        "PWR-001", "The bus stays within its limits, always", "always", "V", ("bus_low_v", "bus_high_v"), "",
        "lowest and highest bus voltage of each tick (truth)", bus,
    ),
    Requirement(
        "PWR-002", "The state of charge stays above its floor, always", "always", "1", ("soc_floor",), "",
        "true state of charge", charge_floor,
    ),
    Requirement(
        "PWR-003", "The state of charge at the end is not below its start", "end", "1", ("soc_drop", "soc_balance_s"),
        "the run lasts about an orbit", "true state of charge, last row less first", charge_balance,
    ),
    Requirement(
        "PWR-004", "The shed ladder is climbed in order; past an unverified rung only on escalation",
        "sequence", "rungs", (), "a rung was ordered",
        "rises of the rung ordered by more than one, or past a rung that was not verified", ladder_order,
    ),
    Requirement(
        "PWR-005", "Each rung of the shed ladder is verified by measured current", "response", "s", ("rung_verify_s",),
        "a rung was ordered", "longest time from a rung ordered to it verified", ladder_verified,
    ),
    Requirement(
        "PWR-006", "Rungs are released in reverse order, one at a time", "sequence", "rungs", (), "a rung was released",
        "falls of the rung ordered by more than one", ladder_recovery,
    ),
    Requirement(
        "PWR-007", "The start of an eclipse is predicted on board", "always", "s",
        ("eclipse_error_s", "eclipse_lead_s"), "an eclipse began",
        "worst error of the predicted first penumbra against the true one", eclipse_predicted,
    ),
    Requirement(
        "PWR-008", "A string group of the array that is lost is told", "response", "s", ("string_told_s",),
        "a string group gave less than a fifth of the mean in full Sun for so long",
        "longest time from there to the event `string_lost`", strings_told,
    ),
)  # fmt: skip
