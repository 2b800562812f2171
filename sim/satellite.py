"""One satellite: orbit, light, power, heat, laser terminals and compute, and the vectors they are told in.

`advance` runs one control tick (sim.tick); `statistics` then holds every signal a board can sense, reduced over the
tick, and `truth` what checks and reports need. Frame GCRF; local orbital frame as in sim.orbit.frame. How the parts
meet: docs/physics.md section 1.
"""

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim import orbit, parts
from sim.actuators import ACTUATORS
from sim.constants import EARTH_RADIUS_M
from sim.environment import sink
from sim.kernel import collector_off
from sim.optical import system as optical
from sim.orbit import flight, neighbours
from sim.parameters import Parameter, index, pack
from sim.parts import Parameters, State
from sim.power import ageing, converter, feed
from sim.power import layout as power_layout
from sim.power import system as power
from sim.sense import sense, settle
from sim.sensors import chain as sensors
from sim.signals import SIGNALS
from sim.streams import stream_key
from sim.thermal import system as thermal
from sim.tick import advance
from sim.truth import TRUTH
from sim.workload import system as workload

__all__ = ["ACTUATORS", "PARAMETERS", "SIGNALS", "TRUTH", "Satellite"]

Vector = NDArray[np.float64]

START = (
    Parameter("soc", "1", 0.80, 0.0, 1.0, "odc120: state of charge at t = 0"),
    Parameter("supply_c", "degC", 40.0, -20.0, 60.0, "odc120: coolant set point"),
    Parameter("rack_w", "W", 120000.0, 0.0, 1e6, "odc120: mean rack power the loops are in balance with at t = 0"),
    Parameter("cell_k", "K", 323.15, 100.0, 500.0, "ours: array cells in full sun"),
    Parameter("battery_k", "K", 293.15, 200.0, 350.0, "ours"),
)

#: Every parameter of a satellite, by section of a scenario.
PARAMETERS: dict[str, tuple[Parameter, ...]] = {
    "start": START,
    "orbit": flight.PARAMETERS,
    "sink": sink.PARAMETERS,
    "power": power.PARAMETERS,
    "thermal": thermal.PARAMETERS,
    "optical": optical.PARAMETERS,
    "workload": workload.PARAMETERS,
    "platform": parts.PLATFORM,
    "sensors": sensors.PARAMETERS,
}


#: Sections whose parameters may be switched in mid-run: they reach the compiled models as they are written.
SWITCHABLE = ("power", "thermal", "optical", "workload", "platform", "sensors")

STATE_VERSION = 2  # of what `state` gives
_NOTHING = np.zeros(0)

#: Of these, what is read when a satellite is made and never again, as section.parameter.
START_ONLY = frozenset(f"power.{row.name}" for row in ageing.PARAMETERS)


class Satellite:
    """One satellite at 10 Hz or so. All state is in `state()`; random draws are indexed by tick."""

    def __init__(
        self,
        *,
        epoch_utc: datetime,
        elements: Mapping[str, Any],
        values: Mapping[str, Mapping[str, float]],
        seed: int,
        period_s: float,
        substeps: int,
        ticks: int,
        arrivals: NDArray[np.float64],
        safe: Vector,
    ) -> None:
        """Put the satellite at its epoch.

        Args:
            epoch_utc: timezone-aware.
            elements: altitude_km, eccentricity, inclination_deg, ltan_h or raan_deg, argument_of_perigee_deg,
                argument_of_latitude_deg, GCRF; or tle (two lines) or omm (a map), taken to the epoch by SGP4.
            values: section of PARAMETERS to name to value, where not the default.
            seed: of all random streams.
            period_s: control period [s]; substeps of it for power, heat and compute.
            ticks: last tick of the run.
            arrivals: (ticks + 1, 3) prompt tokens, tokens to generate and requests that arrive in each tick.
            safe: (len(ACTUATORS),) safe values of the boards, under which tick 0 is observed.

        Raises ValueError for an impossible orbit or start.
        """
        self._period_s, self._substeps, self._arrivals = period_s, substeps, arrivals
        self._keys = np.array(stream_key(seed, "optical"), dtype=np.int64)
        packed = {name: pack(table, values.get(name, {})) for name, table in PARAMETERS.items()}
        start = packed["start"]
        r, v = _start_state(elements, epoch_utc)
        distance_m = math.sqrt(float(r @ r))
        p = Parameters(
            sink=sink.parameters(values.get("sink", {}), distance_m),
            power=ageing.aged(packed["power"], power.PARAMETERS),
            thermal=packed["thermal"],
            optical=packed["optical"],
            workload=packed["workload"],
            platform=packed["platform"],
            sensors=packed["sensors"],
            orbit=flight.parameters(values.get("orbit", {}), epoch_utc, ticks * period_s),
        )
        x = _initial(p, start, r, v, seed)
        self._p, self._x = np.concatenate(p), np.concatenate(x)
        self._y = np.zeros(len(parts.ALL_OUTPUTS))
        self.statistics = np.zeros((4, len(SIGNALS)))
        self.truth = np.zeros(len(TRUTH))
        self._observe(safe)
        settle(parts.cut_state(self._x).sensors, self.statistics)
        sense(self._x.copy(), self._p, self.statistics.copy())  # compiled before the first tick

    def _observe(self, safe: Vector) -> None:
        """Write the vectors of tick 0. Compiles the tick: the first of a run takes no longer than the others."""
        dt_s, none = self._period_s / self._substeps, np.zeros((1, 3))
        with collector_off():
            advance(
                self._x, self._p, self._y, safe, none, self._keys, 0, dt_s, 1, self._x.copy(), self.statistics,
                self.truth,
            )  # fmt: skip

    def advance(self, tick: int, actuators: Vector) -> None:
        """Integrate over [t_k-1, t_k] with `actuators` (len(ACTUATORS),) in force, engineering units.

        Raises ArithmeticError when a quantity is no longer a number: the model left its domain.
        """
        finite = advance(
            self._x, self._p, self._y, actuators, self._arrivals, self._keys, tick, self._period_s, self._substeps,
            _NOTHING, self.statistics, self.truth,
        )  # fmt: skip
        if not finite:
            names = [name for name, value in zip(TRUTH, self.truth, strict=True) if not math.isfinite(value)]
            raise ArithmeticError(f"tick {tick}: not finite: {', '.join(names) or 'a signal'}")

    def sense(self) -> None:
        """Replace true values in `statistics` by what the boards' sensors make of them, NaN for INVALID.

        After `advance`, and after the faults due at its end; the same when repeated.
        """
        sense(self._x, self._p, self.statistics)

    def parameter(self, section: str, name: str) -> float:
        """Return the value of a parameter now, in its unit. Raises KeyError as `set_parameter` does."""
        return float(self._p[_position(section, name)])

    def set_parameter(self, section: str, name: str, value: float) -> None:
        """Give a parameter of a section in SWITCHABLE a new value, in its unit, for what comes after.

        Raises KeyError when there is none, or it is read at the start only. Ranges are the scenario's to check, at
        the door.
        """
        self._p[_position(section, name)] = value

    def state(self) -> list[Any]:
        """Return plain data that `restore` takes back: a version, then the values of every vector."""
        return [STATE_VERSION, *(vector.tolist() for vector in self._vectors())]

    def restore(self, state: list[Any]) -> None:
        """Take back what `state` gave. Raises ValueError on another version or another satellite."""
        version, *values = state
        if version != STATE_VERSION:
            raise ValueError(f"satellite state version {version}, expected {STATE_VERSION}")
        for vector, value in zip(self._vectors(), values, strict=True):
            vector[:] = value

    def _vectors(self) -> tuple[Vector, ...]:
        return (*parts.cut_state(self._x), self._y, self.statistics.reshape(-1), self.truth)


