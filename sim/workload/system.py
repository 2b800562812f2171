"""The workload of one satellite: five training groups and three inference groups of nine accelerators.

Source: docs/physics.md section 6; the split of the groups is ours.

Order: once a tick (`prepare`) hardware judges junctions and the pool serves what arrives, a fluid with times of
seconds. In a sub-step (`draw`) throttles and caps set the clocks; the job advances at those clocks; power follows from
what was done; the supplies draw it, or ride through when their input is off. `step` is both at once.

State `x` is (len(STATE),), parameters `p` (len(PARAMETERS),), outputs `y` (len(OUTPUTS),).
"""

import numpy as np
from numpy.typing import NDArray

from sim.kernel import jit
from sim.streams import normal, stream_key
from sim.workload import accelerator, inference, layout, supply, training
from sim.workload.layout import (
    CLOCK,
    DELAY,
    GROUPS,
    INFERENCE_J,
    INFERENCE_P,
    JOB,
    OUTPUTS,
    PARAMETERS,
    POOL,
    RISE,
    STATE,
    STRIDE,
    SUPPLY_P,
    THROTTLED,
    TRAINING,
    TRAINING_J,
    TRAINING_P,
    TRIPPED,
)

__all__ = ["OUTPUTS", "PARAMETERS", "STATE", "account", "draw", "initial", "prepare", "step"]

SKEW_STREAM = "workload.skew"

Vector = NDArray[np.float64]


def initial(p: Vector, running: bool = True, seed: int = 0, lane: int = 0) -> Vector:
    """Return the state (len(STATE),): all groups ready at full clock, the queue empty, counters at zero [s, J].

    The training job is in the middle of a step when `running`, else held. The delays of single accelerators are drawn
    by `seed` and `lane`. Source: docs/physics.md section 6.
    """
    x = np.zeros(len(STATE))
    x[CLOCK : GROUPS * STRIDE : STRIDE] = 1.0
    _draw_skew(x, p, seed, lane)
    if running:
        x[JOB + training.JOB] = training.RUNNING
        x[JOB + training.PHASE] = 0.5 * p[TRAINING_P + training.COMPUTE]
    return x


