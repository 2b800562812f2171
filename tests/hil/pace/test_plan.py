"""What `--pace`, `--miss-budget` and the scenario say together."""

from __future__ import annotations

import json

import pytest

from hil.errors import ConfigError
from hil.pace.plan import Plan, parse, plan
from hil.scenario.load import load
from hil.scenario.schema import Pacing
from hil.scenario.shipped import scenario_path


@pytest.mark.parametrize(
    ("text", "factor"), [("lockstep", None), ("realtime", 1.0), ("10", 10.0), ("0.25", 0.25), ("1e3", 1000.0)]
)
def test_the_three_ways_to_name_a_pace(text: str, factor: float | None) -> None:
    assert parse(text) == factor


@pytest.mark.parametrize("text", ["0", "-1", "fast", "nan", "inf", "", "1e9"])
def test_what_is_no_pace_is_refused_with_what_is(text: str) -> None:
    with pytest.raises(ConfigError, match="lockstep, realtime or a factor") as caught:
        parse(text)
    assert caught.value.exit_code == 2


def test_the_command_line_goes_before_the_scenario() -> None:
    pacing = Pacing(factor=2.0, miss_budget=7, policy="safe")
    assert plan(pacing, None, None) == Plan(2.0, 7, "safe")
    assert plan(pacing, "realtime", 1) == Plan(1.0, 1, "safe")
    assert plan(pacing, "lockstep", None).factor is None


def test_without_a_word_it_is_lockstep() -> None:
    assert plan(Pacing(), None, None).factor is None


@pytest.mark.parametrize(("budget", "priority", "word"), [(3, False, "--miss-budget"), (None, True, "--realtime")])
def test_what_only_a_paced_run_has_is_refused_in_lockstep(budget: int | None, priority: bool, word: str) -> None:
    with pytest.raises(ConfigError, match=word):
        plan(Pacing(), None, budget, priority)


def test_a_negative_budget_is_refused() -> None:
    with pytest.raises(ConfigError, match="0 or more"):
        plan(Pacing(), "realtime", -1)


def test_pacing_is_validated_and_not_hashed() -> None:
    file = scenario_path("eclipse_pass")
    paced = load(file, ["pacing.factor=10", "pacing.miss_budget=3", "pacing.policy=abort"])
    assert (paced.scenario.pacing.factor, paced.scenario.pacing.policy) == (10.0, "abort")
    assert paced.text == load(file).text
    assert "pacing" not in json.loads(paced.text)
    with pytest.raises(ConfigError, match="policy"):
        load(file, ["pacing.policy=retry"])
    with pytest.raises(ConfigError, match=r"did you mean `pacing\.miss_budget`"):
        load(file, ["pacing.miss_buget=3"])
