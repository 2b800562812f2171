"""Requirements on junctions and coolant."""

from __future__ import annotations

import math

import numpy as np

from .formula import always, bounded, nothing, samples_of, spans
from .power import shed
from .requirement import Array, Finding, Limits, Mask, Requirement, Signals
from .starved import at_rest

LOOPS = ("a", "b")
RATE_WINDOW_S = 60.0  # the limit is per minute; over less, sensor-sized ripple would be judged, not cycling of joints


def junction(run: Signals, limits: Limits) -> Finding:
    """Judge the hottest junction."""
    high = limits["junction_high_c"]
    return bounded(run.column("truth.junction_max_c"), run.time_s, -math.inf, high, f"<= {high:g}")


def supply_band(run: Signals, limits: Limits) -> Finding:
    """Judge the supply temperature of both loops against its band."""
    return _band(run, limits, slice(None))


def supply_rate(run: Signals, limits: Limits) -> Finding:
    """Judge the rate of the supply temperature of both loops, over windows of 60 s."""
    text = f"<= {limits['supply_rate_k_min']:g}"
    return _rate(run, limits, slice(None)) or nothing(text)


def supply_through_shed(run: Signals, limits: Limits) -> Finding:
    """Judge band and rate together, from each shed to `settle_s` after its end, as the share of the limit used."""
    text = "<= 1 of band and rate"
    worst: Finding | None = None
    for start, end in _disturbances(run, limits):
        for found, scale in (
            (_band(run, limits, slice(start, end)), (limits["supply_high_c"] - limits["supply_low_c"]) / 2.0),
            (_rate(run, limits, slice(start, end)), limits["supply_rate_k_min"]),
        ):
            if found is not None and (worst is None or found.margin / scale < worst.margin):
                margin = found.margin / scale
                worst = Finding(1.0 - margin, text, margin, found.when_s)
    return worst or nothing(text)


def _disturbances(run: Signals, limits: Limits) -> list[tuple[int, int]]:
    """Return (first, one past the last) row of each shed that was released, with the time it takes to settle."""
    settle = samples_of(limits["settle_s"], run.time_s) if run.rows > 1 else 0
    return [(start, min(end + settle, run.rows)) for start, end in spans(shed(run)) if end < run.rows]


def _band(run: Signals, limits: Limits, rows: slice) -> Finding:
    low, high = limits["supply_low_c"], limits["supply_high_c"]
    found = []
    for number, loop in enumerate(LOOPS):
        fed = ~at_rest(run, number)[rows]
        signal, time_s = run.column(f"truth.supply_{loop}_c")[rows], run.time_s[rows]
        found.append(bounded(signal[fed], time_s[fed], low, high, f"{low:g} to {high:g}"))
    return min(found, key=_margin)


def _rate(run: Signals, limits: Limits, rows: slice) -> Finding | None:
    high = limits["supply_rate_k_min"]
    time_s = run.time_s[rows]
    found = []
    for number, loop in enumerate(LOOPS):
        rate = minute_rate(run.column(f"truth.supply_{loop}_c")[rows], time_s)
        rate[_resting(at_rest(run, number)[rows], time_s)] = 0.0
        if len(rate):
            worst = always(high - rate)
            when_s = float(time_s[-len(rate) :][worst.row])
            found.append(Finding(float(rate[worst.row]), f"<= {high:g}", worst.margin, when_s))
    return min(found, key=_margin) if found else None


def _resting(rest: Mask, time_s: Array) -> Mask:
    """Return which windows of `minute_rate` hold a row of a loop out of service, shape (rows - window,)."""
    if len(rest) < 2:
        return rest[:0]
    window = samples_of(RATE_WINDOW_S, time_s)
    count = np.concatenate(([0], np.cumsum(rest)))
    found: Mask = count[window + 1 :] - count[: -window - 1] > 0
    return found


def minute_rate(signal: Array, time_s: Array) -> Array:
    """Return |change| over each window of 60 s [1/min], one value per window, shape (rows - window,)."""
    if len(signal) < 2:  # no two rows, no rate
        return np.zeros(0)
    window = samples_of(RATE_WINDOW_S, time_s)
    return np.abs(signal[window:] - signal[:-window])


def _margin(finding: Finding) -> float:
    return -math.inf if math.isnan(finding.margin) else finding.margin


TABLE = (
    Requirement(
        "THM-001", "No junction is hotter than its limit", "always", "degC", ("junction_high_c",), "",
        "hottest junction of all groups (truth)", junction,
    ),
    Requirement(
        "THM-002", "The supply temperature of a coolant loop in service stays inside its band", "always", "degC",
        ("supply_low_c", "supply_high_c"), "",
        "true supply temperature of both loops, but where a loop has neither flow nor racks on", supply_band,
    ),
    Requirement(
        "THM-003", "The supply temperature of a coolant loop in service changes no faster than its rate", "always",
        "K/min", ("supply_rate_k_min",), "", "change of the true supply temperature over each 60 s", supply_rate,
    ),
    Requirement(
        "THM-004", "Supply temperature and its rate hold through shed and return of compute", "response", "of limit",
        ("supply_low_c", "supply_high_c", "supply_rate_k_min", "settle_s"), "a shed was released",
        "THM-002 and THM-003 from the first rung to `settle_s` after the last", supply_through_shed,
    ),
)  # fmt: skip
