"""The one tree of errors that a person is meant to read.

Each says four things: what is wrong, what was expected, what was got, and what to do. `exit_code` is that of the
command line (docs/architecture.md): 2 bad usage or input, 3 the harness failed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class HilError(Exception):
    """Root of the tree. `str()` is the whole message."""

    exit_code = 3

    def __init__(self, what: str, expected: str, got: str, remedy: str) -> None:
        super().__init__(f"{what}: expected {expected}, got {got}; {remedy}")
        self.what = what
        self.expected = expected
        self.got = got
        self.remedy = remedy


class ConfigError(HilError):
    """Bad usage or bad input: scenario, option or file."""

    exit_code = 2


class PlantError(HilError):
    """The plant left the domain of its model."""


class RecordError(HilError):
    """A run folder cannot be written or read."""


class BoardError(HilError):
    """Something between the host and one board; the root of all of those."""


class PortMissing(BoardError):
    """There is no such port, or no right to open it."""

    exit_code = 2


class PortBusy(BoardError):
    """Another process holds the port; `holder` says which."""

    exit_code = 2

    def __init__(self, port: str, holder: str) -> None:
        remedy = "end that process or name another port"
        super().__init__(f"port {port} is busy", "a free port", f"held by {holder}", remedy)
        self.holder = holder


class PortLost(BoardError):
    """The port closed under an open transport. The board turns it into BoardLost, which knows more."""

    errno: int | None = None  # of the operating system, when it said one


class WrongProtocol(BoardError):
    """What answers is not a board of this protocol, or nothing answers at all."""

    exit_code = 2


class WrongDictionary(BoardError):
    """The board was built from another dictionary."""

    exit_code = 2


class WrongBoard(BoardError):
    """The port leads to a board of another kind."""

    exit_code = 2


class BadAnswer(BoardError):
    """A board refused what was asked of it, or answered something else."""


class ReplayDeparted(BoardError):
    """A replayed board was asked what it was not asked in the recorded run.

    `tick` is that of the run, `where` the field that differs.
    """

    def __init__(self, board: str, recording: str, tick: int, where: str, recorded: str, sent: str) -> None:
        what = f"board {board} replayed from {recording}, tick {tick}: {where}"
        remedy = "replay with the scenario, seed and flight software of the recording"
        super().__init__(what, f"{recorded} as recorded", sent, remedy)
        self.board = board
        self.tick = tick
        self.where = where


class BoardLost(BoardError):
    """A board is gone in mid-run. `last_tick` is the last tick it answered, None when there was none.

    `report` is what was known of the link, as plain data for the manifest; empty when nothing was.
    """

    def __init__(self, board: str, last_tick: int | None, cause: str, report: Mapping[str, Any] | None = None) -> None:
        got = f"{cause} after {'no tick' if last_tick is None else f'tick {last_tick}'}"
        remedy = "look at the board and its cable, and run again"
        super().__init__(f"board {board} is lost", "an answer to every tick", got, remedy)
        self.board = board
        self.last_tick = last_tick
        self.cause = cause
        self.report = dict(report or {})
