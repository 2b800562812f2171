"""Sensors of a whole satellite: near the truth, faults bear at once, and a state taken back goes on the same."""

import math

import numpy as np
import pytest

from sim import parts
from sim.parameters import index
from sim.sensors.table import CHANNELS, PARAMETERS, STATE
from tests.sim.test_satellite import SIGNALS, orders, run, satellite, truth


@pytest.fixture(scope="module")
def flown():
    one = satellite()
    run(one, 20, orders())
    return one


def felt(one, n):
    name, _, statistic = CHANNELS[n]
    return float(one.statistics[statistic, SIGNALS.index(name)])


def test_readings_are_near_the_truth_and_not_equal_to_it(flown):
    before = [felt(flown, n) for n in range(len(CHANNELS))]
    flown.sense()
    errors = np.array([felt(flown, n) - before[n] for n in range(len(CHANNELS))])
    allowed = [{0: 0.6, 1: 0.8, 2: 0.08, 3: 0.01}[kind] for _, kind, _ in CHANNELS]
    assert np.all(np.abs(errors) < allowed), dict(zip([row[0] for row in CHANNELS], errors, strict=True))
    assert np.count_nonzero(errors) > 20
    again = flown.statistics.copy()
    flown.sense()
    assert again.tobytes() == flown.statistics.tobytes()


def test_signals_without_a_modelled_sensor_are_told_as_they_are():
    one = satellite()
    run(one, 3, orders())
    before = one.statistics.copy()
    one.sense()
    modelled = {SIGNALS.index(name) for name, _, _ in CHANNELS}
    others = [n for n in range(len(SIGNALS)) if n not in modelled]
    assert before[:, others].tobytes() == one.statistics[:, others].tobytes()


def test_a_fault_switched_after_the_tick_bears_on_its_readings_and_not_on_the_truth():
    one, other = satellite(), satellite()
    run(one, 5, orders())
    run(other, 5, orders())
    set_parameter(other, "supply_a_open", 1.0)
    set_parameter(other, "junction_3_bias", 10.0)
    one.sense()
    other.sense()
    supply, junction = (next(n for n, row in enumerate(CHANNELS) if row[0].endswith(s)) for s in ("supply_a", "n_3"))
    assert math.isnan(felt(other, supply))
    assert felt(other, junction) - felt(one, junction) == pytest.approx(10.0, abs=0.05)
    assert one.truth.tobytes() == other.truth.tobytes()
    one.advance(6, orders())
    other.advance(6, orders())
    assert truth(one, "supply_a_c") == truth(other, "supply_a_c")


def set_parameter(one, name, value):
    parts.cut_parameters(one._p).sensors[index(PARAMETERS, name)] = value


def test_sensors_are_in_the_state_and_go_on_from_it():
    one, other = satellite(sensors={"platinum_lag_s": 5.0}), satellite(sensors={"platinum_lag_s": 5.0})
    for tick in range(1, 9):
        one.advance(tick, orders())
        one.sense()
    other.restore(one.state())
    for tick in range(9, 13):
        for each in (one, other):
            each.advance(tick, orders())
            each.sense()
    assert one.statistics.tobytes() == other.statistics.tobytes()
    assert one.truth.tobytes() == other.truth.tobytes()
    assert len(one.state()[1:]) == len(other.state()[1:])
    assert len(STATE) in [len(vector) for vector in one.state()[1:]]
