"""The micro:bit under QEMU beside the agent in Python: the same frames, the same bytes back; how it starts and ends."""

from __future__ import annotations

import os
import random
import select
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from math import inf
from pathlib import Path

import psutil
import pytest
from cobs import cobs

from firmware_py.board.agent import Agent
from firmware_py.icd import boards, packets
from firmware_py.wire import image
from hil.board.microbit import board as microbit
from hil.board.microbit import program
from hil.board.microbit.board import MicrobitBoard
from hil.board.microbit.repl import RawRepl
from hil.board.session import Session
from hil.clock import Deadline
from hil.errors import BoardLost, ConfigError, PortMissing
from hil.transport.base import Transport
from hil.transport.serial import SerialTransport

DEADLINE_S = 30.0  # an answer takes some 20 ms on an idle machine
HELLO_WORDS = 20  # bytes of a HELLO packet before the boot counter
needs_qemu = pytest.mark.skipif(
    microbit.missing() is not None, reason=f"{microbit.missing()} is not there ({microbit.PACKAGES})"
)


@pytest.fixture
def board(tmp_path: Path) -> Iterator[MicrobitBoard]:
    with closing(MicrobitBoard("eps", lock_folder=tmp_path)) as board:
        yield board


def tick(board: MicrobitBoard, number: int) -> None:
    board.post(number, number * 100_000_000, number, bytes(image.SENSOR_BYTES[0]), bytes(8), ())
    assert board.collect(Deadline(DEADLINE_S)) is not None


def ticks(board: MicrobitBoard, numbers: Iterable[int]) -> None:
    for number in numbers:
        tick(board, number)


def wait_gone(pid: int) -> None:
    deadline = Deadline(DEADLINE_S)
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        assert not deadline.expired, f"process {pid} lives on"
        select.select([], [], [], 0.01)


def answers(frames: bytes) -> list[bytes]:
    """Return the packets of `frames` without their CRC; of HELLO the header and what does not name the board."""
    found = [cobs.decode(block)[:-4] for block in frames.split(b"\0") if block]
    return [packet[:HELLO_WORDS] + packet[20:22] if packet[1] == 0xE0 else packet for packet in found]


def heard(port: Transport, count: int) -> bytes:
    """Read until `count` frames have come that are not empty."""
    data, deadline = b"", Deadline(DEADLINE_S)
    while sum(map(bool, data.split(b"\0")[:-1])) < count:
        assert not deadline.expired, data
        data += port.read(deadline)
    return data


