"""Requirements on the compute that the satellite is there for."""

from __future__ import annotations

import math

import numpy as np

from .formula import first, moving_mean, nothing, samples_of
from .power import eclipses, shed
from .requirement import Finding, Limits, Mask, Requirement, Signals

BEFORE_S = 300.0  # the mean before an eclipse is over five minutes
AFTER_S = 60.0  # restored means so for a minute: training swings between iterations and inference comes in bursts


def restored(run: Signals, limits: Limits) -> Finding:
    """Measure the longest time from the end of a penumbra to compute power back at its share of the mean before."""
    allowed_s = limits["restore_s"]
    text = f"<= {allowed_s:g}"
    worst: Finding | None = None
    for start, end in eclipses(run):
        delay_s = _restored_after(run, limits, _undisturbed(run, start), end)
        if delay_s is not None and (worst is None or delay_s > worst.measured):
            worst = Finding(delay_s, text, allowed_s - delay_s, float(run.time_s[end]))
    return worst or nothing(text)


def _undisturbed(run: Signals, eclipse: int) -> int:
    """Return the row from which the eclipse disturbs compute: its first rung, or its first penumbra without one."""
    shedding: Mask = shed(run)[: eclipse + 1]
    if not shedding[-1]:
        return eclipse
    return int(np.flatnonzero(~shedding)[-1]) + 1 if not shedding.all() else 0


def _restored_after(run: Signals, limits: Limits, before: int, end: int) -> float | None:
    """Return the delay [s]; None when no compute ran before or the record ends while there is time left."""
    time_s, power_w = run.time_s, run.column("truth.payload_w")
    window = samples_of(BEFORE_S, time_s)
    if before < window:
        return None
    mean_w = float(power_w[before - window : before].mean())
    if not mean_w > 0.0:
        return None
    after_w = moving_mean(power_w[end:], samples_of(AFTER_S, time_s))
    back = first(after_w >= limits["restore_share"] * mean_w)
    if back is not None:
        return float(time_s[end + back] - time_s[end])
    return None if time_s[-1] - time_s[end] <= limits["restore_s"] else math.inf


def steps_kept(run: Signals, limits: Limits) -> Finding:
    """Measure training steps that were lost, in a run in which training was stopped by a checkpoint."""
    text = f"<= {limits['lost_steps']:g}"
    lost = run.column("truth.lost_steps")
    if not len(lost):
        return nothing(text)
    checkpoints = run.column("payload.checkpoints")
    seen = checkpoints[~np.isnan(checkpoints)]
    written = bool(len(seen)) and bool(seen[-1] > seen[0])
    measured = float(lost[-1] - lost[0])
    row = int(np.argmax(lost > lost[0])) if measured > 0.0 else len(lost) - 1
    # Steps lost without any checkpoint are lost all the same: the margin tells, whether exercised or not.
    return Finding(measured, text, limits["lost_steps"] - measured, float(run.time_s[row]), exercised=written)


TABLE = (
    Requirement(
        "CMP-001", "Compute is restored after an eclipse", "response", "s", ("restore_share", "restore_s"),
        "an eclipse ended that five minutes of undisturbed compute went before",
        "from the end of the penumbra to the 60 s mean of payload power back at its share of the 300 s mean before",
        restored,
    ),
    Requirement(
        "CMP-002", "No training step has to be done again", "end", "steps", ("lost_steps",), "a checkpoint was written",
        "training steps that have to be done again (truth)", steps_kept,
    ),
)  # fmt: skip
