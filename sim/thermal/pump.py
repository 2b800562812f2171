"""Pumps of one loop, a prime and a standby in parallel behind check valves, and the system they work against.

Affinity laws (`docs/physics.md` section 4): flow ~ speed, head ~ speed^2, power ~ speed^3. Pump curve at rated speed
H = h0 - (h0 - 1) Q^2, system curve H = k Q^1.75 (turbulent, Blasius), all in shares of the rated point, which is where
they meet at k = 1. Along k Q^2 the affinity laws would hold exactly; with 1.75 flow falls a little faster than speed.

Arguments are plain numbers, finite but for the order of `speed_next`; no leaf raises. Loop A or B calls them in every
step, `sim.thermal.loop` and `sim.thermal.steady`.
"""

import math

from sim.kernel import jit

_STOPPED = 0.005  # share of rated speed below which static friction and the check valve hold: no flow
_PRIMED = 1e-6  # share of its head below which a pump counts as dry
_TURNS = 12  # Newton on a concave curve, from above after a turn at most: two to four, more against a closed loop
_EXACT = 1e-5  # [share of rated flow] change at which it ends: the error left is of its square
_HALVINGS = 44  # bisections of the flow of two pumps


@jit
def speed_next(speed: float, asked: float, health: float, lag_s: float, dt_s: float) -> float:
    """Return the speed [share of rated] after `dt_s` [s]: first order, `lag_s` [s], towards `asked` times `health`.

    `asked` [share of rated] is held within 0 to 1.5; one that is not a number stops the pump. `health` [1] 0 is seized,
    1 good. Explicit, and at the target at once when `dt_s` is longer than `lag_s`, which is above 0. Source: ours.
    """
    target = min(max(asked, 0.0), 1.5) * health if asked == asked else 0.0
    return speed + (target - speed) * min(dt_s / lag_s, 1.0)


@jit
def flow_share(speed: float) -> float:
    """Return the flow [share of rated] of a pump at `speed` [share of rated], where its curve meets k Q^2: Q ~ N.

    Source: affinity, docs/physics.md section 4.
    """
    return speed


@jit
def head_share(speed: float) -> float:
    """Return the head [share of rated] of a pump at `speed` [share of rated], where its curve meets k Q^2: H ~ N^2.

    Source: affinity, docs/physics.md section 4.
    """
    return speed * speed


@jit
def power_w(speed: float, rated_w: float) -> float:
    """Return the electrical power [W] of a pump at `speed` [share of rated]: P ~ N^3.

    `rated_w` [W] at rated speed. Canned motor, so all of it ends in the coolant. Source: affinity, docs/physics.md
    section 4.
    """
    return rated_w * speed * speed * speed


@jit
def system_head(flow: float, resistance: float) -> float:
    """Return k Q^1.75 [share of rated head] at `flow` [share of rated], `resistance` k [1]; 0 for no flow or one back.

    Source: Blasius friction (1913), the factor going with Re^-1/4.
    """
    return resistance * flow * flow / math.sqrt(math.sqrt(flow)) if flow > 0.0 else 0.0


@jit
def curve_head(speed: float, flow: float, shutoff: float) -> float:
    """Return the head [share of rated] of one pump at `speed` and `flow` [shares of rated]; `shutoff` h0 > 1.

    The parabola through h0 at no flow and through the rated point, moved by the affinity laws; below 0 beyond the flow
    it can give. Source: ours.
    """
    return shutoff * head_share(speed) - (shutoff - 1.0) * flow * flow


@jit
def _own_flow(speed: float, head: float, shutoff: float) -> float:
    """Return the flow [share of rated] of one pump against `head` [share of rated]; its check valve lets none back."""
    spare = shutoff * head_share(speed) - head
    return math.sqrt(spare / (shutoff - 1.0)) if spare > 0.0 else 0.0


@jit
def _alone(speed: float, resistance: float, shutoff: float) -> float:
    """Return the flow [share of rated] of one pump against the system curve, by Newton."""
    flow = speed * math.sqrt(shutoff / (shutoff - 1.0 + resistance))
    for _ in range(_TURNS):
        friction = system_head(flow, resistance)
        excess = curve_head(speed, flow, shutoff) - friction
        change = excess * flow / (2.0 * (shutoff - 1.0) * flow * flow + 1.75 * friction)
        flow += change
        if abs(change) < _EXACT:
            break
    return flow


@jit
def operating_flow(prime: float, standby: float, resistance: float, shutoff: float, suction: float) -> float:
    """Return the loop's flow [share of rated]: where the head of both pumps meets the system curve.

    `prime`, `standby` speeds [share of rated]; `resistance` k [1], 1 at rated; `shutoff` h0 [1]; `suction` [1] share of
    their head that the pumps have (1 with liquid at the inlet, 0 with vapour). The slower pump adds nothing while the
    head of the faster holds its check valve shut. Two pumps by bisection, to 2^-44 of the bracket. 0 when the faster
    stands still or there is no suction. Source: ours, from the affinity laws.
    """
    fast, slow = max(prime, standby), min(prime, standby)
    if fast < _STOPPED or suction < _PRIMED:
        return 0.0
    k = resistance / suction
    flow = _alone(fast, k, shutoff)
    if shutoff * head_share(slow) <= system_head(flow, k):
        return flow
    low, high = flow, (fast + slow) * math.sqrt(shutoff / (shutoff - 1.0))
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        head = system_head(middle, k)
        if _own_flow(fast, head, shutoff) + _own_flow(slow, head, shutoff) > middle:
            low = middle
        else:
            high = middle
    return low
