"""Recordings for tests of replay: frames of a real agent, taken by hand."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from pathlib import Path

from firmware_py.board.agent import Agent
from firmware_py.icd import packets
from firmware_py.wire import image
from hil.board.session import Session
from hil.record.pcapng import FullCapture
from hil.transport.capture import Passed

PERIOD_NS = 100_000_000


class Taken:
    """Asks an agent of board `kind` and keeps every frame that passed, both ways."""

    def __init__(self, kind: str = "eps", clock_ns: int | None = None) -> None:
        clocks = None if clock_ns is None else iter(range(clock_ns, clock_ns + 1000))
        self.agent = Agent(kind, clock=None if clocks is None else lambda: next(clocks))
        self.session = Session(kind)
        self.kind = self.session.kind
        self.passed: list[Passed] = []

    def ask(self, frame: bytes, times: int = 1) -> bytes:
        """Send `frame`, and again; return what the agent answered to the last."""
        answer = b""
        for _ in range(times):
            self.passed.append(Passed(True, frame))
            answer = self.agent.feed(frame)
            self.passed += [Passed(False, one + b"\0") for one in answer.split(b"\0")[:-1]]
        return answer

    def hello(self) -> bytes:
        """Ask for HELLO and return the request."""
        frame = self.session.request(packets.HELLO, packets.HELLO_ASK, b"")[1]
        self.ask(frame)
        return frame

    def tick(self, number: int, sensor: int = 0) -> bytes:
        """Return the frame of TICK `number`; `sensor` is the count of the first stimulus, a u16 on the eps board."""
        stimulus = bytearray(image.SENSOR_BYTES[self.kind])
        struct.pack_into(">H", stimulus, 0, sensor)
        actuators = None if number == 0 else image.SAFE[self.kind]
        return self.session.tick_frame(number, number * PERIOD_NS, number, bytes(stimulus), actuators)


def write(path: Path, board: int, passed: Iterable[Passed]) -> None:
    """Write a capture of one board."""
    capture = FullCapture(path)
    for outbound, data in passed:
        capture.frame(0, board, outbound, data)
    capture.close()
