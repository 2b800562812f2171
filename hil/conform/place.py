"""Where the board under test is: a URL, and how to get a transport to it, again when need be."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from firmware_py.icd import boards
from hil.board.choice import KINDS, make_board
from hil.board.wired import WiredBoard
from hil.errors import ConfigError

PATIENCE_S = 5.0  # [s] of silence after which a board has nothing more to say
RTL_PATIENCE_S = 90.0  # [s] the same of a board whose every bit is simulated


class Place(NamedTuple):
    """`make` returns a board of it, not connected; its process, when it has one, is new each time."""

    url: str
    make: Callable[[], WiredBoard]
    patience_s: float = PATIENCE_S


def place(url: str, flight: bool = False, patience_s: float | None = None) -> Place:
    """Return the place that `url` names: KIND:BOARD of our own kinds, or any port. Raises ConfigError."""
    scheme, colon, rest = url.partition(":")
    if not colon or scheme not in KINDS:
        if flight:
            raise ConfigError(
                "--flight", "a board of our own kinds", url, "a real board carries what was flashed on it"
            )
        return Place(url, lambda: make_board(boards.NAMES[0], url, None, None), patience_s or PATIENCE_S)
    name, _, simulator = rest.partition(":")
    if name not in boards.NAMES or (simulator and scheme not in ("rtl", "avr")):
        expected = f"{scheme}: and one of {', '.join(boards.NAMES)}"
        raise ConfigError(f"board {url}", expected, f"`{rest}`", f"for example {scheme}:eps")
    chosen: list[tuple[int, float]] | None = [] if flight else None
    make_board(name, f"{scheme}:{simulator}", None, chosen)  # what cannot be is said before anything starts
    patience = RTL_PATIENCE_S if scheme == "rtl" else PATIENCE_S
    return Place(url, lambda: make_board(name, f"{scheme}:{simulator}", None, chosen), patience_s or patience)
