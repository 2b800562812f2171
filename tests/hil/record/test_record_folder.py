"""The folder: finished, killed, interrupted, out of room; always opens."""

import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from hil.errors import RecordError
from hil.record.folder import RunFolder
from hil.record.layout import RowLayout
from hil.record.opened import open_run, repair
from hil.record.verify import verify
from tests.hil.record import synthetic


@contextmanager
def room(largest_file: int) -> Iterator[None]:
    """No file may grow beyond so many bytes: the kernel refuses the write, as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def drawn() -> synthetic.Drawn:
    return synthetic.eclipse_pass(period_s=10.0)


def test_what_goes_in_comes_out(tmp_path: Path) -> None:
    made = drawn()
    made.write(tmp_path / "run", {"seed": 7}, speed_factor=200.0)
    run = open_run(tmp_path / "run")
    assert run.complete
    assert (run.manifest["seed"], run.manifest["exit"], run.manifest["speed_factor"]) == (7, 0, 200.0)
    assert run.rows == made.rows
    for name, values in made.values.items():
        scale = made.layout.column(name).scale
        assert np.max(np.abs(run.column(name) - values)) <= scale * 0.5 + 1e-12, name
    assert run.events == made.events
    assert sorted(os.listdir(tmp_path / "run")) == ["events.jsonl", "manifest.json", "telemetry.parquet"]


def test_the_parquet_file_says_what_its_counts_mean(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    drawn().write(tmp_path / "run")
    schema = pq.read_schema(tmp_path / "run" / "telemetry.parquet")
    field = schema.field("eps.battery_current")
    assert str(field.type) == "int16"
    said = {key.decode(): value.decode() for key, value in field.metadata.items()}
    assert (said["unit"], float(said["scale"]), float(said["offset"]), said["invalid"]) == ("A", 0.02, 0.0, "-32768")


def test_a_folder_that_holds_something_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("precious")
    with pytest.raises(RecordError, match=r"thesis\.txt"):
        RunFolder.create(tmp_path, RowLayout(()), "", {})
    assert os.listdir(tmp_path) == ["thesis.txt"]


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="no run folder"):
        open_run(tmp_path)


def test_while_it_runs_the_folder_opens(tmp_path: Path) -> None:
    made = drawn()
    folder = RunFolder.create(tmp_path / "run", made.layout, synthetic.SCENARIO, {})
    made.feed(folder, end=100)
    run = open_run(tmp_path / "run")
    assert (run.rows, run.complete, run.manifest["exit"]) == (100, False, None)
    assert run.column("truth.soc")[99] == made.values["truth.soc"][99]
    folder.close(0, {})


KILLED = """
import os, signal, sys
from pathlib import Path
from hil.record.folder import RunFolder
from tests.hil.record import synthetic
made = synthetic.eclipse_pass(period_s=10.0)
folder = RunFolder.create(Path(sys.argv[1]), made.layout, synthetic.SCENARIO, {})
made.feed(folder, end=int(sys.argv[2]))
os.kill(os.getpid(), signal.SIGKILL)
"""


def killed(path: Path, rows: int, checkout: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(path), str(rows)], cwd=checkout, check=False)
    assert done.returncode == -signal.SIGKILL


def test_a_killed_host_loses_no_row_that_was_written(tmp_path: Path, checkout: Path) -> None:
    killed(tmp_path / "run", 217, checkout)
    before = {name: (tmp_path / "run" / name).read_bytes() for name in os.listdir(tmp_path / "run")}
    run = open_run(tmp_path / "run")
    assert (run.rows, run.complete) == (217, False)
    assert run.column("tick").tolist() == list(range(217))
    assert {event.tick for event in run.events} == {event.tick for event in drawn().events if event.tick < 217}
    assert {name: (tmp_path / "run" / name).read_bytes() for name in os.listdir(tmp_path / "run")} == before


@pytest.mark.parametrize("cut", [1, 7, 1000])
def test_a_cut_tail_costs_one_row(tmp_path: Path, checkout: Path, cut: int) -> None:
    killed(tmp_path / "run", 50, checkout)
    journal = tmp_path / "run" / "journal.bin"
    assert cut < synthetic.RowLayout(synthetic.TRUTH).row_size * 2
    os.truncate(journal, journal.stat().st_size - cut)
    with (tmp_path / "run" / "events.jsonl").open("a") as stream:
        stream.write('{"tick": 49, "boa')
    run = open_run(tmp_path / "run")
    assert run.rows == 50 - -(-cut // run.layout.row_size)
    assert all(event.tick < run.rows for event in run.events)


def test_a_repaired_folder_is_whole_and_verifies(tmp_path: Path, checkout: Path) -> None:
    killed(tmp_path / "run", 300, checkout)
    run = repair(tmp_path / "run")
    assert (run.rows, run.manifest["status"], run.manifest["exit"]) == (300, "repaired", 3)
    assert not (tmp_path / "run" / "journal.bin").exists()
    assert verify(tmp_path / "run").equal
    whole = RunFolder.create(tmp_path / "other", run.layout, synthetic.SCENARIO, {})
    drawn().feed(whole, end=300)
    assert run.manifest["record_hash"] == whole.hashes()["record_hash"]
    whole.close(0, {})


def test_repair_leaves_a_finished_folder_alone(tmp_path: Path) -> None:
    drawn().write(tmp_path / "run")
    before = (tmp_path / "run" / "manifest.json").read_bytes()
    assert repair(tmp_path / "run").complete
    assert (tmp_path / "run" / "manifest.json").read_bytes() == before


def test_a_run_continued_at_a_tick_ends_with_the_hash_of_the_whole_run(tmp_path: Path) -> None:
    made = drawn()
    whole = made.write(tmp_path / "whole")
    first = RunFolder.create(tmp_path / "first", made.layout, synthetic.SCENARIO, {})
    made.feed(first, end=217)
    state = json.loads(json.dumps(first.state()))
    first.close(0, {})
    second = RunFolder.create(tmp_path / "second", made.layout, synthetic.SCENARIO, {}, chain_state=state)
    made.feed(second, first=217)
    second.close(0, {})
    assert second.hashes()["record_hash"] == whole.hashes()["record_hash"]
    assert second.hashes()["record_hash"] != first.hashes()["record_hash"]
    assert verify(tmp_path / "second").equal


def test_no_room_for_a_row_is_a_typed_error_and_the_folder_opens(tmp_path: Path) -> None:
    made = drawn()
    folder = RunFolder.create(tmp_path / "run", made.layout, synthetic.SCENARIO, {})
    head = (tmp_path / "run" / "journal.bin").stat().st_size
    with room(head + made.layout.row_size * 60 + 5), pytest.raises(RecordError, match=r"journal\.bin.*MB free"):
        made.feed(folder)
    assert RecordError.exit_code == 3
    assert open_run(tmp_path / "run").rows == 60
    folder.close(3, {"error": "no room"})
    run = open_run(tmp_path / "run")
    assert (run.rows, run.manifest["exit"]) == (60, 3)


def test_no_room_for_the_parquet_file_keeps_the_journal(tmp_path: Path) -> None:
    made = drawn()
    folder = RunFolder.create(tmp_path / "run", made.layout, synthetic.SCENARIO, {})
    made.feed(folder)
    with room(4096), pytest.raises(RecordError, match=r"telemetry\.parquet"):
        folder.convert()
    assert sorted(os.listdir(tmp_path / "run")) == ["events.jsonl", "journal.bin", "manifest.json"]
    assert open_run(tmp_path / "run").rows == made.rows
    folder.close(0, {})  # room again
    assert verify(tmp_path / "run").equal


def test_no_room_at_close_still_says_in_the_manifest_that_the_harness_failed(tmp_path: Path) -> None:
    made = drawn()
    folder = RunFolder.create(tmp_path / "run", made.layout, synthetic.SCENARIO, {})
    made.feed(folder)
    size = (tmp_path / "run" / "manifest.json").stat().st_size + 4096
    with room(size), pytest.raises(RecordError, match=r"telemetry\.parquet"):
        folder.close(0, {})
    assert open_run(tmp_path / "run").manifest["exit"] == 3


def test_no_room_for_the_verdict(tmp_path: Path) -> None:
    folder = RunFolder.create(tmp_path / "run", RowLayout(()), "", {})
    with room(10), pytest.raises(RecordError, match=r"verdict\.json"):
        folder.verdict({"passed": True})
    assert not (tmp_path / "run" / "verdict.json").exists()
    assert not list((tmp_path / "run").glob("*.part"))
    folder.close(1, {})


def test_a_run_of_no_rows_closes_and_opens(tmp_path: Path) -> None:
    RunFolder.create(tmp_path / "run", RowLayout(("soc",)), "", {}).close(3, {})
    run = open_run(tmp_path / "run")
    assert (run.rows, run.events) == (0, [])
    assert verify(tmp_path / "run").equal


def test_an_unknown_event_of_a_foreign_board_is_kept(tmp_path: Path) -> None:
    made = synthetic.quiet(5)
    made.found = {2: [(3, 60_000, 1, 2)]}
    folder = RunFolder.create(tmp_path / "run", made.layout, "", {})
    made.feed(folder)
    folder.close(0, {})
    event = open_run(tmp_path / "run").events[0]
    assert (event.number, event.board, event.p1, event.p2) == (60_000, "payload", 1, 2)


@pytest.mark.parametrize(("largest_file", "name"), [(10, "journal"), (60_000, "manifest")])
def test_no_room_at_the_start_leaves_no_folder(tmp_path: Path, largest_file: int, name: str) -> None:
    with room(largest_file), pytest.raises(RecordError, match=name):
        RunFolder.create(tmp_path / "run", RowLayout(()), "x" * 60_000, {})
    assert not (tmp_path / "run").exists()
