"""The satellite as a whole: couplings between the parts, state, and equal bits without the compiler."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.satellite import ACTUATORS, SIGNALS, TRUTH, Satellite

CHECKOUT = Path(__file__).resolve().parents[2]
ELEMENTS: dict[str, float | None] = {
    "altitude_km": 600.0,
    "eccentricity": 0.0,
    "inclination_deg": 97.787670,
    "ltan_h": 18.0,
    "raan_deg": None,
    "argument_of_perigee_deg": 0.0,
    "argument_of_latitude_deg": 90.0,
}
ORDERS = {
    "eps.array_voltage_set": 598.0, "eps.string_enable": 255.0, "eps.charge_limit": 70.0, "eps.load_enable": 15.0,
    "radiator.prime_set_a": 0.95, "radiator.valve_set_a": 0.9, "radiator.prime_set_b": 0.9, "radiator.valve_set_b": 0.8,
    "radiator.panel_enable": 15.0, "payload.rack_enable": 255.0, "payload.clock_inference": 1.0,
    "payload.clock_training": 1.0, "payload.training_order": 1.0, "payload.power_cap": 65000.0,
}  # fmt: skip


def orders(**changes: float) -> NDArray[np.float64]:
    named = ORDERS | {name.replace("__", "."): value for name, value in changes.items()}
    return np.array([named.get(name, 0.0) for name in ACTUATORS])


def satellite(**values: dict[str, float]) -> Satellite:
    arrivals = np.zeros((2001, 3))
    return Satellite(
        epoch_utc=datetime(2026, 6, 21, tzinfo=UTC), elements=ELEMENTS, values=values, seed=3, period_s=0.1,
        substeps=10, ticks=2000, arrivals=arrivals, safe=orders(),
    )  # fmt: skip


def signal(one: Satellite, name: str, statistic: int = 0) -> float:
    return float(one.statistics[statistic, SIGNALS.index(name)])


def truth(one: Satellite, name: str) -> float:
    return float(one.truth[TRUTH.index(name)])


def run(one: Satellite, ticks: int, acting: NDArray[np.float64], first: int = 1) -> None:
    for tick in range(first, first + ticks):
        one.advance(tick, acting)


def test_power_drawn_is_heat_in_the_loops_and_current_on_the_bus() -> None:
    """Rack power over converter efficiency and bus voltage is the payload current (97 %, docs/odc120.md)."""
    one = satellite()
    highest_w = 0.0
    for tick in range(1, 50):
        one.advance(tick, orders())
        racks_w = sum(signal(one, f"payload.rack_power_{group}", 1) for group in range(1, 9))
        highest_w = max(highest_w, racks_w)
        bus_w = signal(one, "eps.payload_current", 1) * signal(one, "eps.bus_voltage", 1)
        assert bus_w == pytest.approx(racks_w / 0.97, rel=0.01)  # a mean of products is not the product of means
    assert highest_w > 60_000.0


def test_a_feed_switched_off_takes_the_part_behind_it_along() -> None:
    one = satellite()
    run(one, 20, orders())
    run(one, 20, orders(eps__load_enable=1.0), first=21)  # platform only
    assert signal(one, "eps.payload_current") == 0.0
    assert signal(one, "eps.pump_current") < 0.2  # a pump runs down, and draws nothing
    assert signal(one, "radiator.prime_speed_a") < 0.2 * 0.95
    assert sum(signal(one, f"payload.rack_power_{group}") for group in range(1, 9)) == 0.0


def test_statistics_bracket_the_tick() -> None:
    one = satellite()
    low_high = []
    for tick in range(1, 60):
        one.advance(tick, orders())
        instant, mean, least, most = one.statistics
        assert (least <= mean + 1e-9 * np.abs(mean)).all()
        assert (mean <= most + 1e-9 * np.abs(mean)).all()
        assert (least <= instant).all()
        assert (instant <= most).all()
        low_high.append(signal(one, "eps.payload_current", 3) - signal(one, "eps.payload_current", 2))
    assert max(low_high) > 50.0  # [A] a training swing of 90 kW begins or ends inside one tick of 100 ms


def test_state_restores_into_another_satellite() -> None:
    one, other = satellite(), satellite()
    run(one, 30, orders())
    state = json.loads(json.dumps(one.state()))
    run(one, 30, orders(), first=31)
    other.restore(state)
    run(other, 30, orders(), first=31)
    assert other.truth.tobytes() == one.truth.tobytes()
    assert other.statistics.tobytes() == one.statistics.tobytes()
    with pytest.raises(ValueError, match="version"):
        other.restore([1])


def test_the_fingerprint_sees_any_bit_of_state() -> None:
    one = satellite()
    run(one, 3, orders())
    state: list[Any] = one.state()
    for part in range(1, 7):  # the seventh, the coupling, is made anew every tick
        changed = json.loads(json.dumps(state))
        changed[part][-1] = np.nextafter(changed[part][-1], 1e9)
        seen = []
        for start in (state, changed):
            other = satellite()
            other.restore(start)
            other.advance(4, orders())
            seen.append((truth(other, "state_fingerprint_a"), truth(other, "state_fingerprint_b")))
        assert seen[0] != seen[1], f"part {part}"


def test_a_planted_error_in_a_book_shows_in_the_whole_plant() -> None:
    """The residuals of the whole plant are those of its books, not constants."""
    sound = satellite()
    false = satellite(power={"book_scale_payload": 1.01}, thermal={"scale_rack": 1.01})
    for one in (sound, false):
        run(one, 100, orders())
    assert truth(sound, "electrical_residual") < 1e-9
    assert truth(sound, "thermal_residual") < 1e-6
    assert truth(false, "electrical_residual") > 1e-4
    assert truth(false, "thermal_residual") > 1e-4


def test_a_satellite_that_leaves_its_domain_says_so() -> None:
    one = satellite()
    state = one.state()
    state[3][2] = float("nan")  # state of charge
    one.restore(state)
    with pytest.raises(ArithmeticError, match="not finite"):
        run(one, 2, orders())


SCRIPT = """
import hashlib, sys
sys.path.insert(0, {checkout!r})
from tests.sim.test_satellite import orders, satellite
one = satellite()
hashes = hashlib.sha256()
for tick in range(1, 13):
    one.advance(tick, orders())
    hashes.update(one.truth.tobytes() + one.statistics.tobytes())
print(hashes.hexdigest())
"""


@pytest.mark.slow
def test_bits_are_equal_with_and_without_the_compiler() -> None:
    script = SCRIPT.format(checkout=str(CHECKOUT))
    printed = [
        subprocess.run(
            [sys.executable, "-c", script], env=os.environ | {"NUMBA_DISABLE_JIT": off}, capture_output=True, text=True,
            check=True,
        ).stdout
        for off in ("0", "1")
    ]  # fmt: skip
    assert printed[0] == printed[1] != ""
