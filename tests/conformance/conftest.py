"""Boards of every kind, opened and closed for the test that asks."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from typing import Any

import pytest

from hil.board.wired import WiredBoard
from hil.clock import Deadline
from hil.errors import ConfigError
from tests.conformance.kinds import ABSENT, EMULATED, KINDS, MTU
from tests.conformance.talk import Talk

DEADLINE_S = 5.0
LONGEST = 250  # [bytes] packet, docs/wire.md


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what an emulated kind is not tried for."""
    left_out = [item for item in items if not wanted(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if wanted(item)]


def wanted(item: pytest.Item) -> bool:
    """Whether the suite that `item` is of runs on the kind of board that it names."""
    kind = getattr(item, "callspec", None) and item.callspec.params.get("name")  # type: ignore[attr-defined]
    return item.path.parent.name != "conformance" or kind not in EMULATED or item.path.stem in EMULATED[kind]


@pytest.fixture(params=[pytest.param(name, marks=[pytest.mark.slow] * (name in EMULATED)) for name in KINDS])
def name(request: pytest.FixtureRequest) -> str:
    """Each kind of board in turn that this machine has."""
    name = str(request.param)
    lacking = ABSENT.get(name)
    if lacking is not None:
        pytest.skip(f"{lacking} is not there")
    return name


def made(name: str, kind: str, options: dict[str, Any]) -> WiredBoard:
    """Return a board of `kind`; skip the test when boards of that name say that they cannot be so."""
    try:
        return KINDS[name](kind, **options)
    except ConfigError as error:
        pytest.skip(str(error))


@pytest.fixture
def mtu(name: str) -> int:
    """The longest packet [bytes] that this kind of board says it takes."""
    return MTU.get(name, LONGEST)


@pytest.fixture
def open_board(name: str) -> Iterator[Callable[..., WiredBoard]]:
    """(kind, **options) -> an open board of each kind in turn."""
    with ExitStack() as stack:

        def make(kind: str, **options: Any) -> WiredBoard:
            board = stack.enter_context(closing(made(name, kind, options)))
            board.open()
            return board

        yield make


@pytest.fixture
def open_talk(name: str, mtu: int) -> Iterator[Callable[..., Talk]]:
    """(kind, **options) -> raw packets to and from a board of each kind in turn, no session begun."""
    with ExitStack() as stack:

        def make(kind: str, **options: Any) -> Talk:
            board = stack.enter_context(closing(made(name, kind, options)))
            transport = stack.enter_context(closing(board.connect()))
            return Talk(kind, transport, mtu)

        yield make


@pytest.fixture
def deadline() -> Callable[[], Deadline]:
    """A deadline that only a board that is gone can miss."""
    return lambda: Deadline(DEADLINE_S)
