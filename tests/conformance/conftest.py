"""Boards of every kind, opened and closed for the test that asks."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from typing import Any

import pytest

from hil.board.wired import WiredBoard
from hil.clock import Deadline
from hil.errors import ConfigError
from tests.conformance.kinds import KINDS, MTU
from tests.conformance.talk import Talk

DEADLINE_S = 5.0


def made(name: str, kind: str, options: dict[str, Any]) -> WiredBoard:
    """Return a board that is not open; skip, with its own reason, when the kind lacks what is asked for."""
    try:
        return KINDS[name](kind, **options)
    except ConfigError as error:
        pytest.skip(str(error))


@pytest.fixture(params=list(KINDS))
def open_board(request: pytest.FixtureRequest) -> Iterator[Callable[..., WiredBoard]]:
    """(kind, **options) -> an open board of each kind in turn."""
    with ExitStack() as stack:

        def make(kind: str, **options: Any) -> WiredBoard:
            board = stack.enter_context(closing(made(request.param, kind, options)))
            board.open()
            return board

        yield make


@pytest.fixture(params=list(KINDS))
def open_talk(request: pytest.FixtureRequest) -> Iterator[Callable[..., Talk]]:
    """(kind, **options) -> raw packets to and from a board of each kind in turn, no session begun."""
    with ExitStack() as stack:

        def make(kind: str, **options: Any) -> Talk:
            board = stack.enter_context(closing(made(request.param, kind, options)))
            transport = stack.enter_context(closing(board.connect()))
            return Talk(kind, transport, MTU.get(request.param, 250))

        yield make


@pytest.fixture
def deadline() -> Callable[[], Deadline]:
    """A deadline that only a board that is gone can miss."""
    return lambda: Deadline(DEADLINE_S)
