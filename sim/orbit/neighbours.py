"""The four satellites at the other ends of the laser links: ahead, behind, and abreast in the planes east and west.

Each moves under J2 by itself, from the own satellite's state: in-plane ones are where it will be, or was, a 40th
of an orbit from now; those abreast are it, turned about the Earth's axis. So no neighbour drifts away for want of
the right mean size of orbit, and all links stay as the constellation means them.
Source: ours, after docs/odc120.md.
"""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.arguments import numbers, whole, within
from sim.kernel import jit
from sim.orbit.circular import revolution_s
from sim.orbit.elements import elements_from_state
from sim.orbit.flight import EARTH_RADIUS, J2, MU
from sim.orbit.gravity import step_j2
from sim.orbit.propagate import propagate_j2
from sim.orbit.secular import j2_rates
from sim.orbit.walker import MOST

NEIGHBOURS = ("ahead", "behind", "east", "west")
COUNT = len(NEIGHBOURS)
STATE = tuple(
    f"{name}_{part}" for name in NEIGHBOURS for part in ("r_x_m", "r_y_m", "r_z_m", "v_x_m_s", "v_y_m_s", "v_z_m_s")
)

IN_PLANE = 40  # satellites in a plane, docs/odc120.md: 1,095 km apart at 600 km
NODE_STEP_RAD = math.radians(10.0)  # between planes, docs/odc120.md: 165-1,216 km apart at equal arguments of latitude


def initial_neighbours(
    r_eci_m: ArrayLike,
    v_eci_m_s: ArrayLike,
    *,
    in_plane: int = IN_PLANE,
    node_step_rad: float = NODE_STEP_RAD,
) -> NDArray[np.float64]:
    """Return the state (24,) of the neighbours of a satellite at r (3,) [m], v (3,) [m/s], GCRF; layout STATE.

    Raises InputError for a state that is not a closed orbit, no number of satellites in a plane, and no step of node.
    """
    own_r, own_v = numbers("r_eci_m", r_eci_m), numbers("v_eci_m_s", v_eci_m_s)
    whole("in_plane", in_plane, 1, MOST)
    within("node_step_rad", node_step_rad, -math.tau, math.tau)
    elements = elements_from_state(own_r, own_v)
    spacing_s = revolution_s(own_r, own_v) / in_plane
    node_rad_s = j2_rates(elements.a_m, elements.e, elements.inclination_rad).raan_rad_s
    turn_rad = node_rad_s * spacing_s  # the node walks on in that time: turned back into the own plane
    r, v = propagate_j2(own_r, own_v, [spacing_s, -spacing_s, 0.0])
    states = np.concatenate([r, v], axis=1)
    turned = (
        _turn(states[0], -turn_rad),
        _turn(states[1], turn_rad),
        _turn(states[2], node_step_rad),
        _turn(states[2], -node_step_rad),
    )
    return np.concatenate(turned)


def _turn(state: NDArray[np.float64], angle_rad: float) -> NDArray[np.float64]:
    """Return a state (6,) turned about +z by `angle_rad`."""
    cosine, sine = math.cos(angle_rad), math.sin(angle_rad)
    turn = np.array([[cosine, -sine, 0.0], [sine, cosine, 0.0], [0.0, 0.0, 1.0]])
    return np.concatenate([turn @ state[:3], turn @ state[3:]])


@jit
def step(x: NDArray[np.float64], p: NDArray[np.float64], dt_s: float) -> None:
    """Advance all neighbours `x` (24,) by `dt_s` [s]; `p` as for `sim.orbit.flight.step`. The state is the output."""
    for neighbour in range(COUNT):
        step_j2(x[6 * neighbour : 6 * neighbour + 6], p[MU], p[EARTH_RADIUS], p[J2], dt_s)
