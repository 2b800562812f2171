"""What no model can take is refused at the door, with an InputError that names it: one line a case."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, datetime
from fractions import Fraction

import numpy as np
import pytest

from sim.environment import anomaly, upsets
from sim.errors import InputError
from sim.optical import budget, sight, topology
from sim.orbit import (
    Elements,
    eclipse_events,
    eclipse_season,
    illumination,
    initial_neighbours,
    j2_rates,
    near_circular_state,
    propagate_j2,
    propagate_two_body,
    state_from_elements,
    sun_position_eci_m,
    sun_synchronous_inclination_rad,
)
from sim.orbit.shells import Shell, check_shell, default_shells
from sim.parameters import pack
from sim.power import system as electric
from sim.thermal import system as heat
from sim.workload import arrivals, generator
from sim.workload.requests import CODING, CONVERSATION, Requests, measure

EPOCH = datetime(2026, 6, 21, tzinfo=UTC)
R, V, SUN = (6978137.0, 0.0, 0.0), (0.0, 1000.0, 7490.0), (1.5e11, 0.0, 0.0)
PP, TP = pack(electric.PARAMETERS, {}), pack(heat.PARAMETERS, {})
RACKS = np.full(8, 1e4)
BUDGET = {"transmit_w": 2.5, "half_angle_rad": 15e-6, "range_m": 1e6, "aperture_m": 0.08, "efficiency": 0.5,
          "rate_bit_s": 1e10}  # fmt: skip
ASKED = Requests(np.arange(20.0), np.full(20, 100.0), np.full(20, 50.0))
PLACES = np.array([R, [0.0, 6978137.0, 0.0]])
SPEEDS = np.array([V, [-7490.0, 1000.0, 0.0]])
GRID = topology.plus_grid(1, 2, 0)


def look(**limits: float) -> object:
    return topology.availability(PLACES, SPEEDS, SUN, GRID, topology.Limits(**limits))


def bits(memory: object) -> object:
    return upsets.upsets(R, V, EPOCH, 10.0, [upsets.Memory("ram", memory)], seed=1)


DOORS: dict[str, tuple[Callable[[], object], str]] = {
    "durations in an array of objects": (
        lambda: propagate_two_body(R, V, np.array([np.timedelta64(5, "m")], dtype=object)), "t_s"),
    "half of a complex number": (lambda: propagate_j2(R, V, np.array([5 + 9j], dtype=object)), "t_s"),
    "an integer beyond floats": (lambda: sun_position_eci_m(EPOCH, 10**400), "t_s"),
    "a fraction beyond floats": (lambda: sun_position_eci_m(EPOCH, Fraction(10**400, 3)), "t_s"),
    "a j2 of 1e308": (lambda: eclipse_events(R, V, EPOCH, 6000.0, j2=1e308), "j2"),
    "a radius of 1e308": (lambda: propagate_j2(R, V, 1.0, radius_m=1e308), "radius_m"),
    "a shape that is an array": (lambda: illumination(R, SUN, shape=np.array(["sphere"])), "shape"),
    "a model that is an array": (lambda: eclipse_events(R, V, EPOCH, 1.0, model=np.array(["j2"])), "model"),
    "mu of NaN": (lambda: state_from_elements(Elements(7e6, 0.1, 1, 1, 1, 1), mu_m3_s2=math.nan), "mu_m3_s2"),
    "three elements": (lambda: state_from_elements((7e6, 0.1, 1.0)), "elements"),
    "a node step of NaN": (lambda: initial_neighbours(R, V, node_step_rad=math.nan), "node_step_rad"),
    "no satellite in a plane": (lambda: initial_neighbours(R, V, in_plane=0), "in_plane"),
    "a season beyond the Earth's reach": (lambda: eclipse_season(EPOCH, 2, 1e300, 1.0, 1.0), "radius_m"),
    "half a look a day": (lambda: eclipse_season(EPOCH, 2, 7e6, 1.0, 1.0, looks_a_day=0.5), "looks_a_day"),
    "a radius in text": (lambda: near_circular_state("7e6", 1.0, 1.0, 1.0), "radius_m"),
    "an angle of 1e308": (lambda: near_circular_state(7e6, 1.0, 1.0, 1e308), "argument_of_latitude_rad"),
    "an orbit of 1e300 m": (lambda: sun_synchronous_inclination_rad(1e300), "a_m"),
    "an eccentricity in text": (lambda: j2_rates(7e6, "0", 1.0), "e"),
    "seven and a half satellites": (
        lambda: check_shell(Shell("inclined", 6e5, 30.0, 7.5, 2.5)), "shell, satellites"),
    "shells of half a satellite": (lambda: default_shells(7.5), "satellites"),
    "more planes than numbers": (lambda: topology.plus_grid(2**62, 4, 0), "planes times per_plane"),
    "ragged planes": (lambda: topology.plus_grid([[1], [2, 3]], 1, 0), "planes"),
    "a limit of NaN": (lambda: look(range_m=math.nan), "limits.range_m"),
    "a sight of complex numbers": (lambda: sight.sight(R, V, [1j, 0, 0], V, SUN), "r_peer_eci_m"),
    "a beam of 1e-200": (lambda: budget.link_budget(**BUDGET | {"half_angle_rad": 1e-200}), "half_angle_rad"),
    "a range of 1e308": (lambda: budget.link_budget(**BUDGET | {"range_m": 1e308}), "range_m"),
    "power in text": (lambda: budget.link_budget(**BUDGET | {"transmit_w": "2.5"}), "transmit_w"),
    "a region of NaN": (lambda: anomaly.inside(0.0, 0.0, anomaly.Region(latitude_rad=math.nan)), "region.latitude_rad"),
    "a region without width": (
        lambda: anomaly.inside(0.0, 0.0, anomaly.Region(half_width_rad=0.0)), "region.half_width_rad"),
    "places of two and three": (lambda: anomaly.inside([0, 1], [0, 1, 2]), "longitude_rad and latitude_rad"),
    "the centre of the Earth": (lambda: anomaly.geodetic((0.0, 0.0, 0.0), EPOCH, 0.0), "r_eci_m"),
    "one and a half bits": (lambda: bits(1.5), "memories: bits of ram"),
    "bits of NaN": (lambda: bits(math.nan), "memories: bits of ram"),
    "cells of NaN": (lambda: electric.initial(PP, 0.5, cell_k=math.nan), "power: cell_k"),
    "a battery at 0 K": (lambda: electric.initial(PP, 0.5, battery_k=0.0), "power: battery_k"),
    "an infinite set point": (lambda: electric.initial(PP, 0.5, regulator_v=math.inf), "power: regulator_v"),
    "charge in text": (lambda: electric.initial(PP, "full"), "power: state of charge"),
    "electrical parameters cut short": (lambda: electric.initial(PP[:9], 0.5), "power: parameters"),
    "three racks": (lambda: heat.initial(TP, np.full(3, 1e4), 185.0), "rack_w"),
    "racks of NaN": (lambda: heat.initial(TP, np.full(8, math.nan), 185.0), "rack_w"),
    "a sink of -5 K": (lambda: heat.initial(TP, RACKS, -5.0), "sink_k"),
    "no rise": (lambda: heat.initial(TP, RACKS, 185.0, rise_k=0.0), "rise_k"),
    "thermal parameters cut short": (lambda: heat.initial(TP[:9], RACKS, 185.0), "thermal parameters"),
    "no request": (lambda: arrivals.from_requests(Requests(*np.empty((3, 0))), 5, 0.1, 1.0), "requests: time_s"),
    "requests out of order": (
        lambda: measure(ASKED._replace(time_s=ASKED.time_s[::-1])), "requests: time_s"),
    "tokens of another length": (
        lambda: measure(ASKED._replace(context_tokens=np.ones(3))), "requests: context_tokens"),
    "negative tokens": (
        lambda: measure(ASKED._replace(generated_tokens=np.full(20, -1.0))), "requests: generated_tokens"),
    "half a tick": (lambda: arrivals.from_requests(ASKED, 1.5, 0.1, 1.0), "ticks"),
    "a tick of no time": (lambda: arrivals.from_requests(ASKED, 5, 0.0, 1.0), "tick_s"),
    "nine years of ticks": (
        lambda: arrivals.from_requests(ASKED._replace(time_s=1.5e7 * np.arange(20)), 5, 0.1, 1.0), "requests"),
    "a load below zero": (lambda: arrivals.factor_for_load(CODING, -1.0, 1e5, 1e5), "load"),
    "no prefill": (lambda: arrivals.factor_for_load(CODING, 0.5, 0.0, 1e5), "prefill_tokens_s"),
    "a rate of NaN": (
        lambda: generator.generate(CONVERSATION._replace(requests_per_s=math.nan), 1, 5, 0.1, 1.0),
        "figures: requests_per_s"),
    "half a seed": (lambda: generator.generate(CONVERSATION, 1.5, 5, 0.1, 1.0), "seed"),
    "a course below zero": (lambda: generator.generate(CONVERSATION, 1, 2, 0.1, 1.0, np.array([1.0, -1.0])), "shape"),
}  # fmt: skip


@pytest.mark.parametrize("case", DOORS)
def test_what_no_model_can_take_is_refused_by_name(case: str) -> None:
    door, place = DOORS[case]
    with pytest.raises(InputError, match="expected") as refused:
        door()
    assert refused.value.place == place


def test_what_is_a_number_of_another_kind_is_taken() -> None:
    """Fractions, whole numbers and numpy's own are real numbers; the state is the same, bit for bit."""
    plain = propagate_j2(R, V, 10.0, step_s=2.0)[0]
    for ten in (10, np.float32(10.0), np.int16(10), Fraction(10, 1), np.array([10], dtype=object)[0]):
        assert np.array_equal(propagate_j2(R, V, ten, step_s=Fraction(2, 1), j2=np.float64(1.08262668e-3))[0], plain)