def _draw_skew(x: Vector, p: Vector, seed: int, lane: int) -> None:
    """Draw how far each accelerator lags, and keep of each group the mean and what the scatter does to its edges."""
    q = p[TRAINING_P:INFERENCE_P]
    key0, key1 = stream_key(seed, SKEW_STREAM)
    count = int(p[accelerator.COUNT])
    blocks = -(-count // 4)
    for group in range(GROUPS):
        draws = [normal(key0, key1, 0, lane, group * blocks + block) for block in range(blocks)]
        delays_s = q[training.SPREAD] * np.array(draws).reshape(-1)[:count]
        x[group * STRIDE + DELAY] = q[training.SKEW] * group + delays_s.mean()
        x[group * STRIDE + RISE] = training.rise_of_group_s(q[training.RISE], delays_s.var())


@jit
def step(
    x: Vector, p: Vector, prefill_tokens: float, decode_tokens: float, requests: float,
    rack_mask: float, clock_inference: float, clock_training: float, training_order: float,
    power_cap_w: float, feed_on: float, junction_c: Vector, dt_s: float, y: Vector,
) -> None:  # fmt: skip
    """Advance `x` (len(STATE),) by one sub-step `dt_s` of some 10 ms and fill `y` (len(OUTPUTS),). For benches.

    A tick of the plant (sim/tick.py) calls `prepare` once and `draw` in each sub-step instead.
    `prefill_tokens`, `decode_tokens` and `requests` arrive in this sub-step; the next five are the payload
    board's actuators; `feed_on` not 0 when the racks have input power; `junction_c` (8,) [degC], hottest of each
    group. The clocks and the cap [W] hold for one accelerator.
    """
    serving = prepare(x, p, prefill_tokens, decode_tokens, requests, rack_mask, feed_on, junction_c, dt_s, y)
    draw(x, p, serving, rack_mask, clock_inference, clock_training, training_order, power_cap_w, feed_on, dt_s, y)


@jit
def prepare(
    x: Vector, p: Vector, prefill_tokens: float, decode_tokens: float, requests: float,
    rack_mask: float, feed_on: float, junction_c: Vector, dt_s: float, y: Vector,
) -> float:  # fmt: skip
    """Let hardware judge the junctions and the pool serve for `dt_s` [s]; return the pool's mean activity [1] over it.

    `x` (len(STATE),), `y` (len(OUTPUTS),), the rest as for `step`, tokens and requests of all `dt_s`. Source: ours.
    """
    _protect(x, p, _enabled(rack_mask, feed_on), junction_c, y)
    prefill, decode, occupancy = _serve(x, p, prefill_tokens, decode_tokens, requests, dt_s)
    q = p[INFERENCE_P:]
    busy = inference.decode_share_of_peak(occupancy, q)
    y[layout.OUT_LOAD] = prefill + decode * occupancy * _headroom(q)
    return float(prefill * q[inference.PREFILL_ACTIVITY] + decode * accelerator.activity_at_full_clock(busy, p))


@jit
def _enabled(rack_mask: float, feed_on: float) -> int:
    """Return the mask of groups that are switched on and have input power; none for a mask out of range."""
    return int(rack_mask) if feed_on != 0.0 and 0.0 <= rack_mask < 256.0 else 0


@jit
def draw(
    x: Vector, p: Vector, serving: float, rack_mask: float, clock_inference: float, clock_training: float,
    training_order: float, power_cap_w: float, feed_on: float, dt_s: float, y: Vector,
) -> None:  # fmt: skip
    """Advance job, clocks and supplies by a sub-step `dt_s` [s]; put what the groups draw [W] in `y` (len(OUTPUTS),).

    `x` (len(STATE),), `serving` activity [1] of the inference groups (`prepare`), the rest as for `step`. Source: ours.
    """
    order = int(training_order) if 0.0 <= training_order < 3.0 else training.HOLD
    enabled = _enabled(rack_mask, feed_on)
    work = _train(x, p, order, dt_s)
    saving = accelerator.activity_at_full_clock(p[TRAINING_P + training.SHARE], p)
    y[layout.OUT_TOTAL] = 0.0
    for group in range(GROUPS):
        trains = group < TRAINING
        lock = accelerator.clock_asked(clock_training if trains else clock_inference, p)
        activity = serving
        if trains:
            activity = _training_activity(x, p, work, group, saving)
        on = (enabled >> group) & 1 == 1
        y[group] = _draw_w(x, p, group, on, activity, lock, power_cap_w, dt_s)
        y[layout.OUT_TOTAL] += y[group]
    _report(x, y)


@jit
def _headroom(q: Vector) -> float:
    """Return the inverse of the occupancy of a full batch."""
    return float((q[inference.BATCH_MAX] + q[inference.BATCH_HALF]) / q[inference.BATCH_MAX])


@jit
def _protect(x: Vector, p: Vector, enabled: int, junction_c: Vector, y: Vector) -> None:
    """Let each group's hardware judge its junction: throttle when hot, and go dark when hotter still."""
    throttled = 0.0
    tripped = 0.0
    for group in range(GROUPS):
        base = group * STRIDE
        on = (enabled >> group) & 1 == 1
        x[base + THROTTLED] = accelerator.throttled(x[base + THROTTLED], junction_c[group], p)
        x[base + TRIPPED] = accelerator.tripped(x[base + TRIPPED], on, junction_c[group], p)
        if x[base + TRIPPED] != 0.0:
            supply.cut(x, base, p[SUPPLY_P:TRAINING_P])
        throttled += x[base + THROTTLED] * (1 << group)
        tripped += x[base + TRIPPED] * (1 << group)
    y[layout.OUT_THROTTLED] = throttled
    y[layout.OUT_TRIPPED] = tripped


@jit
def _train(x: Vector, p: Vector, order: int, dt_s: float) -> float:
    """Advance the training job at the slowest of its clocks; return the work done [s at full clock]."""
    intact = True
    clock = 1.0
    for group in range(TRAINING):
        intact = intact and supply.ready(x, group * STRIDE)
        clock = min(clock, x[group * STRIDE + CLOCK])
    return training.step(x[JOB:POOL], p[TRAINING_P:INFERENCE_P], order, intact, clock, dt_s)


@jit
def _training_activity(x: Vector, p: Vector, work: float, group: int, saving: float) -> float:
    """Return the mean activity of a training group over the sub-step."""
    base = group * STRIDE
    delay_s, rise_s = x[base + DELAY], x[base + RISE]
    return training.activity(x[JOB:POOL], p[TRAINING_P:INFERENCE_P], work, delay_s, rise_s, saving)


@jit
def account(x: Vector, y: Vector, dt_s: float) -> None:
    """Add the energy that the groups got over `dt_s` [s] to the state; `y` holds the powers really delivered [W].

    Apart from `step`, as a bus that fails delivers less than is asked. Source: definition of energy.
    """
    for group in range(GROUPS):
        at = TRAINING_J if group < TRAINING else INFERENCE_J
        x[at] += y[group] * dt_s
    y[layout.OUT_TRAINING_J] = x[TRAINING_J]
    y[layout.OUT_INFERENCE_J] = x[INFERENCE_J]


@jit
def _serve(
    x: Vector, p: Vector, prefill_tokens: float, decode_tokens: float, requests: float, dt_s: float
) -> tuple[float, float, float]:
    """Let the inference groups that are ready serve the queue; return the shares of time and the occupancy."""
    ready = 0.0
    prefill_speed = 0.0
    decode_speed = 0.0
    for group in range(TRAINING, GROUPS):
        if supply.ready(x, group * STRIDE):
            clock = x[group * STRIDE + CLOCK]
            ready += p[accelerator.COUNT]
            prefill_speed += p[accelerator.COUNT] * clock
            decode_speed += p[accelerator.COUNT] * inference.decode_speed(clock, p[INFERENCE_P:])
    return inference.step(
        x[POOL:], p[INFERENCE_P:], prefill_tokens, decode_tokens, requests, ready, prefill_speed, decode_speed, dt_s
    )


@jit
def _draw_w(
    x: Vector, p: Vector, group: int, on: bool, activity: float, lock: float, cap_w: float, dt_s: float
) -> float:
    """Return the mean power [W] of a group; its clock goes on to what lock, throttle and cap allow."""
    base = group * STRIDE
    clock = x[base + CLOCK]
    ready = supply.ready(x, base)
    on = on and x[base + TRIPPED] == 0.0
    load_w = accelerator.power_w(activity, clock, p) if ready else 0.0
    limit = min(lock, p[accelerator.THROTTLE_CLOCK]) if x[base + THROTTLED] != 0.0 else lock
    if ready:
        limit = accelerator.capped_clock(activity, limit, cap_w, p)
    x[base + CLOCK] = accelerator.follow(clock, limit, dt_s, p)
    drawn_w = supply.draw_w(x, base, on, load_w, p[accelerator.IDLE], dt_s, p[SUPPLY_P:TRAINING_P])
    return float(drawn_w * p[accelerator.COUNT])


@jit
def _report(x: Vector, y: Vector) -> None:
    """Copy what the racks tell of themselves to the outputs."""
    y[layout.OUT_JOB] = x[JOB + training.JOB]
    y[layout.OUT_CHECKPOINTS] = x[JOB + training.CHECKPOINTS]
    y[layout.OUT_STEPS] = x[JOB + training.STEPS]
    y[layout.OUT_LOST] = x[JOB + training.LOST]
    y[layout.OUT_TOKENS] = x[POOL + inference.TOKENS]
    y[layout.OUT_QUEUE] = inference.in_system(x[POOL:])
    y[layout.OUT_REFUSED] = x[POOL + inference.REFUSED]
    y[layout.OUT_SERVED] = x[POOL + inference.SERVED]
