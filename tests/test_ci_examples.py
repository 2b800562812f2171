"""The example CI files are YAML of the right shape, and what they call exists, options and all."""

import shlex
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from hil.cli import app
from hil.scenario.shipped import scenario_path

CI = Path(__file__).resolve().parent.parent / "docs" / "ci"
FILES = ("github.yml", "gitlab.yml")


def shell(name: str) -> list[str]:
    """Every shell line of an example."""
    whole = yaml.safe_load((CI / name).read_text(encoding="utf-8"))
    if name == "github.yml":
        steps = [step for job in whole["jobs"].values() for step in job["steps"]]
        return [line for step in steps for line in step.get("run", "").splitlines()]
    return [line for job in whole.values() if isinstance(job, dict) for line in job["script"]]


def test_every_example_is_looked_at() -> None:
    assert sorted(path.name for path in CI.iterdir()) == sorted(FILES)


@pytest.mark.parametrize("name", FILES)
def test_both_jobs_are_there(name: str) -> None:
    lines = shell(name)
    assert any(line.startswith("pytest") and "-m hardware" in line and "--hil-require" in line for line in lines)
    assert any(line.startswith("pytest") and "all=pty:" in line for line in lines)
    assert any(line.startswith("hil boards doctor") for line in lines)


def parsed(words: list[str]) -> Any:
    """Parse `words` as `hil` would, down to the command and all its options, without running it."""
    command: Any = typer.main.get_command(app)
    context = command.make_context("hil", list(words), resilient_parsing=True)
    while hasattr(command, "commands"):
        name = words.pop(0)
        assert name in command.commands, f"there is no `hil ... {name}`"
        command = command.commands[name]
    return command.make_context(command.name, list(words), parent=context)


@pytest.mark.parametrize("name", FILES)
def test_every_hil_command_is_one(name: str) -> None:
    found = [shlex.split(line) for line in shell(name) if line.startswith("hil ")]
    assert found
    for words in found:
        context = parsed(words[1:])
        if scenario := context.params.get("scenario"):
            assert scenario_path(scenario).is_file()


@pytest.mark.parametrize("line", ["boards docter", "run --no-such-option", "run nominal_orbit --seed many"])
def test_the_check_bites(line: str) -> None:
    with pytest.raises(Exception, match=r"docter|no-such-option|valid integer"):
        parsed(shlex.split(line))


@pytest.mark.parametrize("name", FILES)
def test_every_option_of_pytest_is_one(name: str) -> None:
    import hil.pytest_plugin as plugin

    parser = pytest.Parser(_ispytest=True)
    plugin.pytest_addoption(parser)
    ours = {option for group in parser._groups for added in group.options for option in added.names()}
    used = {word for line in shell(name) if line.startswith("pytest") for word in shlex.split(line) if word[:2] == "--"}
    assert used - {"--junitxml"} <= ours
    assert {"--board", "--hil-map", "--hil-require", "--hil-record", "--hil-seed"} <= used
