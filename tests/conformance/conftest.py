"""Boards of every kind, opened and closed for the test that asks."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from typing import Any

import pytest

from hil.board.wired import WiredBoard
from hil.clock import Deadline
from tests.conformance.kinds import KINDS, MTU
from tests.conformance.talk import Talk

DEADLINE_S = 5.0
LONGEST = 250  # [bytes] packet, docs/wire.md


@pytest.fixture(params=list(KINDS))
def name(request: pytest.FixtureRequest) -> str:
    """Each kind of board in turn."""
    return str(request.param)


@pytest.fixture
def mtu(name: str) -> int:
    """The longest packet [bytes] that this kind of board says it takes."""
    return MTU.get(name, LONGEST)


@pytest.fixture
def open_board(name: str) -> Iterator[Callable[..., WiredBoard]]:
    """(kind, **options) -> an open board of each kind in turn."""
    with ExitStack() as stack:

        def make(kind: str, **options: Any) -> WiredBoard:
            board = stack.enter_context(closing(KINDS[name](kind, **options)))
            board.open()
            return board

        yield make


@pytest.fixture
def open_talk(name: str, mtu: int) -> Iterator[Callable[..., Talk]]:
    """(kind, **options) -> raw packets to and from a board of each kind in turn, no session begun."""
    with ExitStack() as stack:

        def make(kind: str, **options: Any) -> Talk:
            board = stack.enter_context(closing(KINDS[name](kind, **options)))
            transport = stack.enter_context(closing(board.connect()))
            return Talk(kind, transport, mtu)

        yield make


@pytest.fixture
def deadline() -> Callable[[], Deadline]:
    """A deadline that only a board that is gone can miss."""
    return lambda: Deadline(DEADLINE_S)
