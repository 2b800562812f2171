"""What bad input gets: exit code 2 or 3, one line that says what to do, and nothing created."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest

from tests.hil.command import hil, started

pytestmark = pytest.mark.slow  # starts processes of whole runs

END_S = 10.0  # [s] a served board ends within two; five-fold slack


@pytest.mark.parametrize(
    ("setting", "key", "advice"),
    [
        ("power.array_areaa=1", "power", "did you mean"),
        ("satellite.power.array_aera=1", "satellite.power.array_aera", "array_area"),
        ("period_ms=3", "period_ms", "greater than or equal to 10"),
        ("satellite.start.soc=1.5", "satellite.start.soc", "less than or equal to 1"),
        ("must_exercise=[PWR-05]", "must_exercise", "PWR-005"),
    ],
)
def test_a_bad_scenario_value_is_named_and_creates_nothing(tmp_path: Path, setting: str, key: str, advice: str) -> None:
    done = hil("run", "--set", setting, "--out", str(tmp_path / "run"))
    assert done.returncode == 2
    assert key in done.stderr
    assert advice in done.stderr
    assert not (tmp_path / "run").exists()


def test_a_bad_key_in_a_file_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("name: mine\nepoch: 2026-06-21T00:00:00Z\nduration_s: 1\norbit:\n  ltan_h: 18\n  altitude: 600\n")
    done = hil("run", str(file), "--out", str(tmp_path / "run"))
    assert done.returncode == 2
    assert f"{file}:6" in done.stderr
    assert "`orbit.altitude_km`" in done.stderr
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("board", "said"),
    [
        ("eps=/dev/no-such-port", "/dev/no-such-port"),
        ("espresso=/dev/null", "NAME=URL"),
    ],
)
def test_a_board_that_is_not_there_creates_nothing(tmp_path: Path, board: str, said: str) -> None:
    done = hil("run", "--boards", "inproc", "--board", board, "--out", str(tmp_path / "run"))
    assert done.returncode == 2
    assert said in done.stderr
    assert not (tmp_path / "run").exists()


def test_a_board_that_is_chosen_twice_is_refused(tmp_path: Path) -> None:
    done = hil("run", "--board", "eps=inproc:", "--board", "eps=pty:", "--out", str(tmp_path / "run"))
    assert done.returncode == 2
    assert "--board: expected each board once, got eps twice" in done.stderr
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("text", ["garbage\n", "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46,5,x\n"])
def test_a_check_reads_the_trace_as_a_run_does(tmp_path: Path, text: str) -> None:
    (tmp_path / "trace.csv").write_text(text)
    options = ("nominal_orbit", "--workload", str(tmp_path / "trace.csv"))
    checked, flown = hil("scenario", "check", *options), hil("run", *options, "--boards", "inproc")
    assert (checked.returncode, flown.returncode) == (2, 2)
    assert checked.stderr == flown.stderr
    assert str(tmp_path / "trace.csv") in checked.stderr


def test_a_scenario_that_is_not_there_names_the_nearest() -> None:
    done = hil("scenario", "check", "eclipse_pas")
    assert done.returncode == 2
    assert "did you mean `eclipse_pass`?" in done.stderr


@pytest.mark.parametrize("command", ["verify", "report"])
def test_a_folder_that_is_no_run_is_bad_input(tmp_path: Path, command: str) -> None:
    done = hil(command, str(tmp_path))
    assert done.returncode == 2
    assert "a run folder" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_board_processes_of_a_run_that_never_began_say_nothing(tmp_path: Path) -> None:
    done = hil("run", "--board", "eps=/dev/no-such-port", "--out", str(tmp_path / "run"))
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(("mark", "said"), [("11={}/state", "up to 10"), ("5={}/no/state", "a folder that exists")])
def test_a_checkpoint_that_cannot_be_written_is_told_before_the_run(tmp_path: Path, mark: str, said: str) -> None:
    done = hil(
        "run", "--boards", "inproc", "--set", "duration_s=1", "--checkpoint", mark.format(tmp_path), "--out",
        str(tmp_path / "run"),
    )  # fmt: skip
    assert done.returncode == 2
    assert said in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ['{"version": 1, "loop"', "[1]", "{}"])
def test_a_wrong_checkpoint_is_bad_input(tmp_path: Path, text: str) -> None:
    (tmp_path / "state").write_text(text)
    done = hil("run", "--boards", "inproc", "--resume", str(tmp_path / "state"), "--out", str(tmp_path / "run"))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "run").exists()


def test_a_checkpoint_with_a_hole_is_bad_input(tmp_path: Path) -> None:
    state = tmp_path / "state"
    short = ("run", "--boards", "inproc", "--set", "duration_s=1", "--no-report", "--json")
    assert hil(*short, "--checkpoint", f"5={state}", "--out", str(tmp_path / "whole")).returncode in (0, 1)
    damaged = json.loads(state.read_text())
    del damaged["loop"]["tick"]
    state.write_text(json.dumps(damaged))
    done = hil(*short, "--resume", str(state), "--out", str(tmp_path / "run"))
    assert done.returncode == 2
    assert "damaged" in done.stderr
    assert not (tmp_path / "run").exists()


def test_a_run_folder_in_use_is_bad_input_and_stays_as_it_was(tmp_path: Path) -> None:
    full, file = tmp_path / "full", tmp_path / "file"
    full.mkdir()
    (full / "mine").write_text("mine")
    file.write_text("mine")
    for out in (full, file, file / "run"):
        done = hil("run", "--boards", "inproc", "--out", str(out))
        assert done.returncode == 2, done.stderr
        assert "--out" in done.stderr
    assert [path.name for path in full.iterdir()] == ["mine"]
    assert file.read_text() == "mine"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("eps", "--link", "{}"), "no symlink"),
        (("eps", "--link", "{}/port"), "Not a directory"),
        (("eps", "--flight", "--parameter", "soc_floor"), "ID=VALUE"),
        (("eps", "--flight", "--parameter", "999=3"), "999"),
        (("espresso",), "radiator"),
    ],
)
def test_serving_a_board_with_bad_options(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    mine = tmp_path / "mine"
    mine.write_text("mine")
    done = hil("boards", "serve", *(argument.format(mine) for argument in arguments))
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert mine.read_text() == "mine"


def test_one_board_served_by_hand(tmp_path: Path) -> None:
    """`hil boards serve eps` prints the port; a run uses it; the board stays for the next one."""
    server = started("boards", "serve", "eps")
    try:
        assert server.stdout is not None
        port = server.stdout.readline().strip()
        hashes = []
        for turn in range(2):
            out = str(tmp_path / str(turn))
            done = hil(
                "run", "--boards", "inproc", "--board", f"eps={port}", "--set", "duration_s=2", "--json", "--no-report",
                "--out", out,
            )  # fmt: skip
            assert done.returncode in (0, 1), done.stderr
            hashes.append(json.loads(done.stdout)["record_hash"])
        alone = hil(
            "run", "--boards", "inproc", "--set", "duration_s=2", "--json", "--no-report", "--out", str(tmp_path / "c")
        )
        assert hashes == [json.loads(alone.stdout)["record_hash"]] * 2
        wrong = hil("run", "--boards", "inproc", "--board", f"laser={port}", "--out", str(tmp_path / "wrong"))
        assert wrong.returncode == 2
        assert "expected board laser, got board eps" in wrong.stderr
    finally:
        server.send_signal(signal.SIGINT)
        server.communicate(timeout=END_S)
