"""Requirements on boards, links and flight software as such."""

from __future__ import annotations

import numpy as np

from firmware_py.icd import boards, messages

from .formula import first
from .requirement import Finding, Limits, Requirement, Signals


def resets(run: Signals, limits: Limits) -> Finding:
    """Count board resets: rises of a boot counter."""
    expected = limits["resets"]
    count, when_s = 0.0, 0.0
    for name in boards.NAMES:
        fresh = ~np.isnan(run.column(f"{name}.link.tick"))
        boot = run.column(f"{name}.link.boot")[fresh]
        changed = np.flatnonzero(np.diff(boot) != 0)
        count += len(changed)
        if len(changed):
            when_s = float(run.time_s[fresh][changed[0] + 1])
    return Finding(count, f"<= {expected:g}", expected - count, when_s)


def stale(run: Signals, limits: Limits) -> Finding:
    """Count samples that are missing or old though the link model delivered them."""
    tick = run.column("tick")
    count, when_s = 0, 0.0
    for name in boards.NAMES:
        delivered = run.column(f"{name}.link.outcome") == 0
        bad = delivered & ~(run.column(f"{name}.link.tick") == tick)
        if (row := first(bad)) is not None:
            count += int(np.count_nonzero(bad))
            when_s = float(run.time_s[row])
    return Finding(float(count), "0", 0.0 - count, when_s)


def overruns(run: Signals, limits: Limits) -> Finding:
    """Judge the largest count of failed or late flight steps of any executive."""
    return _largest(run, [f"msg.{topic}.overruns" for topic in messages.TOPICS], limits["overruns"])


def alive(run: Signals, limits: Limits) -> Finding:
    """Measure the longest silence of a watchdog as the boards count it: ticks without a new kick."""
    return _largest(run, [f"{name}.link.silence" for name in boards.NAMES], 1.0)


def _largest(run: Signals, names: list[str], allowed: float) -> Finding:
    """Judge the largest value of several columns; a row without a value (the link lost its sample) tells nothing."""
    worst = Finding(0.0, f"<= {allowed:g}", allowed, 0.0)
    for name in names:
        values = run.column(name)
        known = np.where(np.isnan(values), -np.inf, values)
        row = int(np.argmax(known)) if len(known) else 0
        if len(known) and allowed - known[row] < worst.margin:
            measured = float(known[row])
            worst = Finding(measured, f"<= {allowed:g}", allowed - measured, float(run.time_s[row]))
    return worst


TABLE = (
    Requirement(
        "SYS-001", "No watchdog bites and no board resets unasked", "always", "resets", ("resets",), "",
        "rises of the boot counters", resets,
    ),
    Requirement(
        "SYS-002", "No sample is stale unless the link model lost it", "always", "samples", (), "",
        "samples whose tick is not the host's, though the link model delivered them", stale,
    ),
    Requirement(
        "SYS-003", "No step of flight software fails or comes late", "always", "steps", ("overruns",), "",
        "overruns that the executives count", overruns,
    ),
    Requirement(
        "SYS-004", "Flight software kicks every watchdog, every tick", "always", "ticks", (), "",
        "most ticks without a new kick that a board counted", alive,
    ),
)  # fmt: skip
