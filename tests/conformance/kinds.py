"""The kinds of board that the conformance suite runs on: a new one is a factory and one line."""

from collections.abc import Callable
from functools import partial

from hil.board.inproc import InprocBoard
from hil.board.microbit import board as microbit
from hil.board.micropython import MicropythonBoard
from hil.board.process import ProcessBoard
from hil.board.wired import WiredBoard

Factory = Callable[..., WiredBoard]  # (kind, *, link, parameters, reset_ticks)

#: [bytes] The longest packet of the kinds that cannot take the longest there is.
MTU = {"short": 64, "qemu": 64}

KINDS: dict[str, Factory] = {
    "inproc": InprocBoard,
    "pty": ProcessBoard,
    "mpy": MicropythonBoard,
    "short": partial(InprocBoard, mtu=MTU["short"], window=80),
    "qemu": microbit.MicrobitBoard,
}

#: Kinds that emulate a processor take seconds a test, and the suites that they run: the others hold the figures of our
#: own agent (16 answers, STATE, no MEMORY in process). What a small board says, the kit tries: tests/conform.
EMULATED = {"qemu": {"test_timing", "test_watchdog"}}

#: What a kind lacks on this machine, None when it is all there.
ABSENT = {"qemu": microbit.missing()}
