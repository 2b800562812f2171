"""Bypass mixing valve: shares the flow between the radiator and a bypass, and mixes the two streams again.

Source: docs/physics.md section 4 [S24]; rate and lag are ours.
"""

from sim.kernel import jit


@jit
def position_next(position: float, asked: float, health: float, rate_per_s: float, lag_s: float, dt_s: float) -> float:
    """Position (radiator share, 0 to 1) after `dt_s`.

    First order towards `asked`, slewing at most `rate_per_s`.

    `health` 0 is a valve stuck where it is. An order that is not a number leaves the valve where it is.

    `dt_s` in [s], `rate_per_s` in [1/s].
    """
    if asked != asked:
        return position
    wanted = (min(max(asked, 0.0), 1.0) - position) * min(dt_s / lag_s, 1.0)
    stroke = rate_per_s * dt_s
    return position + health * min(max(wanted, -stroke), stroke)


@jit
def mixed(share: float, radiator: float, bypass: float) -> float:
    """Mix of the streams, in what is conserved (enthalpy; temperature when cp is equal): x R + (1 - x) B."""
    return share * radiator + (1.0 - share) * bypass
