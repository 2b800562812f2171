"""What a run does when something dies: a board, the host, the disk, or a person's patience."""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import subprocess
import time
from pathlib import Path

import pytest

from hil.record.opened import open_run
from tests.hil.command import START_S, alive, children, hil, journal_rows, started, until

TURNS = 10
NOTICE_S = 5.0  # [s] a killed board is noticed within one second; five-fold slack
END_S = 10.0  # [s] boards of a dead host end within two; five-fold slack


def _running(folder: Path, turn: int) -> tuple[subprocess.Popen[str], list[int]]:
    """Start the default scenario on PTY boards; return it and its four boards at a random moment of the run."""
    process = started("run", "--boards", "pty", "--no-report", "--out", str(folder))
    moment = random.Random(turn).randrange(200_000, 12_000_000)  # bytes of journal: 100 to 7,000 ticks
    until(journal_rows(folder, moment), START_S, process)
    boards = children(process.pid)
    assert len(boards) == 4
    return process, boards


@pytest.mark.slow
@pytest.mark.parametrize("turn", range(TURNS))
def test_a_killed_board_ends_the_run_with_one_typed_error(tmp_path: Path, turn: int) -> None:
    folder = tmp_path / "run"
    process, boards = _running(folder, turn)
    os.kill(boards[turn % 4], signal.SIGKILL)
    start = time.monotonic()
    _, errors = process.communicate(timeout=START_S)
    assert process.returncode == 3
    assert time.monotonic() - start < NOTICE_S
    run = open_run(folder)
    said = [line for line in errors.splitlines() if "is lost" in line]
    assert len(said) == 1
    assert "signal 9" in said[0]
    assert f"after tick {run.rows - 1}" in said[0] or f"after tick {run.rows}" in said[0]
    assert run.manifest["exit"] == 3
    assert run.manifest["error"] in errors
    assert (run.counts("tick") == range(run.rows)).all()
    assert not any(alive(pid) for pid in boards)
    assert hil("verify", str(folder)).returncode == 0


@pytest.mark.slow
@pytest.mark.parametrize("turn", range(TURNS))
def test_a_killed_host_leaves_a_folder_that_opens_and_no_board(tmp_path: Path, turn: int) -> None:
    folder = tmp_path / "run"
    process, boards = _running(folder, 100 + turn)
    size = (folder / "journal.bin").stat().st_size
    process.kill()
    process.communicate()
    due = time.monotonic() + END_S
    while any(alive(pid) for pid in boards):
        assert time.monotonic() < due, "a board outlives its host"
        time.sleep(0.01)
    run = open_run(folder)
    assert not run.complete
    assert run.rows * run.layout.row_size >= size - 2 * run.layout.row_size - 20_000  # the head of the journal
    assert (run.counts("tick") == range(run.rows)).all()
    verified = hil("verify", str(folder))
    assert verified.returncode == 4  # a run that did not end is never taken for one that did


def test_ctrl_c_closes_the_run_and_leaves_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    process = started("run", "--boards", "pty", "--no-report", "--out", str(folder))
    until(journal_rows(folder, 400_000), START_S, process)
    boards = children(process.pid)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=START_S)
    assert process.returncode == 3
    assert "interrupt" in errors
    run = open_run(folder)
    assert run.complete
    assert run.verdict is None
    assert not (folder / "journal.bin").exists()
    assert not any(alive(pid) for pid in boards)


def test_a_full_disk_ends_the_run_with_a_typed_error(tmp_path: Path) -> None:
    """A limit on file size stands for the disk: the write fails in the same place."""
    folder = tmp_path / "run"

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, 3_000_000))

    process = started("run", "--boards", "pty", "--no-report", "--out", str(folder), preexec_fn=limit)
    until(lambda: len(children(process.pid)) == 4, START_S, process)
    boards = children(process.pid)
    _, errors = process.communicate(timeout=START_S)
    assert process.returncode == 3
    assert "journal.bin" in errors
    run = open_run(folder)
    assert run.rows > 100
    assert not any(alive(pid) for pid in boards)


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
