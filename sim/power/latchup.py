"""Single-event latch-up of a feed's electronics, and the hardware that ends it: cut, hold off, retry, isolate.

A latched part draws a current that its activity does not explain until its supply goes. The protection compares what
a feed draws with what its load reports; an excess above a threshold that outlasts the longest inrush takes the feed
off, holds it off for the parasitic thyristor to recover, and tries again; at the third latch-up the feed stays off.
A retriggerable feed (the platform's) is never given up (ECSS-E-ST-20-20C: LCL and RLCL; docs/physics.md section 3,
case P-8). Here the parameter is the fault: as long as it is there the part latches again at each retry.
"""

from sim.kernel import jit

OFF_TIME = 0.008  # [s] an excess this long is no inrush (5 ms); below the 10 ms within which a latch-up must be off
HOLD_TIME = 0.5  # [s] off before a retry; 0.1 to 1 s are usual
THRESHOLD = 0.3  # [A] of excess: a latch-up is tens of mA to some A, the meters' error well below
LAST = 3.0  # latch-ups after which the feed stays off
ROUNDING = 1e-9  # [s] of sums of steps in binary
ON, OFF = 0.0, 1.0


@jit
def watch(
    excess_a: float, on: bool, clock_s: float, count: float, forgiving: bool, dt_s: float
) -> tuple[float, float, float]:
    """Return (share of the step the feed is on, clock [s], latch-ups so far) of one feed.

    `excess_a` [A] is the current its load does not explain. The clock runs up from 0 while there is an excess and is
    the rest of the hold-off, negative, while it is off. `forgiving`: never isolated. Commanding it off (`on` false)
    stops the clock of the excess; count and hold-off stay, they are the protection's own.
    """
    if clock_s < 0.0:
        if count >= LAST and not forgiving:
            return 0.0, -HOLD_TIME, count
        return 0.0, (clock_s + dt_s if clock_s + dt_s < -ROUNDING else 0.0), count
    if not on or not excess_a > THRESHOLD:
        return 1.0, 0.0, count
    clock_s += dt_s
    if clock_s < OFF_TIME - ROUNDING:
        return 1.0, clock_s, count
    return max(1.0 - (clock_s - OFF_TIME) / dt_s, 0.0), -HOLD_TIME, count + 1.0
