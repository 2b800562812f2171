"""The electrical system as a whole: steps of load, eclipse exit, full and empty pack, latches, domains, bits."""

import math
import os
import subprocess
import sys

import numpy as np
import pytest

from sim.power import books, feed, layout, system

ALL_ON, NO_PAYLOAD, ALL_OFF = 15.0, 11.0, 0.0
#: One efficiency at any load, for figures worked out by hand.
FLAT = {f"{part}_{share}_share": 0.0 for part in ("array", "battery") for share in ("fixed", "square")}


def test_positions_are_those_of_the_names() -> None:
    state = {
        "regulator_v": layout.REGULATOR_V, "cell_k": layout.CELL_K, "soc": layout.SOC, "battery_k": layout.BATTERY_K,
        "polarisation_v": layout.POLARISATION_V, "bus_v": layout.BUS_V, "battery_w": layout.BATTERY_W,
        "passed": layout.PASSED, "over_s_platform": layout.OVER_S, "tripped_platform": layout.TRIPPED,
        "payload_lockout": layout.LOCKOUT, "generated_j": layout.FLOWS, "soc_start": layout.STARTS,
    }  # fmt: skip
    outputs = {
        "bus_v": layout.Y_BUS, "bus_min_v": layout.Y_BUS_MIN, "bus_max_v": layout.Y_BUS_MAX,
        "array_v": layout.Y_ARRAY_V, "array_a": layout.Y_ARRAY_A, "string_1_a": layout.Y_STRING,
        "array_w": layout.Y_ARRAY_W, "array_max_w": layout.Y_ARRAY_MAX, "cell_c": layout.Y_CELL_C,
        "battery_v": layout.Y_BATTERY_V, "battery_a": layout.Y_BATTERY_A, "soc": layout.Y_SOC,
        "battery_c": layout.Y_BATTERY_C, "cell_min_v": layout.Y_CELL_MIN, "cell_max_v": layout.Y_CELL_MAX,
        "platform_a": layout.Y_FEED_A, "platform_w": layout.Y_FEED_W, "payload_delivered_w": layout.Y_DELIVERED,
        "trips": layout.Y_TRIPS, "generated_j": layout.Y_FLOWS, "stored_j": layout.Y_STORED,
    }  # fmt: skip
    assert {name: system.STATE.index(name) for name in state} == state
    assert {name: system.OUTPUTS.index(name) for name in outputs} == outputs
    assert books.FLOWS[books.PAYLOAD_CONVERTER] == "payload_converter"
    assert books.FLOWS[books.GENERATED : books.LASER + 1] == ("generated", *feed.FEEDS)
    names = [parameter.name for parameter in system.PARAMETERS]
    assert len(set(names)) == len(names)
    for start, first in ((layout.BATTERY_P, "battery_"), (layout.BUS_P, "bus_"), (layout.FEED_P, "feed_")):
        assert names[start].startswith(first)
    assert names[layout.BOOKS_P : layout.BOOKS_P + len(books.TERMS)] == [f"book_scale_{term}" for term in books.TERMS]
    assert all(parameter.low <= parameter.default <= parameter.high for parameter in system.PARAMETERS)


@pytest.mark.parametrize(
    "values",
    [
        {"array_strings_per_group": 10000.0},
        {"array_strings_per_group": 700.0, "array_efficiency": 0.8, "array_square_share": 0.5},
        {"array_rated": 1000.0},
    ],
)
def test_regulators_take_no_more_than_they_can_use(bench, values: dict[str, float]) -> None:
    """Beyond 4.6 to 55 times their rating losses would eat the rest: strings are held back, and the books close."""
    sat = bench(**values)
    for _ in range(3000):
        sat.run(1)
        assert sat["array_w"] >= 0.0
    assert sat["bus_v"] > 700.0 or values.get("array_rated")  # a thousandth of the regulators holds no satellite
    assert abs(sat.residual()) < 1e-8


def test_an_infinite_set_point_is_not_kept(bench) -> None:
    sat = bench().run(50, array_voltage_set_v=math.inf).run(2000, array_voltage_set_v=600.0)
    assert np.all(np.isfinite(sat.x))
    assert sat["array_v"] == pytest.approx(600.0, rel=1e-6)


@pytest.mark.parametrize("soc", [-0.1, 1.1, math.nan])
def test_a_state_of_charge_outside_its_range_is_refused(bench, soc: float) -> None:
    with pytest.raises(ValueError, match="state of charge"):
        bench(soc=soc)


