"""The same agent, byte for byte, under MicroPython: framing, packets, images, tagged state and flight software."""

import random
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from firmware_py.icd import boards
from firmware_py.wire import image
from hil.board.process import ProcessBoard
from hil.board.session import Session
from hil.clock import Deadline

SCRIPT = Path(__file__).with_name("feed_agent.py")
MICROPYTHON = Path(sys.prefix) / "bin" / "micropython"
TICKS = 300


def recording(kind: str, placed: bool) -> list[bytes]:
    """A few hundred frames that reach every corner: ticks, gaps, garbage, bit errors, commands, state out and in."""
    draw = random.Random(kind)
    session, place = Session(kind), boards.kind_index(kind)
    frames = [b"\0" + session.request(0x7E0, 0, b"")[1]]
    for tick in range(TICKS):
        chance = draw.random()
        stimulus = draw.randbytes(image.SENSOR_BYTES[place]) if chance < 0.8 else bytes(image.SENSOR_BYTES[place])
        actuators = None if placed or tick == 0 else draw.randbytes(image.ACTUATOR_BYTES[place])
        frame = session.tick_frame(tick, tick * 100_000_000, tick // 3 & 0xFF, stimulus, actuators)
        if chance < 0.05:
            frame = draw.randbytes(draw.randrange(400)) + b"\0"
        elif chance < 0.1:
            frame = bytes((frame[0] ^ 0x04,)) + frame[1:]
        elif chance < 0.2:
            cut = draw.randrange(len(frame))
            frames.append(frame[:cut])
            frame = frame[cut:]
        frames.append(frame)
        if tick % 50 == 20:
            frames += [session.request(0x7E3, 0, bytes((tick % 4,)) + b"ab" * (tick % 3))[1]] * 2
    frames += [session.request(0x7E4, 0, struct.pack(">I", 216 * piece))[1] for piece in range(40)]
    return frames


def answers(interpreter: Path, kind: str, placed: bool, frames: list[bytes], checkout: Path) -> list[str]:
    command = [interpreter, SCRIPT, checkout, kind, "board" if placed else "host"]
    text = "".join(frame.hex() + "\n" for frame in frames)
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=True, timeout=60)
    return done.stdout.split("\n")


@pytest.mark.parametrize("placed", [False, True], ids=["host", "board"])
@pytest.mark.parametrize("kind", boards.NAMES)
def test_the_agent_says_the_same_bytes(kind: str, placed: bool, checkout: Path) -> None:
    frames = recording(kind, placed)
    ours = answers(Path(sys.executable), kind, placed, frames, checkout)
    assert sum(bool(line) for line in ours) > TICKS / 2
    assert answers(MICROPYTHON, kind, placed, frames, checkout) == ours


def test_a_state_put_back_under_micropython_goes_on_the_same(checkout: Path) -> None:
    """State as CPython's agent gives it, put into MicroPython's, then given back."""
    board = ProcessBoard("eps", parameters=())
    board.open()
    try:
        for tick in range(30):
            board.post(tick, tick * 100_000_000, 0, bytes(image.SENSOR_BYTES[0]), None, ())
            assert board.collect(Deadline(5.0)) is not None
        state = bytes.fromhex(board.state()[2])
    finally:
        board.close()
    session = Session("eps")
    pieces = [(at, state[at : at + 216]) for at in range(0, len(state), 216)]
    frames = [session.request(0x7E4, 1, struct.pack(">I", at) + piece)[1] for at, piece in pieces]
    frames.append(session.request(0x7E4, 2, struct.pack(">I", len(state)))[1])
    frames += [session.request(0x7E4, 0, struct.pack(">I", at))[1] for at, _ in pieces]
    frames += [session.tick_frame(30, 3_000_000_000, 0, bytes(image.SENSOR_BYTES[0]), None)]
    ours = answers(Path(sys.executable), "eps", True, frames, checkout)
    assert answers(MICROPYTHON, "eps", True, frames, checkout) == ours
    session.receive(b"".join(bytes.fromhex(line) for line in ours))
    sample = session.take_sample(30)
    assert sample is not None
    assert sample.gap == 0  # it knows that tick 29 was the last
    got = b"".join(answer.body[8:] for answer in session.answers if answer.service == 0)
    assert len(got) == len(state)
