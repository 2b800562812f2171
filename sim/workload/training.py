"""One lock-step training job: compute and communication in turn, on all training groups at once.

Power swings between near peak and near idle at the step rate (docs/physics.md section 6: 0.2 to 3 Hz, duty 60 to 90 %,
rises of 10 to 50 ms, a few ms of skew between groups and between the accelerators of one). The job stops at step
boundaries only. What the last checkpoint does not hold is lost when a group loses its memory. Compute runs at the
speed of the slowest clock.

The waveform is averaged over the work of the sub-step in closed form: at full clock its energy does not depend on
the sub-step; at a lower one a sub-step in which compute ends is off by a part of itself.

State `x` is (len(STATE),) from the start of a vector, parameters `p` (len(PARAMETERS),).
"""

import math

import numpy as np
from numpy.typing import NDArray

from sim.kernel import jit
from sim.parameters import Parameter

HELD, RUNNING, CHECKPOINTING, RESTORING = 0.0, 1.0, 2.0, 3.0  # job states, as the payload board tells them
HOLD, RUN, CHECKPOINT = 0, 1, 2  # orders, as the payload board gives them

PARAMETERS = (
    Parameter("compute_s", "s", 1.8, 0.05, 100.0, "ours: compute of a step at full clock; 0.5 Hz, duty 0.9"),
    Parameter("communication_s", "s", 0.2, 0.02, 100.0, "ours: communication of a step"),
    Parameter("rise_s", "s", 0.03, 0.001, 1.0, "10 to 50 ms (docs/physics.md section 6)"),
    Parameter("skew_s", "s", 0.002, 0.0, 0.1, "ours: delay from one group to the next, a few ms"),
    Parameter("spread_s", "s", 0.003, 0.0, 0.1, "ours: 1-sigma skew among the accelerators of a group, a few ms"),
    Parameter("compute_activity", "1", 1.0, 0.0, 1.0, "near peak (docs/physics.md S13)"),
    Parameter("communication_activity", "1", 0.15, 0.0, 1.0, "ours: near idle (docs/physics.md S13)"),
    Parameter("checkpoint_every_s", "s", 1800.0, 10.0, 1e6, "every 10 to 60 min (docs/physics.md section 6)"),
    Parameter("checkpoint_s", "s", 20.0, 0.1, 1000.0, "5 to 60 s (docs/physics.md section 6)"),
    Parameter("checkpoint_share", "1", 0.3, 0.0, 1.0, "of peak power: 20 to 40 % (docs/physics.md section 6)"),
    Parameter("restore_s", "s", 10.0, 0.0, 1000.0, "ours: reading a checkpoint back, at the same power"),
)
(COMPUTE, COMMUNICATION, RISE, SKEW, SPREAD, HIGH, LOW, EVERY, WRITE, SHARE, RESTORE) = range(11)

STATE = (
    "job",  # HELD, RUNNING, CHECKPOINTING or RESTORING
    "phase_s",  # work done of the step, in seconds at full clock
    "left_s",  # of a checkpoint or of restoring
    "since_s",  # since the last checkpoint, while running
    "steps",  # completed, those lost later included
    "unsaved",  # steps that only memory holds
    "lost",  # steps that have to be done again
    "checkpoints",  # completed
)
JOB, PHASE, LEFT, SINCE, STEPS, UNSAVED, LOST, CHECKPOINTS = range(len(STATE))

Vector = NDArray[np.float64]


@jit
def step(x: Vector, p: Vector, order: int, intact: bool, clock: float, dt_s: float) -> float:
    """Advance the job at x[0:len(STATE)] by `dt_s` [s]; return the work [s at full clock] done, 0 unless running.

    `order` HOLD, RUN or CHECKPOINT (another counts as HOLD); `intact` when every training group has its memory;
    `clock` of the slowest group.
    """
    if not intact:
        _drop(x)
        return 0.0
    job = x[JOB]
    if job == RUNNING:
        return _run(x, p, order, clock, dt_s)
    if job == HELD:
        _held(x, p, order)
        return 0.0
    if job == RESTORING and order != RUN:
        x[JOB] = HELD
        return 0.0
    x[LEFT] -= dt_s
    if x[LEFT] <= 0.0:
        _done(x, order)
    return 0.0


@jit
def _drop(x: Vector) -> None:
    """A group has lost its memory, and with it the job: steps that no checkpoint holds are lost."""
    x[LOST] += x[UNSAVED]
    x[UNSAVED] = 0.0
    x[JOB], x[PHASE], x[LEFT], x[SINCE] = HELD, 0.0, 0.0, 0.0


