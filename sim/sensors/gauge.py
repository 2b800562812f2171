"""Gauges: strain bridge for pressure, pulse pick-up for flow, divider for voltage, shunt for current.

Each pair of functions goes from the quantity to what a converter sees (a share of its reference, or pulses) and
back, with a fixed calibration. Source: the definitions of the parts; sizes are parameters of sim.sensors.chain.
"""

import math

from sim.kernel import jit


@jit
def bridge_share(pressure: float, full: float, live_zero: float) -> float:
    """Return the output of a bridge over its span [1] at `pressure`, both in the unit of `full` (say bar).

    `live_zero` is the share at no pressure, so that a lost bridge can be told from an empty vessel (the 4 to 20 mA
    convention, 0.2). Source: linear transducer, IEC 61298 terminal-based.
    """
    return live_zero + (1.0 - live_zero) * pressure / full


@jit
def bridge_value(share: float, full: float, live_zero: float) -> float:
    """Return the pressure, in the unit of `full` (say [bar]), of a bridge's `share`; inverse of `bridge_share`."""
    return (share - live_zero) / (1.0 - live_zero) * full


@jit
def pulses(total_before: float, total: float) -> float:
    """Return the whole pulses [1] between two readings of the ideal total, in pulses.

    What is left of a pulse counts in the next gate, so no flow is lost in the long run. Source: definition.
    """
    return math.floor(total) - math.floor(total_before)


@jit
def divider_share(volt: float, ratio: float, reference_v: float) -> float:
    """Return the share of `reference_v` [V] behind a divider of `ratio` at `volt` [V]. Source: Ohm's law."""
    return volt * ratio / reference_v


@jit
def divider_value(share: float, ratio: float, reference_v: float) -> float:
    """Return the voltage [V] of a `share` behind a divider; inverse of `divider_share`."""
    return share * reference_v / ratio


@jit
def shunt_share(ampere: float, shunt_ohm: float, gain: float, reference_v: float) -> float:
    """Return the share of `reference_v` [V] behind an amplifier of `gain` over a shunt [ohm] at `ampere` [A].

    Mid-scale is no current, so both signs can be read. Source: Ohm's law.
    """
    return 0.5 + ampere * shunt_ohm * gain / reference_v


@jit
def shunt_value(share: float, shunt_ohm: float, gain: float, reference_v: float) -> float:
    """Return the current [A] of a `share` behind a shunt's amplifier; inverse of `shunt_share`."""
    return (share - 0.5) * reference_v / (shunt_ohm * gain)
