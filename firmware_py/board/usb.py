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
_ROOM = 512  # [bytes] of a read: a tick with its mail


def serial() -> str:
    """Return the serial number of the chip, that of its USB port on a Pico; empty when it has none."""
    try:
        from machine import unique_id
    except ImportError:
        return ""
    return hexlify(unique_id()).decode().upper()[:16]


def reader(stream):
    """Return a `read()` for `main.serve`: what is there, at least one byte; b"" when the host asks for the prompt."""
    poll = select.poll()
    poll.register(stream, select.POLLIN)
    escape = Escape()
    one = bytearray(1)
    room = memoryview(bytearray(_ROOM))

    def read() -> bytes:
        poll.poll()
        size = 0
        while size < _ROOM:
            stream.readinto(one)
            if escape.take(one[0]):
                return b""
            room[size] = one[0]
            size += 1
            if not _waits(poll):
                break
        return bytes(room[:size])

    return read


def run(words: list) -> None:
    """Serve the agent that `words` describe, as `main.build` reads them, until the host asks for the prompt."""
    agent = main.build(words + ["serial=" + serial()])
    write = sys.stdout.buffer.write  # waits until all is out
    write(READY)
    main.serve(agent, reader(sys.stdin.buffer), write)


def _waits(poll) -> bool:
    for _ in poll.ipoll(0):  # unlike poll.poll, it makes no list
        return True
    return False