def _position(section: str, name: str) -> int:
    """Return where a parameter stands in the flat vector. Raises KeyError when it cannot be switched."""
    if section not in SWITCHABLE or f"{section}.{name}" in START_ONLY:
        raise KeyError(f"{section}.{name}")
    return parts.start_of(section) + index(PARAMETERS[section], name)


def _initial(p: Parameters, start: Vector, r: Vector, v: Vector, seed: int) -> State:
    """Return the state at r (3,) [m], v (3,) [m/s], GCRF; `start` is packed from START, parts drawn by `seed`."""
    motion = flight.initial(r, v)
    orbit_y = np.zeros(len(flight.OUTPUTS))
    flight.observe(motion, p.orbit, orbit_y)
    faces_k = sink.radiator_faces_k(
        p.sink, orbit_y[flight.ALTITUDE], orbit_y[flight.SUN_AZ], orbit_y[flight.SUN_EL], orbit_y[flight.FLUX],
        orbit_y[flight.ILLUMINATION], p.thermal[index(thermal.PARAMETERS, "emissivity")],
    )  # fmt: skip
    rack_w = start[index(START, "rack_w")]
    loss_w = converter.input_w(rack_w, p.power, power_layout.FEED_P + feed.CONVERTER) - rack_w
    supply_c = start[index(START, "supply_c")]
    heat = thermal.initial(p.thermal, np.full(8, rack_w / 8.0), sink.effective_k(*faces_k), supply_c, loss_w=loss_w)
    electric = power.initial(
        p.power,
        start[index(START, "soc")],
        start[index(START, "cell_k")],
        start[index(START, "battery_k")],
    )
    around = neighbours.initial_neighbours(r, v)
    return State(
        orbit=motion,
        neighbours=around,
        power=electric,
        thermal=heat.x,
        optical=optical.initial(p.optical, orbit_y, around),
        workload=workload.initial(p.workload, seed=seed),
        coupling=np.array([orbit_y[flight.ILLUMINATION], 0.0, 0.0, 1.0, 1.0, 1.0]),
        sensors=sensors.initial(seed),
    )


def _start_state(elements: Mapping[str, Any], epoch_utc: datetime) -> tuple[Vector, Vector]:
    """Return r (3,) [m] and v (3,) [m/s], GCRF. Raises ValueError for an impossible orbit."""

    if elements.get("tle") or elements.get("omm"):
        return orbit.start_of_mean_elements(elements.get("tle"), elements.get("omm"), epoch_utc)

    def radians(name: str) -> float:
        return math.radians(float(elements[name] or 0.0))

    radius_m = EARTH_RADIUS_M + 1000.0 * float(elements["altitude_km"] or 0.0)
    ltan_h = elements["ltan_h"]
    raan_rad = radians("raan_deg") if ltan_h is None else orbit.raan_from_ltan_rad(ltan_h, epoch_utc)
    inclination_rad, latitude_rad = radians("inclination_deg"), radians("argument_of_latitude_deg")
    eccentricity = float(elements["eccentricity"] or 0.0)
    if eccentricity == 0.0:
        return orbit.near_circular_state(radius_m, inclination_rad, raan_rad, latitude_rad)
    argp_rad = radians("argument_of_perigee_deg")
    return orbit.state_from_elements(
        orbit.Elements(radius_m, eccentricity, inclination_rad, raan_rad, argp_rad, latitude_rad - argp_rad)
    )
