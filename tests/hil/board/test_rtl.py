"""The board in Verilog beside the agent in Python: the same frames, the same bytes back, HELLO's own words apart.

One simulator a test, since it takes seconds to start; exchanges are simulated bit by bit, so deadlines are generous.
"""

from __future__ import annotations

import random
from contextlib import closing
from pathlib import Path

import pytest
from cobs import cobs

from firmware_py.board.agent import Agent
from firmware_py.icd import boards, packets
from firmware_py.wire import image
from hil.board.rtl.board import RtlBoard
from hil.board.rtl.form import Form
from hil.board.session import Session
from hil.clock import Deadline
from hil.errors import ConfigError
from hil.transport.base import Transport
from tests.hil.board.rtl_needs import needs
from tests.hil.command import hil

DEADLINE_S = 60.0  # a few hundred bytes take a fraction of a second on an idle machine
CODES = packets.MEMORY + 1  # of COMMAND, from NOOP on
HELLO_WORDS = 22  # bytes of a HELLO packet that both have: header, protocol, kind, reset ticks, boot counter

#: In lockstep on both simulators, and through a port.
WAYS = [
    pytest.param(Form(simulator, pty), marks=needs(simulator), id=f"{simulator}-{'pty' if pty else 'lockstep'}")
    for simulator, pty in (("icarus", False), ("verilator", False), ("icarus", True))
]


def answers(frames: bytes) -> list[bytes]:
    """Return the packets of `frames` without their CRC; of HELLO only what depends on the conversation."""
    packets = [cobs.decode(block)[:-4] for block in frames.split(b"\0") if block]
    return [packet[:HELLO_WORDS] if packet[1] == 0xE0 else packet for packet in packets]


def heard(port: Transport, count: int) -> bytes:
    """Read until `count` frames have come."""
    data, deadline = b"", Deadline(DEADLINE_S)
    while data.count(b"\0") < count:
        assert not deadline.expired, data.hex()
        data += port.read(deadline)
    return data


def conversation(session: Session, place: int, draw: random.Random) -> list[tuple[str, bytes]]:
    """Return ticks with gaps and repeats, commands twice, a reset, damaged frames and garbage."""
    said: list[tuple[str, bytes]] = []
    for n in range(24):
        stimulus = draw.randbytes(image.SENSOR_BYTES[place]) if n % 2 else bytes(image.SENSOR_BYTES[place])
        actuators = draw.randbytes(image.ACTUATOR_BYTES[place]) if n else None
        frame = session.tick_frame(n + n // 10 * 3, n * 100_000_000, n // 3, stimulus, actuators)
        said.append((f"tick {n}", frame))
        if n % 7 == 3:
            said.append(("the same tick", frame))
        if n % 4 == 2:  # every code in turn, two of them with an argument
            argument = draw.randbytes(n) if n % 3 == 2 else b""
            command = session.request(packets.COMMAND, 0, bytes((n // 4 % CODES,)) + argument)[1]
            said += [("command", command), ("the same command", command)]
        if n == 12:
            reset = session.request(packets.COMMAND, 0, bytes((packets.RESET,)))[1]
            said += [("reset", reset), ("reset again", reset)]
        if n == 15:
            damaged = bytes((frame[0] ^ 4,)) + frame[1:]
            said.append(("damage and garbage", damaged + draw.randbytes(120).replace(b"\x01", b"\x02") + b"\0"))
    return said


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", ["eps", "payload"])
@pytest.mark.parametrize("way", WAYS)
def test_it_answers_as_the_agent_does(kind: str, way: Form) -> None:
    session, place = Session(kind), boards.kind_index(kind)
    agent = Agent(kind)
    greeting = b"\0" + session.request(packets.HELLO, 0, b"")[1]
    with closing(RtlBoard(kind, form=way)) as board, closing(board.connect()) as port:
        port.write(greeting)
        assert answers(heard(port, 1)) == answers(agent.feed(greeting))
        for what, frames in conversation(session, place, random.Random(kind)):
            expected = agent.feed(frames)
            port.write(frames)
            got = heard(port, expected.count(b"\0")) if expected else b""
            assert answers(got) == answers(expected), what


def test_what_it_cannot_do_is_said_before_anything_starts() -> None:
    with pytest.raises(ConfigError, match="flight software"):
        RtlBoard("eps", parameters=())
    with pytest.raises(ConfigError, match="ticks of reset"):
        RtlBoard("eps", reset_ticks=5)
    with pytest.raises(ConfigError, match="icarus or verilator"):
        RtlBoard("eps", form=Form("spice")).start()


@pytest.mark.slow
@pytest.mark.timeout(600)
@needs("icarus")
def test_a_checkpoint_of_it_is_refused_before_a_tick(tmp_path: Path) -> None:
    done = hil("run", "--board", "eps=rtl:", "--checkpoint", f"3={tmp_path}/mark.json", "--out", str(tmp_path / "run"))
    assert done.returncode == 2
    assert "board eps" in done.stderr
    assert "gives and takes its state" in done.stderr
    assert not (tmp_path / "run").exists()