def test_the_balance_of_odc_120(bench) -> None:
    """docs/odc120.md: 140.9 kW at the bus; 120 kW of racks at 97 % and 6 kW leave 11.2 kW to recharge."""
    sat = bench(soc=0.6).run(100)
    assert sat["array_w"] == pytest.approx(140.9e3, rel=2e-3)
    assert sat["array_w"] - sum(sat[f"{name}_w"] for name in feed.FEEDS) == pytest.approx(11.2e3, abs=300.0)
    assert sat["battery_a"] * sat["battery_v"] == pytest.approx(0.96 * 11.2e3, abs=300.0)


@pytest.mark.slow
def test_an_orbit_of_odc_120_at_120_and_30_kw(bench) -> None:
    """docs/odc120.md: SoC 0.70 -> 0.71 with 120 kW in the sun and 30 kW through 20.8 of 96.69 minutes."""
    sat = bench(soc=0.70)
    sat.run(round(75.89 * 6000)).run(round(20.8 * 6000), illumination_flux_w_m2=0.0, payload_w=30e3)
    assert sat["soc"] == pytest.approx(0.71, abs=0.01)


def test_a_step_of_load_sags_by_the_closed_form_and_recovers(bench) -> None:
    """50 kW more, 0.5 ms until the converter answers: 800 - sqrt(800^2 - 2 x 50e3 x 0.5e-3 / 10e-3) = 3.13 V."""
    sat = bench(bus_droop=1e-6).run(50, illumination_flux_w_m2=0.0, payload_w=50e3 * 0.97)
    before_v = sat["bus_v"]
    sat.run(1, payload_w=100e3 * 0.97)
    assert before_v - sat["bus_min_v"] == pytest.approx(3.131, abs=0.01)
    assert sat["bus_v"] == pytest.approx(before_v, abs=0.01)


def test_150_kw_of_swing_keeps_the_bus_inside_its_limits(bench) -> None:
    sat = bench(soc=0.5).run(20, illumination_flux_w_m2=0.0, charge_limit_a=0.0)
    for payload_w in (150e3, 10e3) * 20:
        assert min(sat.trace(1, "bus_min_v", payload_w=payload_w) + sat.trace(5, "bus_min_v")) > 760.0
        assert max(sat.trace(1, "bus_max_v", payload_w=160e3 - payload_w) + sat.trace(5, "bus_max_v")) < 840.0
    assert sat["trips"] == 0.0


def test_eclipse_exit_with_cold_cells_does_not_run_away(bench) -> None:
    """Cells at -80 degC give 190 kW; 30 kW of racks and a charge limit of 20 A leave 140 kW nowhere to go."""
    sat = bench(soc=0.6, cell_k=193.15, **FLAT)
    sat.run(100, illumination_flux_w_m2=0.0, payload_w=30e3, charge_limit_a=20.0)
    assert sat["array_v"] == 0.0
    highest_v = max(sat.trace(500, "bus_max_v", illumination_flux_w_m2=1317.7, array_voltage_set_v=810.0))
    assert sat["array_max_w"] > 185e3
    assert 815.0 < highest_v < 835.0
    # At rest the bus stands on the limiter's line: 835 V - 20 V x passed / available.
    used_w = sum(sat[f"{name}_w"] for name in feed.FEEDS) + 20.0 * sat["battery_v"] / 0.96
    assert sat["array_w"] == pytest.approx(used_w, rel=1e-4)
    available_w = 0.97 * sat["array_v"] * sat["array_a"] / sat.state("passed")
    assert sat["bus_v"] == pytest.approx(835.0 - 20.0 * used_w / available_w, abs=0.01)


def test_open_circuit_after_eclipse_shows_at_the_strings(bench) -> None:
    """A set-point above Voc: the strings stand at Voc, 264 x (2.700 + 6.0e-3 x 108) = 884 V, with no current."""
    sat = bench(cell_k=193.15).run(50, array_voltage_set_v=1300.0)
    assert sat["array_v"] == pytest.approx(884.0, rel=0.01)
    assert abs(sat["array_a"]) < 1e-9
    assert abs(sat["array_w"]) < 1e-6