def conversation(session: Session, place: int, draw: random.Random) -> list[bytes]:
    """Return frames: ticks with gaps, repeats and every byte there is, commands twice, a reset, damage, garbage."""
    said: list[bytes] = []
    for n in range(16):
        stimulus = draw.randbytes(image.SENSOR_BYTES[place]) if n % 2 else b"\3" * image.SENSOR_BYTES[place]
        actuators = draw.randbytes(image.ACTUATOR_BYTES[place]) if n else None
        tick = session.tick_frame(n + n // 10 * 3, n * 100_000_000, n // 3, stimulus, actuators)
        said += [tick, tick] if n % 7 == 3 else [tick]
        if n % 3 == 2 and n < 15:  # every code but MEMORY
            said += [session.request(packets.COMMAND, 0, bytes((n // 3,)) + b"\3\0" * (n % 2))[1]] * 2
        if n == 12:
            said += [session.request(packets.COMMAND, 0, bytes((packets.RESET,)))[1]] * 2
        if n == 14:
            said += [bytes((tick[0] ^ 4,)) + tick[1:], draw.randbytes(120).replace(b"\1", b"\2") + b"\0"]
    return [frame + b"\0" for whole in said for frame in whole.split(b"\0")[:-1] if frame]


@needs_qemu
@pytest.mark.slow
@pytest.mark.parametrize("kind", boards.NAMES)
def test_it_answers_as_the_agent_does(kind: str) -> None:
    session, place = Session(kind), boards.kind_index(kind)
    session.mtu = program.MTU
    agent = Agent(kind, mtu=program.MTU, window=program.MTU + 2)
    agent.memory = None
    with closing(MicrobitBoard(kind)) as board, closing(board.connect()) as port:
        greeting = b"\0" + session.request(packets.HELLO, 0, b"")[1]
        before = b""
        for frame in [greeting, *conversation(session, place, random.Random(kind))]:
            expected = answers(agent.feed(frame))
            if frame == before and expected[0][1] == 0xE3:
                expected = expected[:1]  # the agent stores the HELLO of a RESET with its answer, the small one does not
            before = frame
            port.write(frame)
            got = answers(heard(port, len(expected)) if expected else b"")
            assert got == expected, frame.hex()


@needs_qemu
@pytest.mark.slow
def test_what_comes_all_at_once_is_all_taken_and_the_heap_does_not_grow(board: MicrobitBoard) -> None:
    session = Session("eps")
    session.mtu = program.MTU
    with closing(board.connect()) as port:
        port.write(b"\0" + session.request(packets.HELLO, 0, b"")[1])
        heard(port, 1)
        for _ in range(program.DEPTH + 1):  # until its store of answers is full, and beside it the one before it goes
            port.write(session.request(packets.COMMAND, 0, bytes((packets.MEMORY,)))[1])
            heard(port, 1)
        used = []
        for burst in range(3):  # of 40 ticks in 80 frames, some 4 kB: 60 times what its ring holds
            ticks = range(burst * 40, burst * 40 + 40)
            port.write(b"".join(session.tick_frame(n, 0, n & 0xFF, b"\3" * 62, bytes(8)) for n in ticks))
            samples = [packet for packet in answers(heard(port, 120)) if packet[1] == 0xE2]
            assert len(samples) == 80  # each in two
            port.write(session.request(packets.COMMAND, 0, bytes((packets.MEMORY,)))[1])
            memory = answers(heard(port, 1))[0]
            assert memory[16:18] == bytes((packets.MEMORY, packets.DONE))
            used.append(int.from_bytes(memory[22:26], "big"))
    assert max(used) - min(used) <= 32  # [bytes]: two blocks of its heap
    assert 0 < max(used) < 10048  # its size, by micropython.mem_info()


@needs_qemu
@pytest.mark.slow
def test_a_killed_qemu_is_noticed(board: MicrobitBoard) -> None:
    board.open()
    pid = board.pid
    assert pid is not None
    tick(board, 0)
    os.kill(pid, signal.SIGKILL)
    with pytest.raises(BoardLost) as caught:
        ticks(board, range(1, 5))
    assert caught.value.cause == "its process died with signal 9 (SIGKILL)"
    assert board.pid is None


@needs_qemu
@pytest.mark.slow
def test_qemu_ends_with_the_port_and_with_a_killed_host(board: MicrobitBoard) -> None:
    board.open()
    pid = board.pid
    assert pid is not None
    board.close()
    wait_gone(pid)
    program = (
        "import sys, time\nfrom hil.board.microbit.board import MicrobitBoard\nboard = MicrobitBoard('eps')\n"
        "board.open()\nprint(board.pid, flush=True)\nsys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as host:
        assert host.stdout is not None
        pid = int(host.stdout.readline())
        host.kill()
    wait_gone(pid)


class Lossy(Transport):
    """Swallows some of what is written to a real board: its start or the whole of it."""

    def __init__(self, inner: Transport, lost: dict[int, int]) -> None:
        self.name = inner.name
        self._inner, self._lost, self._writes = inner, lost, 0

    def write(self, data: bytes) -> None:
        self._writes += 1
        self._inner.write(data[self._lost.get(self._writes, 0) :])

    def read(self, deadline: Deadline, longest_s: float = inf) -> bytes:
        return self._inner.read(deadline, longest_s)

    def close(self) -> None:
        self._inner.close()


@needs_qemu
@pytest.mark.slow
def test_an_upload_that_loses_bytes_is_tried_again(board: MicrobitBoard) -> None:
    board.start()
    assert board._slave is not None
    with closing(SerialTransport(os.ttyname(board._slave))) as port:
        repl = RawRepl(Lossy(port, {6: 5, 9: 63}))  # a command cut short, a command never heard
        repl.enter()
        repl.upload("def twice(x):\n return 2*x  # " + "long " * 40)
        assert repl.run("print(twice(21))").strip() == "42"
        assert repl.retries >= 2


def test_what_is_missing_is_named_with_its_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ConfigError, match=r"qemu-system-arm.*apt install .*firmware-microbit-micropython"):
        MicrobitBoard("eps").start()


@needs_qemu
@pytest.mark.slow
def test_an_emulator_that_dies_says_why(board: MicrobitBoard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "firmware.hex"
    broken.write_bytes(bytes(64))  # vectors that lead nowhere
    monkeypatch.setattr(microbit, "FIRMWARE", broken)
    with pytest.raises(PortMissing, match=r"its process died with signal 6 \(SIGABRT\): qemu: fatal: Lockup"):
        board.open()
    assert board.pid is None


def test_flight_software_has_no_room_on_it() -> None:
    with pytest.raises(ConfigError, match="flight software on the host"):
        MicrobitBoard("eps", parameters=())
