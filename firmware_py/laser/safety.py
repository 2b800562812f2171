"""The safety gate: the one place that decides whether a terminal may emit, asked for every command that leaves.

docs/physics.md section 5: no emission unless pointing is valid, the target is fresh, the interlock closed; loss of any
input means off.
"""

from ..icd.laser import INTERLOCK, SETTLED, SUN_IN_VIEW
from .modes import ACQUIRE, COMM, REACQUIRE, TRACK

EMITTING_MODES = (ACQUIRE, TRACK, COMM, REACQUIRE)
FRESH_TICKS = 2  # a sample older than this is no pointing
NEEDED = SETTLED | INTERLOCK

OK, WRONG_MODE, STALE, BLIND, NOT_SETTLED, SUN, INHIBITED = 0, 1, 2, 3, 4, 5, 6


def refusal(mode: int, age: int, flags: float, target_az: float, target_el: float, inhibits: int) -> int:
    """Return OK when a terminal may emit now, else why not.

    `age` [ticks] of the sample, `flags` the terminal's status bits (NaN when INVALID), target angles [rad],
    `inhibits` the
    mask of reasons that stand.
    """
    if mode not in EMITTING_MODES:
        return WRONG_MODE
    if age > FRESH_TICKS:
        return STALE
    if flags != flags or target_az != target_az or target_el != target_el:
        return BLIND
    bits = int(flags)
    if bits & NEEDED != NEEDED:
        return NOT_SETTLED
    if bits & SUN_IN_VIEW:
        return SUN
    return INHIBITED if inhibits else OK
