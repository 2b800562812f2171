"""One pipe leg as plug flow: a ring of parcels of equal mass that move without mixing.

The parcel at the head is shared: its arriving part fills while its leaving part drains by the same mass, so
the leg holds a fixed mass and a change at the inlet appears at the outlet exactly when the leg's mass has
passed. Nothing diffuses. Conserves enthalpy to rounding. Leaves work on one leg's slice of the state,
`PARCELS + 3` floats from `base`.

Ours: plug flow, docs/models/thermal-loop.md. State `x` is (n,).
"""

import numpy as np
from numpy.typing import NDArray

from sim.kernel import jit

PARCELS = 32  # parcels in a leg: 0.34 s of rated flow each with the ODC-120 volumes
HEAD = PARCELS  # offset: number of the parcel now at the head, a whole number
FILL = PARCELS + 1  # offset: share of the head parcel that has arrived, [0, 1)
ARRIVED = PARCELS + 2  # offset: mean specific enthalpy of the arrived part [J/kg]
LENGTH = PARCELS + 3  # floats of state in a leg

NAMES = (*(f"parcel_{i}" for i in range(PARCELS)), "head", "fill", "arrived")


@jit
def advance(x: NDArray[np.float64], base: int, moved_kg: float, inlet_j_kg: float, parcel_kg: float) -> float:
    """Push `moved_kg` at enthalpy `inlet_j_kg` [J/kg] into the leg.

    Return the mean enthalpy of what leaves [J/kg].

    With nothing moved, the enthalpy waiting at the outlet. `moved_kg` >= 0; `parcel_kg` > 0.
    """
    head = int(x[base + HEAD])
    if moved_kg <= 0.0:
        return float(x[base + head])
    fill = x[base + FILL]
    arrived = x[base + ARRIVED]
    rest = moved_kg / parcel_kg  # [parcels] still to move
    left = 0.0  # [parcels * J/kg] enthalpy gone out
    while rest > 0.0:
        part = min(rest, 1.0 - fill)
        left += part * x[base + head]
        arrived += (inlet_j_kg - arrived) * (part / (fill + part))
        fill += part
        rest -= part
        if fill >= 1.0:
            x[base + head] = arrived
            head = (head + 1) % PARCELS
            fill = 0.0
            arrived = inlet_j_kg
    x[base + HEAD] = head
    x[base + FILL] = fill
    x[base + ARRIVED] = arrived
    return left * parcel_kg / moved_kg


@jit
def mean_j_kg(x: NDArray[np.float64], base: int) -> float:
    """Mean specific enthalpy [J/kg] of all the coolant in the leg, the head parcel in its two parts."""
    even = 0.0  # two sums, so that the processor need not wait for each addition
    odd = 0.0
    for i in range(0, PARCELS, 2):
        even += x[base + i]
        odd += x[base + i + 1]
    head = int(x[base + HEAD])
    shared: float = x[base + FILL] * (x[base + ARRIVED] - x[base + head])
    return (even + odd + shared) / PARCELS
