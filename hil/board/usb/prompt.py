"""MicroPython's prompt on a dev board: the way there from whatever it runs, and the way back to its main.py."""

from __future__ import annotations

from collections.abc import Sequence

from firmware_py.board.escape import ESCAPE
from firmware_py.board.usb import READY
from hil.clock import Deadline
from hil.errors import BoardError
from hil.transport.base import Transport

PROMPT_S = 5.0  # [s] from whatever a board runs to its prompt
START_S = 15.0  # [s] from a soft reset to an agent that listens
AGAIN_S = 0.5  # [s]

_PROMPT = b">>> "
_TO_PROMPT = ESCAPE + b"\r\x02"  # Ctrl-C ends any other program, Ctrl-B a raw prompt
_SOFT_RESET = b"\r\x02\x04"  # Ctrl-D at the prompt: main.py runs anew, and USB stays
_RESET = b"soft reboot\r\n"  # what every port of MicroPython says then
_BANNER = ("MicroPython ", 'Type "help()"')


def reach(transport: Transport) -> None:
    """End what the board runs. Raises BoardError when no prompt of MicroPython comes, PortLost when the port goes."""
    deadline, said = Deadline(PROMPT_S), b""
    while not deadline.expired:
        transport.write(_TO_PROMPT)
        said = heard(transport, (_PROMPT,), AGAIN_S)
        if _PROMPT in said:
            return
    got = _last_line(said)
    raise BoardError(f"port {transport.name}", "MicroPython's prompt", got, "is MicroPython on the board?")


def restart(transport: Transport) -> None:
    """From the prompt, run main.py. Raises BoardError with what the board said when its agent does not begin."""
    transport.write(_SOFT_RESET)
    said = heard(transport, (_RESET,), PROMPT_S)
    if _RESET in said:  # the prompt again means that main.py has ended, with its error above
        said = heard(transport, (READY, _PROMPT), START_S, said.partition(_RESET)[2])
    if READY not in said:
        expected = f"an agent that listens within {START_S:g} s"
        raise BoardError(f"port {transport.name}", expected, _last_line(said), "flash it again, or free some of it")


def heard(transport: Transport, ends: Sequence[bytes], seconds: float, said: bytes = b"") -> bytes:
    """Return `said` and what comes up to the first of `ends`, or all of it within `seconds` [s]."""
    deadline = Deadline(seconds)
    while not any(end in said for end in ends) and not deadline.expired:
        said += transport.read(deadline)
    return said


def _last_line(said: bytes) -> str:
    lines = [line.strip() for line in said.decode("utf-8", "replace").replace(">>>", "").split("\n")]
    told = [line for line in lines if line and not line.startswith(_BANNER)]
    return repr(told[-1][-120:]) if told else "silence"
