"""Where the lanes of a fleet start: orbits, charge, temperatures. Ours; columns: docs/models/fleet-chain.md."""

import numpy as np
from numpy.typing import NDArray

from sim.constants import EARTH_RADIUS_M, STEFAN_BOLTZMANN_W_M2K4
from sim.environment import view_factor
from sim.environment.flux import EARTH_INFRARED_W_M2
from sim.fleet import place, table
from sim.fleet.spec import FleetSpec
from sim.orbit import illumination
from sim.orbit.shells import flattening, shell_orbits
from sim.power import battery

Values = NDArray[np.float64]

START_SOC, START_CELL_K, START_PACK_K = 0.9, 330.0, 293.15


def start(spec: FleetSpec, first: int, last: int, sun: Values, rack_w: float, bp: Values, fp: Values) -> Values:
    """Return the state (len(STATE), n) of satellites `first` to before `last` at the epoch, the Sun at `sun` (3,) [m].

    Radiators are in balance with racks that draw `rack_w` [W]. `bp` and `fp` are the packed tables of battery and
    fleet, (len(PARAMETERS),) each. GCRF. Ours.
    """
    orbits = shell_orbits(spec.shells, spec.epoch_utc, first, last)
    sizes_m, which = np.unique(orbits.a_m, return_inverse=True)  # as many as planes, not as satellites
    size = (np.array([flattening(float(a)) for a in sizes_m]) * sizes_m)[which]
    tilt = np.sin(orbits.inclination_rad) * np.sin(orbits.inclination_rad)
    turn_rad, drift_rad = orbits.latitude_rad_s * spec.step_s, orbits.raan_rad_s * spec.step_s
    seen = np.array([view_factor.edge_on(float(a)) for a in sizes_m / EARTH_RADIUS_M])[which]
    edges = np.cumsum([shell.satellites for shell in spec.shells])
    s = np.zeros((len(table.STATE), last - first))
    columns: dict[int, Values | float] = {
        table.A: orbits.a_m, table.COS_I: np.cos(orbits.inclination_rad), table.SIN_I: np.sin(orbits.inclination_rad),
        table.RADIAL: 0.25 * size * tilt, table.ALONG: 0.125 * size * tilt,
        table.COS_DU: np.cos(turn_rad), table.SIN_DU: np.sin(turn_rad),
        table.COS_DN: np.cos(drift_rad), table.SIN_DN: np.sin(drift_rad),
        table.COS_U: np.cos(orbits.latitude_rad), table.SIN_U: np.sin(orbits.latitude_rad),
        table.COS_NODE: np.cos(orbits.raan_rad), table.SIN_NODE: np.sin(orbits.raan_rad),
        table.EARTH_IR: EARTH_INFRARED_W_M2 * seen,
        table.SHELL: np.searchsorted(edges, np.arange(first, last), side="right").astype(np.float64),
        table.CELL_K: START_CELL_K, table.SOC: START_SOC, table.BATTERY_K: START_PACK_K,
        table.SUPPLY_K: fp[table.SUPPLY], table.LEVEL: 2.0,
        table.MIN_SOC: START_SOC, table.MAX_JUNCTION: -273.15, table.STORED_START: battery.stored_j(START_SOC, bp),
    }  # fmt: skip
    for row, column in columns.items():
        s[row] = column
    s[table.SHARE] = illumination(positions(s).T, sun)
    s[table.RADIATOR_K] = balance_k(s, rack_w + fp[table.LOOP_HEAT], fp)
    s[table.HEAT_START] = heat_j(s, fp)
    return s


def positions(s: Values) -> Values:
    """Return (3, n) positions [m], GCRF, of the lanes `s` (len(STATE), n) as they are. Source: `sim.fleet.place`."""
    r = np.empty((3, s.shape[1]))
    place.find(s, r)
    return r


def balance_k(s: Values, heat_w: float, fp: Values) -> Values:
    """Return the radiator temperature [K], (n,), in balance with `heat_w` [W]; `s` is (len(STATE), n). Ours."""
    exchange = fp[table.EMISSIVITY] * STEFAN_BOLTZMANN_W_M2K4 * fp[table.FIN] * fp[table.EMITTING]
    fourth: Values = heat_w / exchange + s[table.EARTH_IR] / STEFAN_BOLTZMANN_W_M2K4
    return np.sqrt(np.sqrt(fourth))


def heat_j(s: Values, fp: Values) -> Values:
    """Return the heat [J] in coolant and radiator above 0 K, (n,), of `s` (len(STATE), n). Ours."""
    stored: Values = fp[table.LOOP_C] * s[table.SUPPLY_K] + fp[table.PANEL_C] * fp[table.EMITTING] * s[table.RADIATOR_K]
    return stored
