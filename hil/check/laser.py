"""Requirements on emission and links."""

from __future__ import annotations

import numpy as np

from .formula import bit, clocked, falling, first, nothing, period_s
from .requirement import Array, Finding, Limits, Mask, Requirement, Signals

TERMINALS = (0, 1, 2, 3)
#: Reasons of the `inhibits` message (firmware_py/icd/messages.py) that excuse a link down: Sun 1, occlusion 2, power 8,
#: ground 64.
EXCUSES = 1 | 2 | 8 | 64


def emission(run: Signals, limits: Limits) -> Finding:
    """Count rows in which a terminal emits without being pointed."""
    text = "0"
    if not np.any(run.column("truth.emitting_mask") > 0):
        return nothing(text)
    stray = ~(run.column("truth.unpointed_mask") == 0)
    count = int(np.count_nonzero(stray))
    row = first(stray if count else run.column("truth.emitting_mask") > 0)
    return Finding(float(count), text, 0.0 - count, float(run.time_s[row or 0]))


def acquired(run: Signals, limits: Limits) -> Finding:
    """Measure the longest time that a terminal free to do so took to get its first link."""
    allowed_s = limits["acquire_s"]
    return _longest(run, allowed_s, [_before_first(_up(run, terminal)) for terminal in TERMINALS])


def reacquired(run: Signals, limits: Limits) -> Finding:
    """Measure the longest time that a lost link stayed down while its terminal was free to have it."""
    allowed_s = limits["reacquire_s"]
    return _longest(run, allowed_s, [_after_loss(_up(run, terminal)) for terminal in TERMINALS])


def _longest(run: Signals, allowed_s: float, down: list[Mask]) -> Finding:
    """Return the finding on the longest outage; an outage that the record cuts short counts as long as it was."""
    text = f"<= {allowed_s:g}"
    if run.rows < 2 or not any(np.any(mask) for mask in down):  # no two rows, no clock
        return nothing(text)
    waits = [_wait_s(run, terminal, mask) for terminal, mask in enumerate(down)]
    worst = max(waits, key=lambda wait: float(np.max(wait)))
    row = int(np.argmax(worst))
    longest_s = float(worst[row])
    ended = any(bool(np.any(mask[:-1] & ~mask[1:])) for mask in down)
    found = Finding(longest_s, text, allowed_s - longest_s, float(run.time_s[row]))
    return found if ended or found.margin < 0.0 else found._replace(exercised=False)


def _wait_s(run: Signals, terminal: int, down: Mask) -> Array:
    visible = bit(run.column("truth.visible_mask"), terminal)
    allowed = bit(run.column("msg.eps.laser_allowed"), terminal)
    reasons = run.column("msg.laser.inhibits").astype(np.int64) >> (8 * terminal)
    excused = ~visible | ~allowed | (reasons & EXCUSES != 0)
    return clocked(down, excused, period_s(run.time_s))


def _up(run: Signals, terminal: int) -> Mask:
    return bit(run.column("truth.links_mask"), terminal)


def _before_first(up: Mask) -> Mask:
    """Return the rows before the first link, shape kept."""
    return ~np.logical_or.accumulate(up) if len(up) else up


def _after_loss(up: Mask) -> Mask:
    """Return the rows in which a link that once was up is down, shape kept."""
    down = np.zeros(len(up), dtype=np.bool_)
    for row in falling(up):
        back = first(up, row)
        down[row : len(up) if back is None else back] = True
    return down


TABLE = (
    Requirement(
        "LCT-001", "No terminal emits while it is not pointed, ever", "always", "rows", (), "a terminal emitted",
        "rows with any terminal emitting off its peer (truth)", emission,
    ),
    Requirement(
        "LCT-002", "Lost links are re-acquired", "response", "s", ("reacquire_s",), "a link was lost and came back",
        "longest outage of a link, while peer, Sun, Earth and power allow it", reacquired,
    ),
    Requirement(
        "LCT-003", "A terminal that is free to have a link gets its first one in time", "response", "s", ("acquire_s",),
        "a link came up", "longest wait for a first link, while peer, Sun, Earth and power allow one", acquired,
    ),
)  # fmt: skip
