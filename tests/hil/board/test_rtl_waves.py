"""Waves of the Verilog board, and faults at its signals, as a user asks for them: real simulator, real files."""

from __future__ import annotations

import json
import os
import signal
import struct
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from firmware_py.icd import boards
from firmware_py.wire import image
from hil.board.returning import ReturningBoard
from hil.board.rtl.board import RtlBoard
from hil.board.rtl.form import Form
from hil.board.rtl.signal import parse
from hil.clock import Deadline
from hil.errors import BoardError
from tests.hil.board.rtl_needs import needs
from tests.hil.command import hil

DEADLINE_S = 60.0
PLACE = boards.kind_index("eps")
TICKS = 5
CLOCK_NS = 10  # of bench.v

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    needs("icarus"),
]


@pytest.fixture(scope="module")
def flown() -> RtlBoard:
    """A board that has flown five ticks, its boot counter hit in tick 3 a hundred clocks before the frame's end."""
    board = RtlBoard("eps")
    fly(board, "flip:loop.boot[8]@tick3-100")
    return board


def fly(board: RtlBoard, *faults: str) -> list[bytes]:
    """Fly `board` for some ticks, struck by `faults`; return the bodies of its SAMPLEs."""
    board.books.ask([parse(fault) for fault in faults], 1, journal=True)
    stimulus, actuators = bytes(range(image.SENSOR_BYTES[PLACE])), bytes(range(image.ACTUATOR_BYTES[PLACE]))
    samples = []
    with closing(board):
        board.open()
        for tick in range(TICKS):
            board.post(tick, tick * 10**8, tick, stimulus, actuators, ())
            sample = board.collect(Deadline(DEADLINE_S))
            assert sample is not None
            samples.append(sample.body)
    return samples


def vcd(text: str) -> tuple[dict[str, str], list[tuple[int, str, str]]]:
    """Return code by dotted name, and (time [ns], code, value) of every change, of a value change dump."""
    head, _, body = text.partition("$enddefinitions $end")
    codes: dict[str, str] = {}
    scope: list[str] = []
    for line in head.splitlines():
        words = line.split()
        if words[:1] == ["$scope"]:
            scope.append(words[2])
        elif words[:1] == ["$upscope"]:
            scope.pop()
        elif words[:1] == ["$var"]:
            codes[".".join([*scope, words[4]])] = words[3]
    changes, now = [], 0
    for line in body.split("\n"):
        if line.startswith("#"):
            now = int(line[1:])
        elif line.startswith("b"):
            value, code = line[1:].split()
            changes.append((now, code, value))
        elif line[:1] in tuple("01xz"):
            changes.append((now, line[1:].strip(), line[0]))
    return codes, changes


def test_the_flip_is_seen_in_the_clock_of_its_receipt(flown: RtlBoard, tmp_path: Path) -> None:
    (receipt,) = flown.books.struck()
    done = flown.books.draw(tmp_path / "eps.vcd", 3, 3)
    assert done["from_clock"] < receipt["clock"] < done["to_clock"]
    codes, changes = vcd((tmp_path / "eps.vcd").read_text())
    boot, cycles = codes["bench.dut.loop.boot"], codes["bench.cycles"]
    values = [(at, int(value, 2)) for at, code, value in changes if code == boot and "x" not in value]
    assert [value for _, value in values] == [1, 257]
    clocks = [(at, int(value, 2)) for at, code, value in changes if code == cycles and "x" not in value]
    assert clocks[0][1] == done["from_clock"]
    assert clocks[-1][1] == done["to_clock"]
    assert clocks[-1][0] - clocks[0][0] == pytest.approx(CLOCK_NS * (clocks[-1][1] - clocks[0][1]), abs=CLOCK_NS)
    struck_at = values[1][0]
    assert max(value for at, value in clocks if at <= struck_at) == receipt["clock"]


def test_fst_spans_the_time_of_the_window(flown: RtlBoard, tmp_path: Path) -> None:
    """The first block of an FST file: type 0, 329 bytes, first and last time, then e in the writer's byte order."""
    done = flown.books.draw(tmp_path / "eps.fst", 3, 9)
    assert done["ticks"] == [3, TICKS - 1]  # those that there are
    assert flown.books.draw(tmp_path / "eps.vcd", 3, 9) == {**done, "file": "eps.vcd"}
    kind, length, first, last, order = struct.unpack(">BQQQ8s", (tmp_path / "eps.fst").read_bytes()[:33])
    assert (kind, length) == (0, 329)
    assert struct.unpack("<d", order)[0] == pytest.approx(2.718281828459045)
    _, changes = vcd((tmp_path / "eps.vcd").read_text())
    assert (first, last) == (changes[0][0], changes[-1][0])
    assert (tmp_path / "eps.fst").stat().st_size < (tmp_path / "eps.vcd").stat().st_size


def test_ticks_that_were_not_flown_have_no_waves(flown: RtlBoard, tmp_path: Path) -> None:
    (tmp_path / "eps.fst").write_text("of an earlier run")
    with pytest.raises(BoardError, match="expected ticks 40 to 41 in its flight, got none of them"):
        flown.books.draw(tmp_path / "eps.fst", 40, 41)
    assert not (tmp_path / "eps.fst").exists()


