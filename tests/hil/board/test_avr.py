"""The board in C on a simulated ATmega328P: beside the agent in Python, its cycles, converter, pulse width and RAM.

Numbers of the hardware are from the ATmega328P data sheet and fixtures/avr/agent/main.c; none is asked of the harness.
"""

from __future__ import annotations

import json
import os
import random
import signal
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

from firmware_py.board.agent import Agent
from firmware_py.icd import boards, packets
from firmware_py.wire import image
from hil.board.avr import build
from hil.board.avr.board import AvrBoard
from hil.board.inproc import InprocBoard
from hil.board.session import Session
from hil.errors import BoardLost
from hil.transport.base import Transport
from tests.conformance.test_equality import script
from tests.hil.board.test_rtl import answers, conversation, heard
from tests.hil.command import hil, run_json

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(
        bool(build.missing()), reason=f"looked for compilers and libsimavr: apt install {build.missing()}"
    ),
]

CLOCK_HZ = 16_000_000
RAM = 2048  # [bytes]
EPS_FULL, DUTY_FULL = 65000, 1023  # array_voltage_set at 1300 V in counts of 0.02 V; ten bits
SAFE_DUTY = 30000 * DUTY_FULL // EPS_FULL  # 600 V, docs/icd.md
RADIATOR = 1  # place in the dictionary


class Log(NamedTuple):
    """What the harness wrote: (cycle, what, the rest) a line."""

    lines: list[tuple[int, str, str]]

    def of(self, what: str) -> list[tuple[int, int]]:
        return [(cycle, int(rest.split()[0])) for cycle, name, rest in self.lines if name == what]

    @property
    def end(self) -> dict[str, int]:
        words = self.lines[-1][2].split()
        return {name: int(value) for name, value in zip(words[1::2], words[2::2], strict=True)}


def read(path: Path) -> Log:
    rows = (line.split(" ", 2) for line in path.read_text().splitlines())
    return Log([(int(cycle), what, rest) for cycle, what, rest in rows])


def greet(port: Transport, session: Session) -> None:
    port.write(b"\0" + session.request(packets.HELLO, packets.HELLO_ASK, b"")[1])
    session.receive(heard(port, 1))


def tick(port: Transport, session: Session, number: int, actuators: bytes | None) -> tuple[int, bytes, int]:
    """Return flags, actuators in force and boot counter of SAMPLE `number`."""
    stimulus = bytes(image.SENSOR_BYTES[session.kind])
    port.write(session.tick_frame(number, number * 100_000_000, number & 0xFF, stimulus, actuators))
    session.receive(heard(port, 1))
    sample = session.take_sample(number)
    assert sample is not None
    return sample.flags, sample.actuators, sample.boot


def image_of(voltage_count: int) -> bytes:
    return voltage_count.to_bytes(2, "big") + image.SAFE[0][2:]


@pytest.mark.parametrize("kind", boards.NAMES)
def test_it_answers_as_the_agent_does_and_keeps_to_its_ram(kind: str, tmp_path: Path) -> None:
    session, agent, log = Session(kind), Agent(kind), tmp_path / "log"
    said = [("greeting", b"\0" + session.request(packets.HELLO, 0, b"")[1])]
    said += conversation(session, boards.kind_index(kind), random.Random(kind))
    with closing(AvrBoard(kind, options=f"?log={log}")) as board, closing(board.connect()) as port:
        for what, frames in said:
            expected = b"".join(agent.feed(frame + b"\0") for frame in frames.split(b"\0"))
            port.write(frames)
            got = heard(port, expected.count(b"\0")) if expected else b""
            assert answers(got) == answers(expected), what
    end = read(log).end
    assert end["overruns"] == 0
    assert end["spare"] >= 128  # bytes never written: the stack has not met the variables
    assert end["stack"] + end["spare"] < RAM


def test_cycles_are_equal_on_every_run(tmp_path: Path) -> None:
    for name in ("first", "second"):  # every request is answered before the next: the host's pace cannot show
        session = Session("laser")
        with closing(AvrBoard("laser", options=f"?log={tmp_path / name}")) as board, closing(board.connect()) as port:
            greet(port, session)
            for number in range(12):
                tick(port, session, number, None if number % 3 else image.SAFE[session.kind])
                port.write(session.request(packets.COMMAND, 0, bytes((packets.NOOP, number)))[1])
                heard(port, 1)
    assert read(tmp_path / "first").lines[-1][0] > CLOCK_HZ // 4
    assert (tmp_path / "first").read_text() == (tmp_path / "second").read_text()


@pytest.mark.parametrize("baud", [115200, 500000])
def test_bytes_take_their_time_on_the_line(baud: int, tmp_path: Path) -> None:
    session, log = Session("eps"), tmp_path / "log"
    with closing(AvrBoard("eps", options=f"{baud}?log={log}")) as board, closing(board.connect()) as port:
        greet(port, session)
        for number in range(4):
            tick(port, session, number, image_of(number))
    began = [cycle for cycle, _ in read(log).of("line")]
    spent = [later - earlier for earlier, later in pairwise(began[2:])]
    line = (98 + 104) * 10 * CLOCK_HZ / baud  # TICK and SAMPLE, docs/writing-a-board.md, ten bits a byte
    # 115200 is 117647 where 16 MHz are divided; the rest is what the processor takes to think, CRCs above all.
    assert 0.98 * line < min(spent) <= max(spent) < line + 60_000


