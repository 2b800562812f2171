"""A dev board on its own USB port: the wire is where MicroPython's prompt would be. `hil boards flash` puts it there.

On a Pico or an ESP32, standard input waits for every byte that is asked for, and only poll tells whether there is one
more: bytes are taken one by one.
"""

import select
import sys
from binascii import hexlify

from . import main
from .escape import Escape

READY = b"\x00"  # said once the agent listens: an empty frame, which means nothing on the wire
QUIET_MS = 10000  # [ms] without a byte after which the host is taken to be gone


def serial() -> str:
    """Return the serial number of the chip, that of its USB port on a Pico; empty when it has none."""
    try:
        from machine import unique_id
    except ImportError:
        return ""
    return hexlify(unique_id()).decode().upper()[:16]


def reader(stream, alone):
    """Return a `read()` for `main.serve`: what is there, at least one byte; b"" when the host asks for the prompt.

    `alone()` is called whenever nothing has come for QUIET_MS.
    """
    poll = select.poll()
    poll.register(stream, select.POLLIN)
    escape = Escape()
    one = bytearray(1)
    room = memoryview(bytearray(main.ROOM))

    def read() -> bytes:
        while not poll.poll(QUIET_MS):
            alone()
        size = 0
        while size < main.ROOM:
            stream.readinto(one)
            if escape.take(one[0]):
                return b""
            room[size] = one[0]
            size += 1
            if not _waits(poll):
                break
        return bytes(room[:size])

    return read


def run(words: list, wiring: list) -> None:
    """Serve the agent that `words` describe, as `main.build` reads them, until the host asks for the prompt.

    `wiring` is that of its pins (pins.Pins); empty for a bare board.
    """
    agent = main.build(words + ["serial=" + serial()])
    drive = _driver(agent, wiring)

    def write(data: bytes) -> None:
        drive()  # before the answer that says what is in force
        sys.stdout.buffer.write(data)  # waits until all is out

    def alone() -> None:
        agent.safe()
        drive()

    write(READY)
    try:
        main.serve(agent, reader(sys.stdin.buffer, alone), write)
    finally:
        drive()  # the agent is safe by now, however it ended


def _driver(agent, wiring: list):
    """Return what puts the actuator image in force on the pins."""
    if not wiring:
        return lambda: None
    from .pins import Pins  # where needed: it takes a machine that has pins

    pins = Pins(agent.kind, wiring)
    return lambda: pins.drive(agent.actuators())


def _waits(poll) -> bool:
    for _ in poll.ipoll(0):  # unlike poll.poll, it makes no list
        return True
    return False
