"""Where the satellite and its neighbours are, where the Sun is, and how much of it the Earth hides.

Everything is in GCRF, centred on the Earth, metres and seconds; +z is taken as the Earth's axis.
"""

from sim.orbit.circular import near_circular_state
from sim.orbit.eclipse import illumination
from sim.orbit.elements import Elements, elements_from_state, state_from_elements
from sim.orbit.events import eclipse_events
from sim.orbit.frame import beta_angle_rad
from sim.orbit.mean_elements import MeanElements
from sim.orbit.neighbours import initial_neighbours
from sim.orbit.omm import from_omm
from sim.orbit.propagate import propagate_j2, propagate_two_body
from sim.orbit.season import Season, eclipse_season
from sim.orbit.secular import j2_rates, sun_synchronous_inclination_rad
from sim.orbit.sgp4_motion import propagate_sgp4, sgp4_teme, start_of_mean_elements
from sim.orbit.sun import mean_sun_rad, raan_from_ltan_rad, sun_position_eci_m
from sim.orbit.tle import from_tle

__all__ = [
    "Elements",
    "MeanElements",
    "Season",
    "beta_angle_rad",
    "eclipse_events",
    "eclipse_season",
    "elements_from_state",
    "from_omm",
    "from_tle",
    "illumination",
    "initial_neighbours",
    "j2_rates",
    "mean_sun_rad",
    "near_circular_state",
    "propagate_j2",
    "propagate_sgp4",
    "propagate_two_body",
    "raan_from_ltan_rad",
    "sgp4_teme",
    "start_of_mean_elements",
    "state_from_elements",
    "sun_position_eci_m",
    "sun_synchronous_inclination_rad",
]
