"""The chain from truth to reading: errors by hand, faults, lag, pulses."""

import math

import numpy as np
import pytest

from sim.parameters import index, pack
from sim.sensors import adc, chain, gauge
from sim.sensors.table import (
    BRIDGE,
    CHANNELS,
    CONVERTER,
    DRIFTED,
    FAULT_STRIDE,
    FAULTS,
    FELT,
    PARAMETERS,
    PART,
    PLATINUM,
    PULSE,
    STATE,
    STRIDE,
    THERMISTOR,
)

IDEAL = {
    "platinum_class": 0.0, "platinum_a": 0.0, "thermistor_share": 0.0, "thermistor_w_k": 10.0, "bridge_share": 0.0,
    "flow_share": 0.0, "adc_gain": 0.0, "adc_offset": 0.0, "adc_bits": 32.0,
}  # fmt: skip
FIRST = {kind: next(n for n, row in enumerate(CHANNELS) if row[1] == kind) for kind in range(4)}


def reads(kind, value, **values):
    """What the first channel of a kind reads at rest at `value`."""
    p, x = pack(PARAMETERS, values), chain.initial(3)
    n = FIRST[kind]
    chain.settle(x, n * STRIDE, kind, value)
    return chain.reading(x, n, kind, p)


def follow(x, at, kind, value, drift, p, dt_s):
    chain.follow(x, at, kind, value, drift, chain.share_of_lag(kind, p, dt_s), p, dt_s)


def name(kind):
    return CHANNELS[FIRST[kind]][0].partition(".")[2]


@pytest.mark.parametrize(
    ("kind", "value"),
    [(PLATINUM, -140.0), (PLATINUM, 40.0), (THERMISTOR, -60.0), (THERMISTOR, 110.0), (BRIDGE, 30.0), (PULSE, 1.07)],
)
def test_without_errors_the_reading_is_the_truth(kind, value):
    assert reads(kind, value, **IDEAL) == pytest.approx(value, abs=1e-3)


def test_self_heating_of_platinum_by_hand():
    """1 mA through 1,155.408 ohm at 40 degC is 1.1554 mW; over 10 mW/K, 0.11554 K."""
    got = reads(PLATINUM, 40.0, **(IDEAL | {"platinum_a": 1e-3}))
    assert got - 40.0 == pytest.approx(0.11554, abs=2e-5)


def test_self_heating_of_a_thermistor_by_hand():
    """1 V over two times 10 kohm at 25 degC: 50 uA, 25 uW, over 2 mW/K 12.5 mK."""
    got = reads(THERMISTOR, 25.0, **(IDEAL | {"thermistor_w_k": 0.002}))
    assert got - 25.0 == pytest.approx(0.0125, abs=1e-4)


@pytest.mark.parametrize("seed", range(20))
def test_the_error_of_a_class_a_part_is_within_its_class(seed):
    p, x = pack(PARAMETERS, IDEAL | {"platinum_class": 2.0}), chain.initial(seed)
    chain.settle(x, 0, PLATINUM, 60.0)
    got = chain.reading(x, 0, PLATINUM, p)
    assert abs(got - 60.0) <= 0.15 + 0.002 * 60.0 + 1e-3
    assert got - 60.0 == pytest.approx(x[PART] * 0.27, abs=1e-4)


def test_parts_differ_and_fill_their_range():
    parts = np.array([chain.initial(seed)[n * STRIDE + PART] for seed in range(40) for n in range(len(CHANNELS))])
    assert abs(parts.mean()) < 0.06
    assert parts.std() == pytest.approx(1.0 / math.sqrt(3.0), abs=0.03)  # of a uniform from -1 to 1
    assert chain.initial(1).tobytes() == chain.initial(1).tobytes()
    assert chain.initial(1).tobytes() != chain.initial(1, lane=1).tobytes()


def test_steps_of_the_converter_by_hand():
    """8 bits over 2,000 ohm: 7.8125 ohm a code, about 2 K."""
    got = {reads(PLATINUM, value, **(IDEAL | {"adc_bits": 8.0})) for value in np.linspace(20.0, 30.0, 101)}
    assert 5 <= len(got) <= 7


@pytest.mark.parametrize("kind", range(4))
@pytest.mark.parametrize("fault", ["open", "short"])
def test_a_broken_wire_is_no_number(kind, fault):
    assert math.isnan(reads(kind, 1.0, **{f"{name(kind)}_{fault}": 1.0}))


@pytest.mark.parametrize(("kind", "value"), [(PLATINUM, 40.0), (THERMISTOR, 60.0), (BRIDGE, 30.0), (PULSE, 1.0)])
def test_a_bias_is_added(kind, value):
    assert reads(kind, value, **(IDEAL | {f"{name(kind)}_bias": 0.5})) == pytest.approx(value + 0.5, abs=1e-3)


