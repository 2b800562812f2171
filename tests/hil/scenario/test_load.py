"""Scenario files: merging, resolving, and what is hashed."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from hil.errors import ConfigError
from hil.scenario.load import load

HEAD = "name: mine\nepoch: 2026-06-21T00:00:00Z\nduration_s: 10\norbit: {ltan_h: 18.0}\n"


def write(folder: Path, text: str, name: str = "mine.yaml") -> Path:
    file = folder / name
    file.write_text(text)
    return file


def test_shipped_scenarios_load(checkout: Path) -> None:
    files = sorted((checkout / "fixtures" / "scenarios").glob("*.yaml"))
    ticks = {"eclipse_pass": 58010, "nominal_orbit": 58010, "string_loss": 58010, "pump_loss": 15000}
    assert {file.stem for file in files} >= set(ticks)
    for file in files:
        loaded = load(file)
        assert loaded.scenario.name == file.stem
        assert loaded.scenario.ticks == ticks.get(file.stem, loaded.scenario.ticks)


def test_extends_merges_maps_deeply_and_replaces_lists(tmp_path: Path) -> None:
    write(tmp_path, HEAD + "must_exercise: [PWR-001, PWR-002]\nlink: {tick_loss: 0.1, sample_loss: 0.2}\n", "base.yaml")
    over = write(tmp_path, "extends: base.yaml\nmust_exercise: [PWR-003]\nlink: {tick_loss: 0.3}\n")
    scenario = load(over, ["link.tick_corruption=0.25"]).scenario
    assert scenario.must_exercise == ["PWR-003"]
    assert (scenario.link.tick_loss, scenario.link.sample_loss, scenario.link.tick_corruption) == (0.3, 0.2, 0.25)
    assert scenario.duration_s == 10.0


def test_the_resolved_text_holds_defaults_and_no_path(tmp_path: Path) -> None:
    trace = write(tmp_path, "TIMESTAMP,ContextTokens,GeneratedTokens\n", "requests.csv")
    loaded = load(write(tmp_path, HEAD), workload=trace)
    resolved = json.loads(loaded.text)
    assert resolved["satellite"]["start"]["soc"] == 0.8  # docs/odc120.md
    assert resolved["requests"]["trace_sha256"] == hashlib.sha256(trace.read_bytes()).hexdigest()
    assert str(tmp_path) not in loaded.text


def test_every_value_changes_the_text_and_the_order_of_keys_does_not(tmp_path: Path) -> None:
    plain = load(write(tmp_path, HEAD)).text
    turned = load(write(tmp_path, "".join(reversed(HEAD.splitlines(keepends=True))), "turned.yaml")).text
    assert plain == turned
    for change in (
        "seed=2",
        "substeps=5",
        "satellite.thermal.emissivity=0.9",
        "flight.eps.soc_floor=0.31",
        "noise.eps.sun_az=0.1",
    ):
        assert load(tmp_path / "mine.yaml", [change]).text != plain


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("epoch: [", "mine.yaml:1:9: expected YAML"),
        ("", "an empty file"),
        ("# only a comment\n", "an empty file"),
        ("- 1\n", "a YAML map"),
        (HEAD + "seed: 1\nseed: 2\n", "each key once"),
        (HEAD.replace("Z", ""), "its zone"),
        (HEAD.replace("ltan_h", "raan_degree"), "`orbit.raan_degree`"),
        (HEAD.replace("{ltan_h: 18.0}", "{ltan_h: 18.0, raan_deg: 3.0}"), "one of the two"),
        (HEAD.replace("18.0", "18.0, altitude_km: 200, eccentricity: 0.09"), "perigee"),
        (HEAD + "extends: mine.yaml\n", "leads back"),
        (HEAD + "extends: nowhere.yaml\n", "mine.yaml:5: extends"),
        (HEAD + "seed: -1\n", "greater than or equal to 0"),
        (HEAD + "flight: {eps: {soc_flor: 0.3}}\n", "soc_floor"),
        (HEAD + "satellite: {start: {soc: .nan}}\n", "finite"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(write(tmp_path, text))
    assert said in str(caught.value)
    assert "mine.yaml" in str(caught.value) or "nowhere.yaml" in str(caught.value)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("assignment", "said"),
    [
        ("satelite.start.soc=0.5", "`satellite`"),
        ("satellite.powr.array_area=1", "`satellite.power`"),
        ("satellite.optical.aperture=1", "`satellite.optical.aperture_m`"),
        ("flight.radiator.supply_sett=40", "`flight.radiator.supply_set`"),
        ("noise.eps.bus_volt=1", "`noise.eps.bus_voltage`"),
        ("limits.soc_flor=1", "`limits.soc_floor`"),
        ("array_area=1", "`satellite.power.array_area`"),  # the right key, elsewhere
        ("soc_floor=0.2", "`flight.eps.soc_floor` or `limits.soc_floor`"),
        ("satellite=3", "a map of keys"),
        ("seed.foo=1", "--set seed.foo: seed"),
        ("epoch=2026-06-21T00:00:00", "with its zone, for example 2026-06-21T00:00:00Z, got 2026-06-21T00:00:00"),
    ],
)
def test_an_assignment_that_is_wrong_is_named_with_the_nearest_right_key(
    tmp_path: Path, assignment: str, said: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        load(write(tmp_path, HEAD), [assignment])
    assert said in str(caught.value)
    assert "--set" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_option_is_named_as_it_was_given(tmp_path: Path) -> None:
    for options, said in (({"seed": -1}, "--seed"), ({"workload": tmp_path / "none.csv"}, "--workload")):
        with pytest.raises(ConfigError) as caught:
            load(write(tmp_path, HEAD), **options)
        assert str(caught.value).startswith(said)
        assert "Errno" not in str(caught.value)