@jit
def _held(x: Vector, p: Vector, order: int) -> None:
    """Start restoring, or save what a hold without checkpoint left unsaved."""
    if order == RUN:
        x[JOB], x[LEFT] = RESTORING, p[RESTORE]
    elif order == CHECKPOINT and x[UNSAVED] > 0.0:
        x[JOB], x[LEFT] = CHECKPOINTING, p[WRITE]


@jit
def _done(x: Vector, order: int) -> None:
    """End a checkpoint or a restore."""
    if x[JOB] == CHECKPOINTING:
        x[CHECKPOINTS] += 1.0
        x[UNSAVED], x[SINCE] = 0.0, 0.0
    x[JOB] = RUNNING if order == RUN else HELD
    x[PHASE], x[LEFT] = 0.0, 0.0


@jit
def _run(x: Vector, p: Vector, order: int, clock: float, dt_s: float) -> float:
    """Work for `dt_s`, to the next step boundary at most when the job is to stop there."""
    whole = p[COMPUTE] + p[COMMUNICATION]
    work = _work(x[PHASE], clock, dt_s, p)
    x[SINCE] += dt_s
    if x[PHASE] + work < whole:
        x[PHASE] += work
        return work
    x[STEPS] += 1.0
    x[UNSAVED] += 1.0
    if order == RUN and x[SINCE] < p[EVERY]:
        x[PHASE] += work - whole
        return work
    work = float(whole - x[PHASE])
    x[PHASE] = 0.0
    if order in (RUN, CHECKPOINT):
        x[JOB], x[LEFT] = CHECKPOINTING, p[WRITE]
    else:
        x[JOB] = HELD
    return work


@jit
def _work(phase: float, clock: float, dt_s: float, p: Vector) -> float:
    """Work done in `dt_s` from `phase` on: compute goes at the clock, communication at the network's own speed."""
    compute_left = p[COMPUTE] - phase
    if compute_left <= 0.0:
        end = p[COMPUTE] + p[COMMUNICATION] - phase  # then the next step's compute
        return dt_s if dt_s <= end else float(end + (dt_s - end) * clock)
    if compute_left >= dt_s * clock:
        return dt_s * clock
    return float(compute_left + min(dt_s - compute_left / clock, p[COMMUNICATION]))


@jit
def activity(x: Vector, p: Vector, work: float, delay_s: float, rise_s: float, busy: float) -> float:
    """Return the mean activity of a training group over a sub-step that did `work` up to now.

    `delay_s` [s] of the group behind the job, `rise_s` [s] of its power (`rise_of_group_s`), `busy` the activity
    while a checkpoint is written or read; to be called after `step`.
    """
    if work <= 0.0:
        return busy if x[JOB] in (CHECKPOINTING, RESTORING) else 0.0
    whole = p[COMPUTE] + p[COMMUNICATION]
    end = (x[PHASE] if x[JOB] == RUNNING else whole) - delay_s
    if end <= p[COMPUTE] and end - work >= rise_s:
        return float(p[HIGH])  # nine sub-steps of ten
    high = (_high(end, whole, rise_s, p) - _high(end - work, whole, rise_s, p)) / work
    return float(p[LOW] + (p[HIGH] - p[LOW]) * min(max(high, 0.0), 1.0))


@jit
def rise_of_group_s(rise_s: float, variance_s2: float) -> float:
    """Return the rise [s] of accelerators that each rise in `rise_s` [s], with delays of `variance_s2` [s2].

    A ramp of length r has the variance r^2/12 of a uniform distribution, and variances of a convolution add (ours:
    the shape stays a ramp). The energy of a step is not changed.
    """
    return math.sqrt(rise_s * rise_s + 12.0 * variance_s2)


@jit
def _high(phase: float, whole: float, rise_s: float, p: Vector) -> float:
    """Integral from 0 to `phase` of the trapezoid: rises from 0, is 1, falls again from the end of compute on."""
    steps = math.floor(phase / whole)
    at = phase - steps * whole
    rise = min(rise_s, p[COMPUTE], p[COMMUNICATION])
    area = float(steps * p[COMPUTE])
    if at < rise:
        return area + float(0.5 * at * at / rise)
    if at <= p[COMPUTE]:
        return area + float(at - 0.5 * rise)
    if at < p[COMPUTE] + rise:
        left = p[COMPUTE] + rise - at
        return area + float(p[COMPUTE] - 0.5 * left * left / rise)
    return area + float(p[COMPUTE])