def test_the_pulse_width_follows_the_first_actuator_and_goes_safe_alone(tmp_path: Path) -> None:
    session, log = Session("eps"), tmp_path / "log"
    counts = [65000, 32500, 0, 13000]
    with closing(AvrBoard("eps", options=f"?log={log}")) as board, closing(board.connect()) as port:
        greet(port, session)
        for number, count in enumerate(counts):
            tick(port, session, number, image_of(count))
    told = read(log)
    duties = told.of("duty")
    assert [duty for _, duty in duties] == [SAFE_DUTY, *(count * DUTY_FULL // EPS_FULL for count in counts), SAFE_DUTY]
    alone_s = (duties[-1][0] - told.of("line")[-1][0]) / CLOCK_HZ
    assert 1.9 < alone_s < 2.2  # two seconds after the last packet, by its own timer of 16 ms


def test_a_low_supply_holds_the_safe_image_in_force(tmp_path: Path) -> None:
    session, asked = Session("eps"), image_of(13000)
    with (
        closing(AvrBoard("eps", options="?supply=4400@0.04&supply=4600@0.08")) as board,
        closing(board.connect()) as port,
    ):
        greet(port, session)
        told = [tick(port, session, number, asked)[:2] for number in range(6)]
    good, low = (0, asked), (packets.SAMPLE_SAFE, image.SAFE[0])
    assert told[0] == told[-1] == good
    assert told[told.index(low) :].index(good) == told.count(low)  # low for a while, once
    assert set(told) == {good, low}


def test_a_low_supply_drives_nothing_that_was_asked_for_a_moment_either(tmp_path: Path) -> None:
    session, log = Session("eps"), tmp_path / "log"
    with closing(AvrBoard("eps", options=f"?supply=4400@0&log={log}")) as board, closing(board.connect()) as port:
        greet(port, session)
        for number in range(3):
            assert tick(port, session, number, image_of(13000))[:2] == (packets.SAMPLE_SAFE, image.SAFE[0])
    assert [duty for _, duty in read(log).of("duty")] == [SAFE_DUTY]


def test_other_options_of_the_compiler_make_other_firmware(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = build.firmware("eps", 115200)
    assert build.firmware("eps", 115200) == plain
    monkeypatch.setattr(build, "AGENT", [*build.AGENT[:-1], "-O2"])
    assert build.firmware("eps", 115200) != plain


def test_an_upset_is_ended_by_the_watchdog_in_hardware() -> None:
    session = Session("radiator")
    with closing(AvrBoard("radiator", options="?upset=0.03")) as board, closing(board.connect()) as port:
        greet(port, session)
        assert tick(port, session, 0, None)[2] == 1
        port.write(session.tick_frame(1, 100_000_000, 1, bytes(image.SENSOR_BYTES[RADIATOR]), None))
        session.receive(heard(port, 1))  # its HELLO, unasked, after a second of its own
        assert session.hellos.pop().boot == 2
        assert session.restarts == 1
        flags, in_force, boot = tick(port, session, 2, None)
        assert (flags, in_force, boot) == (packets.SAMPLE_SAFE, image.SAFE[RADIATOR], 2)


def test_a_harness_that_dies_is_a_lost_board() -> None:
    with closing(AvrBoard("payload")) as board:
        board.open()
        assert board.pid is not None
        os.kill(board.pid, signal.SIGKILL)
        with pytest.raises(BoardLost, match="signal 9"):
            board.command(packets.NOOP)


def test_a_seeded_line_leaves_the_record_of_the_agent() -> None:
    *rows, counts = script(AvrBoard, "laser", None)
    *expected, theirs = script(InprocBoard, "laser", None)
    assert rows == expected
    assert counts == theirs


def test_a_run_has_the_hash_of_one_in_process_and_says_what_is_not_modelled(tmp_path: Path) -> None:
    short = ("--set", "duration_s=12")
    inproc = run_json(*short, "--boards", "inproc", "--out", str(tmp_path / "inproc"))
    avr = run_json(*short, "--boards", "avr", "--out", str(tmp_path / "avr"))
    assert avr["record_hash"] == inproc["record_hash"]
    about = json.loads((tmp_path / "avr" / "manifest.json").read_text())["boards"]
    assert [board["serial"] for board in about] == [f"avr-{kind}" for kind in boards.NAMES]
    assert all({"idle-time", "state-service"} <= set(board["not_modelled"]) for board in about)
    assert all("baud" not in board["not_modelled"] for board in about)


def test_a_checkpoint_of_it_is_refused_before_a_tick(tmp_path: Path) -> None:
    done = hil("run", "--board", "eps=avr:", "--checkpoint", f"3={tmp_path}/mark.json", "--out", str(tmp_path / "run"))
    assert done.returncode == 2
    assert "gives and takes its state" in done.stderr
    assert not (tmp_path / "run").exists()
