"""The kinds of board that the conformance suite runs on: a new one is a factory and one line."""

from collections.abc import Callable

from hil.board.inproc import InprocBoard
from hil.board.process import ProcessBoard
from hil.board.wired import WiredBoard

Factory = Callable[..., WiredBoard]  # (kind, *, link, parameters, reset_ticks)

KINDS: dict[str, Factory] = {
    "inproc": InprocBoard,
    "pty": ProcessBoard,
}