def test_a_stuck_sensor_keeps_what_it_last_read():
    p, x = pack(PARAMETERS, {}), chain.initial(1)
    chain.settle(x, 0, PLATINUM, 40.0)
    before = chain.reading(x, 0, PLATINUM, p)
    p[index(PARAMETERS, "supply_a_stuck")] = 1.0
    follow(x, 0, PLATINUM, 80.0, 0.0, p, 100.0)
    assert chain.reading(x, 0, PLATINUM, p) == before
    p[index(PARAMETERS, "supply_a_stuck")] = 0.0
    assert chain.reading(x, 0, PLATINUM, p) == pytest.approx(80.0, abs=0.5)


def test_a_drift_grows_and_is_forgotten_when_it_ends():
    p, x = pack(PARAMETERS, IDEAL), chain.initial(1)
    chain.settle(x, 0, PLATINUM, 40.0)
    for _ in range(3600):
        follow(x, 0, PLATINUM, 40.0, 2.0, p, 1.0)
    assert x[DRIFTED] == pytest.approx(2.0)
    assert chain.reading(x, 0, PLATINUM, p) == pytest.approx(42.0, abs=1e-3)
    follow(x, 0, PLATINUM, 40.0, 0.0, p, 1.0)
    assert chain.reading(x, 0, PLATINUM, p) == pytest.approx(40.0, abs=1e-3)


def test_the_lag_is_an_exponential_whatever_the_step():
    p = pack(PARAMETERS, {"platinum_lag_s": 2.0})
    for dt_s in (0.1, 1.0, 2.0):
        x = chain.initial(1)
        chain.settle(x, 0, PLATINUM, 0.0)
        for _ in range(round(2.0 / dt_s)):
            follow(x, 0, PLATINUM, 1.0, 0.0, p, dt_s)
        assert x[FELT] == pytest.approx(1.0 - math.exp(-1.0), abs=1e-12)


def test_a_flow_meter_loses_no_pulse_in_the_long_run():
    p, x = pack(PARAMETERS, IDEAL | {"flow_pulses_kg": 1000.0}), chain.initial(1)
    at = FIRST[PULSE] * STRIDE
    chain.settle(x, at, PULSE, 0.0)
    shown = []
    for _ in range(1000):
        follow(x, at, PULSE, 0.12345, 0.0, p, 0.1)
        shown.append(chain.reading(x, FIRST[PULSE], PULSE, p))
    assert set(np.round(np.array(shown) * 100.0, 9)) == {12.0, 13.0}  # 12.345 pulses a tick
    assert np.mean(shown) == pytest.approx(0.12345, abs=1.1e-5)  # the last pulse is not whole yet


def test_every_fault_point_is_where_the_layout_says():
    assert len(PARAMETERS) == FAULTS + FAULT_STRIDE * len(CHANNELS)
    assert len(STATE) == STRIDE * len(CHANNELS)
    assert len({row.name for row in PARAMETERS}) == len(PARAMETERS)
    for n, (signal, _, _) in enumerate(CHANNELS):
        names = [row.name for row in PARAMETERS[FAULTS + n * FAULT_STRIDE : FAULTS + (n + 1) * FAULT_STRIDE]]
        channel = signal.partition(".")[2]
        assert names == [f"{channel}_{of}" for of in ("stuck", "bias", "drift", "open", "short")]
    assert all(row.default == 0.0 for row in PARAMETERS[FAULTS:])


def test_a_converter_by_hand():
    """16 bits: half scale is 32,768; a gain of 1 % more 33,096 (33,095.68); an offset of 0.001 adds 65.5."""
    count = adc.levels(16.0)
    assert count == 65536.0
    assert adc.code(0.5, count, 0.0, 0.0) == 32768.0
    assert adc.code(0.5, count, 0.01, 0.0) == 33096.0
    assert adc.code(0.5, count, 0.0, 0.001) == 32834.0  # 32,833.536
    assert adc.code(1.7, count, 0.0, 0.0) == 65535.0
    assert adc.code(-0.1, count, 0.0, 0.0) == 0.0
    assert adc.code(math.nan, count, 0.0, 0.0) == 0.0
    assert adc.share(32768.0, count) == 0.5
    assert math.isnan(adc.share(0.0, count))
    assert math.isnan(adc.share(65535.0, count))


def test_gauges_by_hand():
    assert gauge.bridge_share(35.0, 70.0, 0.2) == pytest.approx(0.6)  # 12 of 4 to 20 mA
    assert gauge.bridge_value(0.6, 70.0, 0.2) == pytest.approx(35.0)
    assert gauge.divider_share(800.0, 1.0 / 500.0, 2.0) == pytest.approx(0.8)
    assert gauge.divider_value(0.8, 1.0 / 500.0, 2.0) == pytest.approx(800.0)
    assert gauge.shunt_share(-100.0, 1e-4, 50.0, 2.0) == pytest.approx(0.25)  # 10 mV times 50 below 1 V
    assert gauge.shunt_value(0.25, 1e-4, 50.0, 2.0) == pytest.approx(-100.0)


def test_both_draws_of_a_channel_are_its_own():
    x = chain.initial(1)
    assert len({*x[PART::STRIDE], *x[CONVERTER::STRIDE]}) == 2 * len(CHANNELS)