def test_a_full_pack_is_held_at_constant_voltage_and_the_array_is_cut(bench) -> None:
    sat = bench(soc=0.955)
    tops = sat.trace(60_000, "cell_max_v", payload_w=60e3)
    # The mean cell is held at 4.15 V; the fullest is 0.003 of SoC above it, at most 4.6 mV on the curve's last segment.
    assert 4.15 < max(tops) < 4.15 + 0.006
    assert sat["battery_v"] == pytest.approx(192 * 4.15, abs=0.01)
    assert 0.0 < sat["battery_a"] < 35.0
    assert 815.0 < sat["bus_v"] < 835.0
    assert sat["array_w"] < 0.75 * 0.97 * sat["array_max_w"]
    assert abs(sat.residual()) < 1e-9


def test_flight_can_take_the_limiter_out_of_its_work(bench) -> None:
    """Towards open circuit the array gives less: the bus comes back below 815 V while the charge limit is kept."""
    sat = bench(soc=0.6).run(100, payload_w=60e3, charge_limit_a=20.0)
    assert sat["bus_v"] > 815.0
    set_v = 600.0
    for _ in range(600):
        set_v += 1.0 if sat["bus_v"] > 806.0 else -1.0
        sat.run(10, array_voltage_set_v=set_v)
    assert sat["bus_v"] < 815.0
    assert sat["battery_a"] <= 20.0


def test_direct_energy_transfer_holds_the_strings_at_the_bus(bench) -> None:
    """S3R: 352 cells of 2.27 V at greatest power and 50 degC make 799 V; what is not wanted is shunted."""
    direct = {"array_direct": 1.0, "array_cells_in_series": 352.0, "array_strings_per_group": 46.5}
    sat = bench(soc=0.6, **direct).run(200, array_voltage_set_v=300.0)
    assert sat["array_v"] == pytest.approx(sat["bus_v"], abs=0.5)  # whatever is asked of a regulator
    assert sat["array_w"] > 0.95 * 0.97 * sat["array_max_w"]
    sat.run(200, payload_w=30e3, charge_limit_a=0.0)
    assert 815.0 < sat["bus_v"] < 835.0
    assert sat["array_w"] == pytest.approx(sum(sat[f"{name}_w"] for name in feed.FEEDS), rel=1e-3)
    assert abs(sat.residual()) < 1e-9


def test_string_switches_and_failures_show_group_by_group(bench) -> None:
    sat = bench(array_string_2=0.5).run(100, string_mask=0b11110111)
    assert sat["string_4_a"] == 0.0
    assert sat["string_2_a"] == pytest.approx(0.5 * sat["string_1_a"], rel=1e-12)
    assert sat["array_a"] == pytest.approx(6.5 * sat["string_1_a"], rel=1e-12)


def test_payload_overcurrent_trips_after_10_ms_and_others_stay(bench) -> None:
    """200 kW of racks want 258 A of a 250 A feed: one step of 10 ms at the limit, then off and latched, bit 2."""
    sat = bench().run(50).run(1, payload_w=200e3)
    assert sat["payload_a"] == pytest.approx(250.0, rel=0.01)
    assert sat["trips"] == 4.0
    sat.run(1)
    assert (sat["payload_a"], sat["payload_delivered_w"]) == (0.0, 0.0)
    assert sat["platform_w"] == 4000.0
    sat.run(100, payload_w=20e3)
    assert sat["payload_a"] == 0.0
    sat.run(1, load_mask=NO_PAYLOAD)
    assert sat["trips"] == 0.0
    sat.run(1, load_mask=ALL_ON)
    assert sat["payload_delivered_w"] == pytest.approx(20e3)


def test_feeds_obey_the_load_mask(bench) -> None:
    sat = bench().run(10)
    for bit, name in enumerate(feed.FEEDS):
        sat.run(1, load_mask=ALL_ON - (1 << bit))
        assert {other for other in feed.FEEDS if sat[f"{other}_a"] == 0.0} == {name}


def test_payload_lockout_latches_and_its_release(bench) -> None:
    """In the dark with a nearly empty pack the bus falls through 740 V: the payload goes, the platform stays."""
    sat = bench(soc=0.055, battery_discharge_max=30.0).run(2, illumination_flux_w_m2=0.0, payload_w=120e3)
    assert sat["trips"] == 16.0
    assert sat["bus_min_v"] > 735.0
    sat.run(50)
    assert sat["payload_a"] == 0.0
    assert sat["platform_w"] == 4000.0
    assert sat["bus_v"] > 790.0
    sat.run(1, load_mask=NO_PAYLOAD).run(1, load_mask=ALL_ON, payload_w=5e3)
    assert sat["payload_delivered_w"] == pytest.approx(5e3)


