"""A recorded run flown again from its capture has the same record, hash and all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.hil.command import hil, run_json

pytestmark = pytest.mark.slow  # starts processes of whole runs

SHORT = ("--set", "duration_s=12")
LOSS = ("--set", "link.tick_loss=0.03", "--set", "link.sample_loss=0.03", "--set", "link.tick_corruption=0.03")
DISTURBED = ("--disturb", "all=drop:0.01,flip:0.01,duplicate:0.01,reorder:0.01")


def record(out: Path, *options: str) -> str:
    """Fly a run with all frames captured and return its record hash."""
    outcome = run_json(*SHORT, *options, "--wire", "full", "--out", str(out))
    return str(outcome["record_hash"])


@pytest.mark.parametrize("options", [
    pytest.param(("--boards", "inproc"), id="in process"),
    pytest.param(("--boards", "pty", "--place", "board"), id="flight software on board processes"),
    pytest.param(("--boards", "inproc", *LOSS), id="a lossy link"),
    pytest.param(("--boards", "inproc", *DISTURBED, *LOSS), id="disturbed and lossy"),
])  # fmt: skip
def test_all_boards_replayed_give_the_recorded_hash(tmp_path: Path, options: tuple[str, ...]) -> None:
    then = record(tmp_path / "then", *options)
    done = hil("replay", str(tmp_path / "then"), "--out", str(tmp_path / "now"), "--json")
    assert done.returncode == 0, done.stderr
    outcome = json.loads(done.stdout)
    assert (outcome["equal"], outcome["record_hash"]) == (True, then)
    assert hil("verify", str(tmp_path / "now")).returncode == 0
    assert hil("diff", str(tmp_path / "then"), str(tmp_path / "now"), "--tolerance", "*=0").returncode == 0


def test_one_board_replayed_among_others(tmp_path: Path) -> None:
    then = record(tmp_path / "then", "--boards", "pty")
    one = ("--board", f"eps=replay:{tmp_path}/then/wire.pcapng", "--boards", "inproc", "--wire", "full")
    again = run_json(*SHORT, *one, "--out", str(tmp_path / "mixed"))
    assert again["record_hash"] == then
    about = json.loads((tmp_path / "mixed" / "manifest.json").read_text())
    assert about["boards"][0]["serial"] != about["boards"][1]["serial"]
    assert "other-requests" in about["boards"][0]["not_modelled"]
    assert "recorded" in about["clocks"]["eps"]
    # a run with a replayed board, recorded in turn, is a recording like any other
    assert hil("replay", str(tmp_path / "mixed"), "--out", str(tmp_path / "third")).returncode == 0


def test_checkpoints_taken_then_need_not_be_taken_now(tmp_path: Path) -> None:
    record(tmp_path / "then", "--boards", "inproc", "--checkpoint", f"50={tmp_path}/mark.json")
    assert hil("replay", str(tmp_path / "then"), "--out", str(tmp_path / "now")).returncode == 0
    refused = hil("run", *SHORT, "--resume", f"{tmp_path}/mark.json", "--boards", "inproc",
                  "--board", f"laser=replay:{tmp_path}/then", "--out", str(tmp_path / "no"))  # fmt: skip
    assert refused.returncode == 2
    assert not (tmp_path / "no").exists()


def test_another_seed_departs_at_once_and_is_named(tmp_path: Path) -> None:
    record(tmp_path / "then", "--boards", "inproc")
    done = hil("run", *SHORT, "--seed", "2", "--boards", "inproc", "--board", f"laser=replay:{tmp_path}/then",
               "--out", str(tmp_path / "now"))  # fmt: skip
    assert done.returncode == 3
    assert "board laser replayed from" in done.stderr
    assert "tick 0: stimulus" in done.stderr


def test_another_flight_parameter_departs_at_the_actuator_it_moves(tmp_path: Path) -> None:
    """The manifest says another set point than was flown: what the host now orders is not what it ordered then."""
    record(tmp_path / "then", "--boards", "inproc")
    manifest = tmp_path / "then" / "manifest.json"
    about = json.loads(manifest.read_text())
    scenario = json.loads(about["scenario_text"])
    scenario["flight"]["radiator"]["supply_set"] += 1.0
    about["scenario_text"] = json.dumps(scenario, sort_keys=True, separators=(",", ":"))
    manifest.write_text(json.dumps(about))
    done = hil("replay", str(tmp_path / "then"), "--out", str(tmp_path / "now"))
    assert done.returncode == 4, done.stderr
    assert "NOT EQUAL" in done.stdout
    assert "board radiator" in done.stdout
    assert "actuator valve_set_" in done.stdout


def test_what_cannot_be_replayed_is_bad_input(tmp_path: Path) -> None:
    run_json("--set", "duration_s=20", "--boards", "inproc", "--out", str(tmp_path / "ring"))  # more than a ring holds
    for folder, said in ((tmp_path / "ring", "--wire full"), (tmp_path, "run folder")):
        done = hil("replay", str(folder), "--out", str(tmp_path / "now"))
        assert done.returncode == 2
        assert said in done.stderr
        assert not (tmp_path / "now").exists()


def test_a_run_that_lost_a_board_is_refused_and_not_said_to_differ(tmp_path: Path) -> None:
    done = hil(
        "run", "--boards", "inproc", "--set", "duration_s=4", "--set", "pacing.on_loss=resume", "--wire", "full",
        "--disturb", "eps=disconnect:in:@30", "--no-report", "--out", str(tmp_path / "then"),
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    done = hil("replay", str(tmp_path / "then"), "--out", str(tmp_path / "now"))
    assert done.returncode == 2
    assert "expected a run that lost no board" in done.stderr
    assert not (tmp_path / "now").exists()
