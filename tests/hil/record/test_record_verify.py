"""Verification sees every kind of change to a record, and nothing else."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from hil.record import parquet
from hil.record.layout import RowLayout, Rows
from hil.record.verify import verify
from tests.hil.record import synthetic

Change = Callable[[RowLayout, Rows], Rows]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    synthetic.eclipse_pass(period_s=10.0).write(tmp_path / "run")
    return tmp_path / "run"


def rewrite(folder: Path, change: Change) -> None:
    """Replace the telemetry by a changed one that is a valid Parquet file."""
    telemetry = parquet.Telemetry(folder / parquet.NAME)
    rows = change(telemetry.layout, telemetry.table())
    parquet.write(folder / parquet.NAME, telemetry.layout, rows)


def differing(folder: Path) -> set[str]:
    return {difference.name for difference in verify(folder).differences}


def one_count(name: str) -> Change:
    def change(layout: RowLayout, rows: Rows) -> Rows:
        rows[name][123] += 1
        return rows

    return change


def last_bit(layout: RowLayout, rows: Rows) -> Rows:
    rows["truth.soc"][123] = np.nextafter(rows["truth.soc"][123], 2.0)
    return rows


def test_an_untouched_record_verifies(folder: Path) -> None:
    assert verify(folder).equal


def test_rewriting_the_same_rows_changes_nothing(folder: Path) -> None:
    rewrite(folder, lambda layout, rows: rows)
    assert verify(folder).equal


@pytest.mark.parametrize(
    "name",
    [
        "eps.bus_voltage",
        "laser.set.gimbal_set_az_3",
        "payload.link.flags",
        "radiator.link.outcome",
        "msg.laser.mode_2",
        "t_ns",
    ],
)
def test_one_changed_count(folder: Path, name: str) -> None:
    rewrite(folder, one_count(name))
    assert differing(folder) == {"wire_hash", "record_hash"}


def test_one_changed_bit_of_truth(folder: Path) -> None:
    rewrite(folder, last_bit)
    assert differing(folder) == {"truth_hash", "record_hash"}


def test_one_dropped_row(folder: Path) -> None:
    rewrite(folder, lambda layout, rows: np.delete(rows, 300))
    assert differing(folder) == {"wire_hash", "truth_hash", "record_hash", "rows"}


def test_two_swapped_rows(folder: Path) -> None:
    def swap(layout: RowLayout, rows: Rows) -> Rows:
        rows[[10, 11]] = rows[[11, 10]]
        return rows

    rewrite(folder, swap)
    assert {"wire_hash", "truth_hash", "record_hash"} <= differing(folder)


def edit_events(folder: Path, change: Callable[[list[str]], list[str]]) -> None:
    path = folder / "events.jsonl"
    path.write_text("\n".join(change(path.read_text().splitlines())) + "\n")


def test_two_swapped_events_of_one_tick(folder: Path) -> None:
    edit_events(folder, lambda lines: [lines[1], lines[0], *lines[2:]])
    assert differing(folder) == {"wire_hash", "record_hash"}


def test_two_events_that_swapped_their_ticks(folder: Path) -> None:
    def swap(lines: list[str]) -> list[str]:
        first, last = json.loads(lines[0]), json.loads(lines[-1])
        first["tick"], last["tick"] = last["tick"], first["tick"]
        return [json.dumps(last), *lines[1:-1], json.dumps(first)]

    edit_events(folder, swap)
    assert {"wire_hash", "record_hash"} <= differing(folder)


def test_a_dropped_event(folder: Path) -> None:
    edit_events(folder, lambda lines: lines[:-1])
    assert differing(folder) == {"wire_hash", "record_hash", "events"}


def test_an_event_of_a_tick_that_has_no_row(folder: Path) -> None:
    edit_events(folder, lambda lines: [*lines, json.dumps(json.loads(lines[0]) | {"tick": 10**6})])
    assert "events" in differing(folder)


@pytest.mark.parametrize(
    ("key", "changed"), [("scenario_text", "name: drawn\nseed: 8\n"), ("rows", 7), ("schema_hash", "00" * 32)]
)
def test_a_changed_manifest(folder: Path, key: str, changed: object) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {key: changed}))
    assert differing(folder) == {"record_hash" if key == "scenario_text" else key}


def test_nothing_measured_on_the_host_is_in_a_hash(tmp_path: Path) -> None:
    one = synthetic.quiet(50).write(tmp_path / "one", {"begun": "2026-06-21"}, wall_s=1.0)
    two = synthetic.quiet(50).write(tmp_path / "two", {"begun": "2027-01-01"}, wall_s=9.0)
    assert one.hashes() == two.hashes()


def test_a_person_is_told_what_differs(folder: Path) -> None:
    said = json.loads((folder / "manifest.json").read_text())["truth_hash"]
    rewrite(folder, last_bit)
    lines = verify(folder).lines()
    assert [line for line in lines if "DIFFERS" in line and said in line and line.startswith("truth_hash")]
    assert sum("DIFFERS" in line for line in lines) == 2
