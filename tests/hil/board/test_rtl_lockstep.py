"""The Verilog board in lockstep: cycle counts that repeat, silence that is known, ends that leave nothing behind."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import tempfile
import threading
from contextlib import closing, suppress
from pathlib import Path

import psutil
import pytest
from cobs import cobs

from firmware_py.board.agent import Agent
from firmware_py.icd import boards, packets
from firmware_py.wire import image
from hil.board.rtl import design
from hil.board.rtl.board import RtlBoard
from hil.board.rtl.errand import errand
from hil.board.rtl.form import Form, form
from hil.board.rtl.group import run_group
from hil.board.rtl.lockstep import LONGEST, LockstepPort, LockstepTransport, pair
from hil.board.session import Session
from hil.clock import Deadline
from hil.errors import BoardError, BoardLost, ConfigError, PortLost
from tests.hil.board.rtl_needs import EACH, needs

DEADLINE_S = 60.0
TICKS = 12
BIT = 4  # clocks, what the bridge starts a board with
BITS = 10  # of a byte on the line
INSIDE = 1500  # clocks a board may think about a tick, and the line be quiet at its end


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place for temporary files of our own, with a link to the designs that are built."""
    designs = design.built("icarus").parent
    (tmp_path / designs.name).symlink_to(designs)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def flown(kind: str, simulator: str) -> list[tuple[int, int, bytes]]:
    """Fly TICKS ticks; return for each its clock cycles, its bytes on the line and its SAMPLE."""
    place, draw, said, bytes_moved = boards.kind_index(kind), random.Random(kind), [], [0]

    def count(_t_ns: int, _outbound: bool, frame: bytes) -> None:
        bytes_moved[0] += len(frame)

    with closing(RtlBoard(kind, form=Form(simulator))) as board:
        board.tap(count)
        board.open()
        for tick in range(TICKS):
            before, bytes_moved[0] = board.cycles, 0
            stimulus = draw.randbytes(image.SENSOR_BYTES[place])
            board.post(tick, tick * 100_000_000, tick, stimulus, image.SAFE[place] if tick else None, ())
            sample = board.collect(Deadline(DEADLINE_S))
            assert sample is not None
            assert before is not None
            assert board.cycles is not None
            said.append((board.cycles - before, bytes_moved[0], sample.body))
        assert board.counters()["cycles"] == board.cycles
    return said


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("simulator", EACH)
def test_two_runs_have_equal_cycle_counts_tick_by_tick(simulator: str) -> None:
    first = flown("payload", simulator)
    assert flown("payload", simulator) == first
    for cycles, moved, _ in first:  # every bit was on the line, and nothing idle was simulated
        assert 0 <= cycles - moved * BITS * BIT <= INSIDE


@pytest.mark.slow
@pytest.mark.timeout(600)
@needs("icarus")
@needs("verilator")
def test_both_simulators_count_the_same_cycles() -> None:
    assert flown("eps", "icarus") == flown("eps", "verilator")


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("simulator", EACH)
def test_what_is_said_at_once_is_answered_at_once_however_long(simulator: str) -> None:
    """Twelve answers to what one message holds: more than the bench takes at a time, more than it gives."""
    session, agent = Session("laser"), Agent("laser")
    greeting = b"\0" + session.request(packets.HELLO, 0, b"")[1]
    asked = b"".join(session.request(packets.COMMAND, 0, bytes((packets.COUNTERS,)))[1] for _ in range(12))
    agent.feed(greeting)
    expected = agent.feed(asked)
    with closing(RtlBoard("laser", form=Form(simulator))) as board, closing(board.connect()) as line:
        line.write(greeting)
        assert line.read(Deadline(DEADLINE_S))
        line.write(asked)
        got = line.read(Deadline(DEADLINE_S))
    assert len(got) > 512
    assert [cobs.decode(frame) for frame in got.split(b"\0")] == [cobs.decode(frame) for frame in expected.split(b"\0")]


@pytest.mark.slow
@pytest.mark.timeout(300)
@needs("icarus")
def test_silence_is_known_without_waiting_and_takes_cycles() -> None:
    with closing(RtlBoard("eps")) as board, closing(board.connect()) as line:
        before = board.cycles
        assert before is not None
        line.write(b"\x05noise\0")
        assert not line.can_read()
        assert line.read(Deadline(DEADLINE_S)) == b""
        assert board.cycles is not None
        assert board.cycles - before >= 7 * BITS * BIT


@pytest.mark.slow
@pytest.mark.timeout(300)
@needs("icarus")
def test_a_simulator_that_dies_is_a_board_lost(temporary: Path) -> None:
    with closing(RtlBoard("eps")) as board:
        board.open()
        assert board.pid is not None
        assert len(list(temporary.glob("everdawn-rtl-*"))) == 2  # the designs, and the folder of this one
        os.killpg(board.pid, signal.SIGKILL)
        with pytest.raises(BoardLost, match="SIGKILL"):
            board.command(packets.NOOP)
    assert [path.is_symlink() for path in temporary.glob("everdawn-rtl-*")] == [True]


