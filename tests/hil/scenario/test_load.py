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
    ticks = {"eclipse_pass": 58010, "nominal_orbit": 58010, "string_loss": 58010, "pump_loss": 15000, "glycol": 126140}
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
        ("epoch=1950-01-01T00:00:00Z", "epoch: epoch_utc: expected a year of 1960 to 2100, got 1950"),
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


LINE_1 = "1 25544U 98067A   26172.50000000  .00016717  00000-0  30000-3 0  9991"
LINE_2 = "2 25544  51.6400 208.9163 0006317  69.9862 290.2027 15.49560000    17"
TLE = HEAD.replace("{ltan_h: 18.0}", f'\n  tle: ["{LINE_1}", "{LINE_2}"]\n')
OMM = """name: mine
epoch: 2026-06-21T00:00:00Z
duration_s: 10
orbit:
  omm: {EPOCH: 2026-06-21T12:00:00, MEAN_MOTION: 15.4956, ECCENTRICITY: 0.0006317, INCLINATION: 51.64,
        RA_OF_ASC_NODE: 208.9163, ARG_OF_PERICENTER: 69.9862, MEAN_ANOMALY: 290.2027, BSTAR: 0.0003}
"""


def test_a_tle_and_an_omm_place_the_satellite_and_nothing_else_is_resolved(tmp_path: Path) -> None:
    tle = json.loads(load(write(tmp_path, TLE)).text)["orbit"]
    assert tle == {"tle": [LINE_1, LINE_2]}
    omm = json.loads(load(write(tmp_path, OMM)).text)["orbit"]
    assert set(omm) == {"omm"}
    assert omm["omm"]["EPOCH"] == "2026-06-21T12:00:00"


def test_a_tle_replaces_the_elements_of_the_file_it_extends(tmp_path: Path) -> None:
    write(tmp_path, HEAD.replace("18.0}", "18.0, argument_of_latitude_deg: 90}"), "base.yaml")
    over = write(tmp_path, f'extends: base.yaml\norbit:\n  tle: ["{LINE_1}", "{LINE_2}"]\n')
    assert load(over).scenario.orbit.tle == (LINE_1, LINE_2)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ((LINE_2, LINE_2[:-1] + "8"), ("orbit.tle", "TLE line 2: checksum", "expected 7, got 8")),
        (("  tle:", "  ltan_h: 18.0\n  tle:"), ("elements beside tle", "ltan_h")),
        (("2026-06-21T00", "2026-09-21T00"), ("within 30 days", "91.5 days")),
    ],
)
def test_a_tle_that_cannot_place_it_is_refused(tmp_path: Path, change: tuple[str, str], said: tuple[str, ...]) -> None:
    with pytest.raises(ConfigError) as refused:
        load(write(tmp_path, TLE.replace(*change)))
    for part in said:
        assert part in str(refused.value)
