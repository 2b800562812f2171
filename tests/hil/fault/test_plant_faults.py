"""Faults of a scenario from its file to the physics: refused at the door, felt by the plant, kept by its state."""

from __future__ import annotations

from pathlib import Path

import pytest

from firmware_py.wire import image
from hil.errors import ConfigError
from hil.plant import HostPlant
from hil.scenario.load import load

HEAD = "name: mine\nepoch: 2026-06-21T00:00:00Z\nduration_s: 20\norbit: {ltan_h: 18.0}\nfaults:\n"
SAFE = b"".join(image.SAFE)  # pumps at 0.6


def scenario(folder: Path, *faults: str) -> Path:
    file = folder / "mine.yaml"
    file.write_text(HEAD + "".join(f"  - {{{fault}}}\n" for fault in faults))
    return file


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("at_s: 1, target: thermal.prime_helth_a, value: 0", "thermal.prime_health_a"),
        ("at_s: 1, target: prime_health_a, value: 0", "thermal.prime_health_a"),
        ("at_s: 1, target: start.soc, value: 0.5", "start.soc"),
        ("at_s: 1, target: power.age_years, value: 5", "power.age_years"),
        ("at_s: 1, target: power.age_fluence, value: 1.0e14", "read when the satellite is made"),
        ("at_s: 1, target: thermal.prime_health_a, value: 1.5", "0 to 1"),
        ("at_s: -1, target: thermal.prime_health_a, value: 0", "faults.0.at_s"),
        ("at_s: 1, for_s: 0, target: thermal.prime_health_a, value: 0", "faults.0.for_s"),
        ("at_s: 1, target: thermal.prime_health_a, valu: 0", "value"),
        ("at_s: 1, target: thermal.prime_health_a, value: .nan", "faults.0.value"),
        ("at_s: 1, target: thermal.prime_health_a", "faults.0.value"),
    ],
)
def test_a_wrong_fault_is_refused_with_file_key_and_a_right_one(tmp_path: Path, fault: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(scenario(tmp_path, fault))
    assert "mine.yaml:6" in str(caught.value)
    assert said in str(caught.value)


def flow_speed(plant: HostPlant) -> float:
    return plant._satellite.parameter("thermal", "prime_health_a")


def test_faults_are_part_of_what_is_hashed(tmp_path: Path) -> None:
    one = load(scenario(tmp_path, "at_s: 1, target: thermal.prime_health_a, value: 0")).text
    other = load(scenario(tmp_path, "at_s: 1.1, target: thermal.prime_health_a, value: 0")).text
    assert one != other


@pytest.mark.slow  # runs the plant
def test_a_fault_bears_on_what_comes_after_its_tick_and_is_kept_by_the_state(tmp_path: Path) -> None:
    faulty = load(scenario(tmp_path, "at_s: 0.5, for_s: 0.5, target: thermal.prime_health_a, value: 0"))
    healthy = load(scenario(tmp_path, "at_s: 0.5, target: thermal.prime_health_a, value: 1"))
    one, other, resumed = HostPlant(faulty), HostPlant(healthy), HostPlant(faulty)
    truths = []
    for tick in range(1, 16):
        one.advance(tick, SAFE)
        other.advance(tick, SAFE)
        assert (one.truth() == other.truth()) == (tick <= 5)  # switched at 5, after [t4, t5] was integrated
        assert flow_speed(one) == (0.0 if 5 <= tick < 10 else 1.0)
        if tick == 7:
            saved = one.state()
        truths.append(one.truth())
    resumed.restore(saved)
    for tick in range(8, 16):
        resumed.advance(tick, SAFE)
        assert resumed.truth() == truths[tick - 1]
    resumed.restore(saved)
    assert flow_speed(resumed) == 0.0
    assert resumed.receipts()[0]["activated"] == 5
    assert other.receipts()[0]["changed"] is False
