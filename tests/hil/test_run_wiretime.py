"""Runs whose frames take time on the line: sums on paper, late samples, and one hash on every kind of board."""

import json
from pathlib import Path
from typing import Any

import pytest

from hil.board.base import SAMPLE_LATE, TICK_LATE
from hil.record.opened import open_run
from hil.record.verify import verify
from tests.hil.command import hil, run_json

pytestmark = pytest.mark.slow  # whole runs

#: [bytes] of a frame around its body: header 16, CRC 4, one of COBS, 0x00 (docs/wire.md)
AROUND = 22
#: [bytes] sensors and actuators of docs/icd.md
IMAGES = {"eps": (62, 8), "radiator": (44, 14), "laser": (114, 48), "payload": (47, 7)}


def flown(folder: Path, kind: str, *assignments: str, place: str = "host") -> dict[str, Any]:
    """Fly the default scenario; return the manifest."""
    sets = [word for one in assignments for word in ("--set", one)]
    run_json("--boards", kind, "--place", place, "--wire", "off", "--out", str(folder), *sets)
    found: dict[str, Any] = json.loads((folder / "manifest.json").read_text())
    return found


def test_an_exchange_takes_what_its_bytes_take(tmp_path: Path) -> None:
    told = flown(tmp_path / "run", "inproc", "duration_s=2", "link.baud=115200", "link.latency_ms=1.5")["wire_time"]
    for board, (sensors, actuators) in IMAGES.items():
        sample = AROUND + 12 + sensors + actuators
        first, later = AROUND + 6 + sensors, AROUND + 6 + sensors + actuators  # TICK 0 has no actuator image
        assert told[board]["exchanges"] == 21
        assert told[board]["least_ms"] == pytest.approx((first + sample) * 10 / 115.2 + 3.0, abs=1e-5)
        assert told[board]["most_ms"] == pytest.approx((later + sample) * 10 / 115.2 + 3.0, abs=1e-5)
        assert told[board]["bytes_lost"] == 0


def test_a_slow_line_leaves_the_flight_software_with_what_is_old(tmp_path: Path) -> None:
    told = flown(tmp_path / "run", "inproc", "duration_s=4", "link.baud=9600")
    run = open_run(tmp_path / "run")
    # TICKs of laser are 190 bytes, 198 ms: never whole within 100 ms. Those of payload are 82 bytes, 85 ms; its SAMPLE
    # comes 92 ms later.
    assert (run.counts("laser.link.outcome") == TICK_LATE).all()
    assert (run.counts("payload.link.outcome") == SAMPLE_LATE).all()
    assert (run.counts("payload.link.tick") == 0xFFFFFFFF).all()  # no SAMPLE in the row
    assert told["links"]["payload"]["samples_late"] == told["wire_time"]["payload"]["exchanges"] == 41
    assert told["links"]["laser"]["ticks_late"] == 41
    stale = [event for event in run.events if event.name == "sample_stale"]
    assert {event.board for event in stale} == set(IMAGES)
    # The board acts on its TICKs all the same. TICK 0 has no image, so the safe one is in force until TICK 1.
    orders = run.counts("payload.set.power_cap")
    assert orders[0] != orders[1]
    assert verify(tmp_path / "run").equal


ROUGH = (
    "duration_s=6", "link.baud=57600", "link.latency_ms=3", "link.jitter_ms=60", "link.fifo_bytes=64",
    "link.fifo_service_ms=12", "link.sample_loss=0.05",
)  # fmt: skip


@pytest.mark.parametrize("place", ["host", "board"])
def test_one_hash_on_every_kind_of_board(tmp_path: Path, place: str) -> None:
    told = [flown(tmp_path / kind, kind, *ROUGH, place=place) for kind in ("inproc", "pty", "mpy")]
    counts = told[0]["links"]["eps"]
    assert counts["samples_late"] > 0
    assert counts["overruns"] > 0
    assert counts["delivered"] > 0
    assert len({one["record_hash"] for one in told}) == 1
    assert told[1]["wire_time"] == told[2]["wire_time"] == told[0]["wire_time"]


def test_events_of_late_answers_are_recorded_when_they_arrive(tmp_path: Path) -> None:
    flown(tmp_path / "quick", "inproc", "duration_s=0.2", place="board")
    # Every TICK is there after 60 ms, every answer after 120: in the tick after its own.
    told = flown(tmp_path / "slow", "inproc", "duration_s=0.2", "link.latency_ms=60", place="board")
    quick, slow = open_run(tmp_path / "quick"), open_run(tmp_path / "slow")
    first = [event.plain() for event in quick.events if event.tick == 0]
    assert len({board for board, *_ in first}) == 3
    assert [event.plain() for event in slow.events if event.tick == 1] == first
    assert [event for event in slow.events if event.tick == 0] == []
    assert (slow.counts("eps.link.outcome") == SAMPLE_LATE).all()
    assert told["links"]["eps"]["late_mail"] == 3  # a message a tick, dropped: the next one is newer
    assert verify(tmp_path / "slow").equal


def test_a_run_restored_goes_on_with_the_line_as_it_was(tmp_path: Path) -> None:
    whole = flown(tmp_path / "whole", "inproc", *ROUGH)
    sets = [word for one in ROUGH for word in ("--set", one)]
    mark = tmp_path / "mark"
    run_json("--boards", "inproc", "--out", str(tmp_path / "first"), "--checkpoint", f"30={mark}", *sets)
    rest = run_json("--boards", "inproc", "--out", str(tmp_path / "rest"), "--resume", str(mark), *sets)
    assert rest["record_hash"] == whole["record_hash"]
    assert json.loads((tmp_path / "rest" / "manifest.json").read_text())["wire_time"] == whole["wire_time"]


def test_the_default_scenario_says_nothing_of_wire_time() -> None:
    resolved = json.loads(hil("scenario", "check", "eclipse_pass").stdout)
    assert set(resolved["link"]) == {"tick_loss", "sample_loss", "tick_corruption"}
    set_all = hil("scenario", "check", "eclipse_pass", "--set", "link.baud=9600", "--set", "link.latency_ms=2")
    assert {"baud": 9600, "latency_ms": 2.0}.items() <= json.loads(set_all.stdout)["link"].items()


@pytest.mark.parametrize(
    ("assignments", "said"),
    [
        (["link.baud=12"], "link.baud: expected greater than or equal to 300, got 12"),
        (["link.baud=fast"], "link.baud: expected a valid integer"),
        (["link.fifo_bytes=64"], "expected baud where fifo_bytes is given"),
        (["link.baud=9600", "link.fifo_service_ms=2"], "expected fifo_bytes where fifo_service_ms is given"),
        (["link.usb_frame_ms=2"], "link.usb_frame_ms: expected less than or equal to 1"),
        (["link.tick_loss=0.7", "link.sample_loss=0.7"], "of 1 at most together, not 1.4"),
        (["link.bauds=9600"], "did you mean"),
    ],
)
def test_what_makes_no_sense_is_told_at_the_door(assignments: list[str], said: str, tmp_path: Path) -> None:
    sets = [word for one in assignments for word in ("--set", one)]
    done = hil("run", "--boards", "inproc", "--out", str(tmp_path / "run"), *sets)
    assert done.returncode == 2
    assert said in done.stderr
    assert not (tmp_path / "run").exists()
