"""The resolved text of a run loads again to the same text, so that its hash can come out the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hil.errors import ConfigError
from hil.scenario.load import load, load_resolved

FIXTURES = Path(__file__).resolve().parents[3] / "fixtures" / "scenarios"
#: ISS (ZARYA), the example of the sgp4 package's documentation.
TLE = (
    "1 25544U 98067A   19343.69339541  .00001764  00000-0  38792-4 0  9991",
    "2 25544  51.6439 211.2001 0007417  17.6667  85.6398 15.50103472202482",
)


@pytest.mark.parametrize("name", sorted(file.name for file in FIXTURES.glob("*.yaml")))
def test_every_shipped_scenario(name: str) -> None:
    text = load(FIXTURES / name, ["satellite.start.soc=0.7"], seed=9).text
    assert load_resolved(text).text == text


def test_an_orbit_of_mean_elements(tmp_path: Path) -> None:
    path = tmp_path / "iss.yaml"
    lines = "".join(f'    - "{line}"\n' for line in TLE)
    path.write_text(
        f"extends: {FIXTURES / 'eclipse_pass.yaml'}\nname: iss\nepoch: 2019-12-10T00:00:00Z\norbit:\n  tle:\n{lines}"
    )
    text = load(path).text
    assert TLE[0] in text
    assert load_resolved(text).text == text


def test_a_request_trace_has_to_be_named_again_and_to_be_the_same(tmp_path: Path) -> None:
    trace, other = tmp_path / "trace.csv", tmp_path / "other.csv"
    trace.write_text("TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46.6805900,374,44\n")
    other.write_text("TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46.6805900,374,45\n")
    text = load(FIXTURES / "eclipse_pass.yaml", workload=trace).text
    again = load_resolved(text, trace)
    assert (again.text, again.trace_path) == (text, trace)
    with pytest.raises(ConfigError, match="--workload"):
        load_resolved(text)
    with pytest.raises(ConfigError, match="SHA-256"):
        load_resolved(text, other)


def test_what_is_no_resolved_text_is_refused() -> None:
    text = load(FIXTURES / "eclipse_pass.yaml").text
    changed = json.loads(text)
    changed["limits"].pop(next(iter(changed["limits"])))  # as an older version may have written it
    for bad in ("name: drawn\n", json.dumps(changed), text.replace('"seed":', '"sede":')):
        with pytest.raises(ConfigError) as caught:
            load_resolved(bad)
        assert caught.value.exit_code == 2