def test_a_board_that_comes_back_keeps_what_struck_it(tmp_path: Path) -> None:
    """Its second simulator is not struck again by what struck the first, and is struck by what is still to come."""
    inner = RtlBoard("eps")
    faults = ("flip:loop.boot[8]@tick1-100", "flip:loop.in_force[0][0]@tick20+60", "flip:loop.boot[8]@tick99")
    inner.books.ask([parse(fault) for fault in faults], 1, journal=True)
    board, safe = ReturningBoard(inner, DEADLINE_S), image.SAFE[PLACE]
    with closing(board):
        board.open()
        for tick in range(21):
            if tick == 3:
                assert inner.pid is not None
                os.killpg(inner.pid, signal.SIGKILL)
            board.post(tick, tick * 10**8, tick, bytes(image.SENSOR_BYTES[PLACE]), safe, ())
            board.collect(Deadline(DEADLINE_S))
    assert [loss.tick for loss in board.losses] == [3]
    before, behind, never = inner.books.struck()
    assert (before["tick"], before["before"], before["changed"]) == (1, f"{1:016b}", True)
    assert (behind["tick"], behind["changed"]) == (20, True)
    assert (never["clock"], never["changed"]) == (None, False)
    assert inner.books.draw(tmp_path / "before.fst", 0, 1)["ticks"] == [0, 1]
    assert inner.books.draw(tmp_path / "behind.fst", 20, 20)["ticks"] == [20, 20]


def test_a_flight_that_parts_from_its_journal_is_told(tmp_path: Path) -> None:
    board = RtlBoard("eps")
    board.books.ask([], 1, journal=True)
    with closing(board):
        board.open()
    journal = board.books.order().journal
    assert journal is not None
    clock, tick, data = json.loads(journal.read_text())
    journal.write_text(json.dumps([clock + 5, tick, data]) + "\n")
    with pytest.raises(BoardError, match=rf"got clock {clock} instead of {clock + 5}"):
        board.books.draw(tmp_path / "eps.fst", 0, 1)


@pytest.mark.timeout(1200)
@needs("verilator")
def test_both_simulators_are_struck_alike(tmp_path: Path) -> None:
    """The same clocks, samples and receipts; and what flew on Verilator is drawn by Icarus, clock for clock."""
    faults = (
        "glitch:rx:1@tick1-500", "flip:loop.in_force[0][3]@tick2+60", "glitch:overcurrent:8@tick2",
        "flip:loop.boot[8]@tick3-100", "flip:unframer.*@tick4+3000", "hold:rx:0:2000@tick4+20",
    )  # fmt: skip
    pair = [RtlBoard("eps", form=Form(simulator)) for simulator in ("icarus", "verilator")]
    icarus, verilator = (fly(board, *faults) for board in pair)
    assert icarus == verilator
    assert pair[0].cycles == pair[1].cycles
    receipts = pair[0].books.struck()
    assert receipts == pair[1].books.struck()
    assert all(receipt["changed"] for receipt in receipts)
    done = pair[1].books.draw(tmp_path / "eps.fst", 2, 3)
    assert done["from_clock"] < receipts[3]["clock"] < done["to_clock"]


def manifest(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "manifest.json").read_text())


def test_a_run_tells_what_struck_and_draws_round_it(tmp_path: Path) -> None:
    """One tick's flip of an actuator bit breaks no requirement; the waves are of the ticks round it."""
    run, again = tmp_path / "run", tmp_path / "again"
    flags = (
        "--boards",
        "inproc",
        "--board",
        "eps=rtl:",
        "--set",
        "duration_s=1",
        "--set",
        "must_exercise=[]",
        "--no-report",
    )
    signal = ("--signal", "eps=flip:loop.in_force[0][0]@tick6+60,flip:*@tick90")
    done = hil("run", *flags, *signal, "--waves", f"eps={tmp_path}/eps.fst", "--out", str(run))
    assert done.returncode == 0, done.stdout + done.stderr
    struck, never = manifest(run)["signals"]["eps"]
    assert (struck["tick"], struck["changed"]) == (6, True)
    assert int(struck["before"], 2) ^ int(struck["after"], 2) == 1
    assert (never["clock"], never["changed"]) == (None, False)
    waves = manifest(run)["waves"]["eps"]
    assert waves["ticks"] == [1, 8]
    assert waves["from_clock"] < struck["clock"] < waves["to_clock"]
    assert (tmp_path / "eps.fst").read_bytes()[0] == 0
    hil("run", *flags, *signal, "--out", str(again))
    assert manifest(again)["signals"] == manifest(run)["signals"]
    assert manifest(again)["record_hash"] == manifest(run)["record_hash"]


def test_what_is_not_there_is_bad_usage(tmp_path: Path) -> None:
    out = ("--out", str(tmp_path / "run"))
    elsewhere = hil("run", "--boards", "inproc", "--signal", "eps=brownout@1", *out)
    assert (elsewhere.returncode, "only rtl: has signals" in elsewhere.stderr) == (2, True)
    flags = ("run", "--boards", "inproc", "--board", "eps=rtl:")
    unknown = hil(*flags, "--signal", "eps=flip:core.boot[3]@1", *out)
    assert unknown.returncode == 2
    assert "did you mean `loop.boot`?" in unknown.stderr
    assert not (tmp_path / "run").exists()


def test_registers_are_listed_by_the_design() -> None:
    """Sizes as the sources in `fixtures/rtl` declare them."""
    done = hil("boards", "registers", "eps")
    lines = done.stdout.splitlines()
    for line in (
        "loop.boot[0..15]  16 bits",
        "loop.answer_store[0..1023][0..7]  8192 bits",
        "loop.safe[0..0]  1 bit",
        "unframer.crc[0..31]  32 bits",
        "arrived.words[0..255][0..8]  2304 bits",
        "receiver.line[0..2]  3 bits",
    ):
        assert line in lines
    assert not any(line.startswith(("loop.tick[", "loop.rx_at", "clk", "loop.counters")) for line in lines)  # wires
    assert hil("boards", "registers", "ups").returncode == 2
