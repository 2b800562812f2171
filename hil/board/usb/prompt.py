"""MicroPython's prompt on a dev board: the way there from whatever it runs, and the way back to its main.py."""

from __future__ import annotations

from firmware_py.board.escape import ESCAPE
from hil.clock import Deadline
from hil.errors import BoardError
from hil.transport.base import Transport

READY = b"\0"  # firmware_py/board/usb.py says it once it listens
PROMPT_S = 5.0  # [s] from whatever a board runs to its prompt
START_S = 15.0  # [s] from a soft reset to an agent that listens
AGAIN_S = 0.5  # [s]

_PROMPT = b">>> "
_TO_PROMPT = ESCAPE + b"\r\x02"  # Ctrl-C ends any other program, Ctrl-B a raw prompt
_SOFT_RESET = b"\r\x02\x04"  # Ctrl-D at the prompt: main.py runs anew, and USB stays


def reach(transport: Transport) -> None:
    """End what the board runs. Raises BoardError when no prompt of MicroPython comes, PortLost when the port goes."""
    deadline, heard = Deadline(PROMPT_S), b""
    while not deadline.expired:
        transport.write(_TO_PROMPT)
        heard = _heard(transport, _PROMPT, AGAIN_S)
        if _PROMPT in heard:
            return
    got = _last_line(heard)
    raise BoardError(f"port {transport.name}", "MicroPython's prompt", got, "is MicroPython on the board?")


def restart(transport: Transport) -> None:
    """From the prompt, run main.py. Raises BoardError with what the board said when its agent does not begin."""
    transport.write(_SOFT_RESET)
    heard = _heard(transport, READY, START_S)
    if READY not in heard:
        expected = f"an agent that listens within {START_S:g} s"
        raise BoardError(f"port {transport.name}", expected, _last_line(heard), "flash it again, or free some of it")


def _heard(transport: Transport, end: bytes, seconds: float) -> bytes:
    """Return what comes up to `end`, or all of it within `seconds` [s]."""
    deadline, heard = Deadline(seconds), b""
    while end not in heard and not deadline.expired:
        heard += transport.read(deadline)
    return heard


def _last_line(heard: bytes) -> str:
    lines = heard.decode("utf-8", "replace").replace(">>>", "").split("\n")
    return next((repr(line.strip()[-120:]) for line in reversed(lines) if line.strip()), "silence")