def test_an_empty_pack_in_the_dark_browns_out_and_the_sun_brings_it_back(bench) -> None:
    sat = bench(soc=0.0).run(300, illumination_flux_w_m2=0.0, payload_w=30e3)
    assert sat["platform_w"] == sat["battery_a"] == 0.0
    assert sat["bus_v"] == pytest.approx(600.0, abs=1.0)
    assert abs(sat.residual()) < 1e-9
    sat.run(300, illumination_flux_w_m2=1317.7)
    assert sat["platform_w"] == 4000.0
    assert sat["battery_a"] == pytest.approx(70.0, abs=0.01)  # all the charge limit allows
    assert 760.0 < sat["bus_v"] < 840.0


@pytest.mark.parametrize(
    ("start", "changed"),
    [
        ({}, {"illumination_flux_w_m2": 0.0, "load_mask": ALL_OFF}),
        ({"soc": 0.0}, {"illumination_flux_w_m2": 0.0}),
        ({"soc": 1.0}, {"payload_w": 0.0}),
        ({"soc": 1.0, "cell_k": 3.0, "battery_k": 3.0}, {"array_voltage_set_v": 0.0}),
        ({"cell_k": 600.0}, {"array_voltage_set_v": 1300.0, "string_mask": 0.0}),
        ({}, {"payload_w": 1e9, "pump_w": -1.0}),
        ({"soc": 0.5, "battery_cell_r0": 0.05}, {"illumination_flux_w_m2": 0.0, "payload_w": 150e3}),
        ({}, {"illumination_flux_w_m2": math.nan, "array_voltage_set_v": math.nan, "charge_limit_a": math.nan}),
        ({}, {"payload_w": math.nan, "earth_ir_on_array_w_m2": math.nan}),
    ],
)
def test_nothing_leaves_its_domain(bench, start: dict[str, float], changed: dict[str, float]) -> None:
    sat = bench(**start).run(1500, **changed)
    assert np.isfinite(sat.x).all()
    assert np.isfinite(sat.y).all()
    assert 0.0 <= sat["soc"] <= 1.0
    assert 0.0 <= sat["bus_v"] < 840.0
    assert abs(sat.residual()) < 1e-9


@pytest.mark.parametrize("dt_s", [0.002, 0.005, 0.020])
def test_the_step_can_be_chosen(bench, dt_s: float) -> None:
    """Ten seconds of eclipse and return with another sub-step end at the same state of charge and books that close."""

    def ride(dt_s: float):
        sat = bench(soc=0.5).run(round(5 / dt_s), illumination_flux_w_m2=0.0, payload_w=60e3, dt_s=dt_s)
        return sat.run(round(5 / dt_s), illumination_flux_w_m2=1317.7)

    other, usual = ride(dt_s), ride(0.01)
    assert other["soc"] == pytest.approx(usual["soc"], abs=2e-6)
    assert other["bus_v"] == pytest.approx(usual["bus_v"], abs=0.01)
    assert abs(other.residual()) < 1e-9


SCRIPT = """
import numpy as np
from sim.parameters import pack
from sim.power import system
p = pack(system.PARAMETERS, {"array_string_3": 0.7})
x = system.initial(p, 0.549)
y = np.zeros(len(system.OUTPUTS))
for k in range(1500):
    sun = 1317.7 * min(max((k - 500) / 300, 0.0), 1.0)
    racks = (30e3, 120e3, 210e3)[(k // 70) % 3]
    feeds = 15.0 - 4.0 * (k % 211 == 0)
    system.step(x, p, sun, 60.0, racks, 1500.0, 500.0, 4000.0, 560.0 + k % 400, 253.0, 0.05 * k, feeds, 0.01, y)
print(x.tobytes().hex(), y.tobytes().hex(), system.books_residual(x, p).hex())
"""


def test_bits_are_equal_with_the_jit_off(checkout) -> None:
    bits = [
        subprocess.check_output(
            [sys.executable, "-c", SCRIPT], env=os.environ | {"NUMBA_DISABLE_JIT": off}, cwd=checkout, text=True
        )
        for off in ("0", "1")
    ]
    assert bits[0] == bits[1]
    assert len(bits[0]) > 16 * (len(system.STATE) + len(system.OUTPUTS))