@pytest.mark.slow
@pytest.mark.timeout(300)
@needs("icarus")
def test_what_breaks_inside_a_simulator_is_told(temporary: Path) -> None:
    said = errand("eps", "icarus", "--listing", str(temporary / "none" / "registers.json"), limit_s=DEADLINE_S)
    assert said.startswith("exit 1: ")
    assert "FileNotFoundError" in said
    assert [path.is_symlink() for path in temporary.glob("everdawn-rtl-*")] == [True]


def test_a_group_that_takes_too_long_goes_with_all_that_it_started(tmp_path: Path) -> None:
    command = ["sh", "-c", f"sleep 600 & echo $! > {tmp_path}/pid; wait"]
    with pytest.raises(subprocess.TimeoutExpired):
        run_group(command, 3.0)
    with suppress(psutil.NoSuchProcess):
        psutil.Process(int((tmp_path / "pid").read_text())).wait(DEADLINE_S)


def test_a_group_that_ends_tells_how() -> None:
    assert run_group(["sh", "-c", "echo out; echo err >&2; exit 5"], DEADLINE_S) == (5, "out\nerr\n")


@pytest.mark.slow
@pytest.mark.timeout(300)
@needs("icarus")
def test_a_host_that_leaves_in_mid_work_leaves_no_process() -> None:
    with closing(RtlBoard("eps")) as board:
        board.open()
        processes = psutil.Process(board.pid).children(recursive=True)
        assert processes  # the simulator is one of its own
        board.post(0, 0, 0, bytes(image.SENSOR_BYTES[0]), None, ())
    gone, alive = psutil.wait_procs(processes, timeout=DEADLINE_S)
    assert not alive
    assert len(gone) == len(processes)


def test_the_line_carries_messages_and_counts_what_is_owed() -> None:
    host, far = pair()
    with closing(LockstepTransport(host, "a test")) as line, closing(LockstepPort(far.detach())) as port:
        port.write(b"", 7)
        assert line.ready(Deadline(DEADLINE_S))
        assert (line.cycles, line.can_read()) == (7, False)
        line.write(bytes(LONGEST + 1))  # two messages
        assert len(port.read()) == LONGEST
        assert port.read() == b"\0"
        port.write(b"", 8)
        assert line.read(Deadline(0.0)) == b""  # one is owed still
        port.write(b"late", 9)
        assert line.read(Deadline(DEADLINE_S)) == b"late"
        line.close()
        assert port.read() == b""
        port.write(b"to nobody", 10)
        with pytest.raises(PortLost):
            line.write(b"\0")
        with pytest.raises(PortLost):
            line.read(Deadline(0.0)) or line.ready(Deadline(0.0))


def test_a_long_message_does_not_stand_before_a_line_full_of_answers() -> None:
    """A far end that gives back all it gets: some ten times what the lines between hold."""
    host, far = pair()
    with closing(LockstepTransport(host, "a test")) as line, closing(LockstepPort(far.detach())) as port:
        port.write(b"", 0)

        def give_back() -> None:
            while data := port.read():
                port.write(data, 0)

        thread = threading.Thread(target=give_back, daemon=True)
        thread.start()
        sent = random.Random(1).randbytes(LONGEST * 500)
        line.write(sent)
        heard = b""
        while line.can_read():
            heard += line.read(Deadline(DEADLINE_S))
        assert heard == sent
        line.close()
        thread.join(DEADLINE_S)
        assert not thread.is_alive()


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", Form("icarus", False)), ("verilator", Form("verilator", False)), ("pty", Form("icarus", True)),
     ("verilator,pty", Form("verilator", True)), ("pty,icarus", Form("icarus", True))],
)  # fmt: skip
def test_forms(text: str, expected: Form) -> None:
    assert form(text) == expected


@pytest.mark.parametrize("text", ["spice", "icarus,verilator", "pty,pty", "icarus,", "verilator:pty"])
def test_no_forms(text: str) -> None:
    with pytest.raises(ConfigError, match="at most one of icarus, verilator"):
        form(text)


@needs("icarus")
def test_a_design_is_built_once_and_a_broken_one_says_so(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert design.built("icarus") == design.built("icarus")
    monkeypatch.setattr(design, "SOURCES", tmp_path)
    monkeypatch.setattr(design.tempfile, "tempdir", str(tmp_path / "built"))
    (tmp_path / "built").mkdir()
    (tmp_path / "bench.v").write_text("module bench; no such thing; endmodule\n")
    with pytest.raises(BoardError, match=r"bench\.v:1"):
        design.built("icarus")
    (folder,) = (tmp_path / "built").iterdir()
    assert [path.suffix for path in folder.iterdir()] == [".lock"]  # no half a build
