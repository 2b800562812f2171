"""Heat exchange of a wall with coolant that flows past it.

UA ~ flow^0.8 is the turbulent law of Dittus and Boelter, 1930 (also `docs/physics.md` section 4). A cell's mean
temperature is a weighted one of inlet and outlet: for a wall at one temperature, as a cold plate, by the exact steady
solution; for a wall that grows colder along the flow as the coolant does, as a radiator's, the middle of both.
"""

import math

from sim.kernel import jit


@jit
def conductance_share(flow_share: float, floor: float) -> float:
    """Return the conductance over that at rated flow [1] from the flow over rated [1]: Dittus and Boelter, flow^0.8.

    Never below `floor` (still liquid).
    """
    if flow_share <= 1e-6:
        return floor
    return max(floor, math.exp(0.8 * math.log(flow_share)))


@jit
def profile_weight(conductance_w_k: float, capacity_w_k: float) -> float:
    """Return the weight w [1], 0.5 to 1, of the outlet in the mean temperature: mean = (1 - w) inlet + w outlet.

    `conductance_w_k` UA of the wall, `capacity_w_k` m cp of the flow [W/K].
    Along an isothermal wall with N = UA/(m cp) transfer units, w = 1/(1 - exp(-N)) - 1/N: the middle at fast
    flow, the cell's own temperature when the flow stops.
    """
    if conductance_w_k >= 50.0 * capacity_w_k:
        return 1.0 - capacity_w_k / conductance_w_k if conductance_w_k > 0.0 else 1.0
    units = conductance_w_k / capacity_w_k
    if units < 1e-4:
        return 0.5 + units / 12.0  # series, where the closed form would cancel
    return 1.0 / (1.0 - math.exp(-units)) - 1.0 / units


@jit
def following_weight(conductance_w_k: float, capacity_w_k: float) -> float:
    """Return the weight [1], 0.5 to 1, of the outlet in the mean where the wall follows the coolant: the middle.

    `conductance_w_k` UA of the wall, `capacity_w_k` m cp of the flow [W/K]. Beyond two transfer units, at hardly any
    flow, as much of the outlet as keeps a warmer inlet from making a colder outlet: 1 - m cp/UA. Second order in the
    length of a cell; source: ours, against the solved panel (docs/models/thermal-radiator.md).
    """
    if conductance_w_k <= 2.0 * capacity_w_k:
        return 0.5
    return 1.0 - capacity_w_k / conductance_w_k
