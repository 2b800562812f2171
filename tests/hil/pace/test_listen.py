"""Answers are read as they come: a silent board hides nobody."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import cast

import pytest

from hil.board.base import Board
from hil.clock import Deadline
from hil.pace.listen import listen


class Piped:
    """What `listen` sees of a board: a descriptor while its answer is awaited."""

    def __init__(self, pieces: int) -> None:
        self.reader, self.writer = os.pipe()
        self.left = pieces  # that make an answer
        self.heard = 0

    def awaited(self) -> int | None:
        return self.reader if self.left else None

    def hear(self) -> None:
        assert os.read(self.reader, 1)
        self.heard += 1
        self.left -= 1


@pytest.fixture
def boards() -> Iterator[list[Piped]]:
    found = [Piped(1), Piped(1), Piped(2)]
    yield found
    for board in found:
        os.close(board.reader)
        os.close(board.writer)


def heard(boards: list[Piped], due: Deadline) -> list[int]:
    listen(cast("list[Board]", boards), due)
    return [board.heard for board in boards]


def test_a_silent_board_hides_no_answer_behind_it(boards: list[Piped]) -> None:
    os.write(boards[1].writer, b"x")
    os.write(boards[2].writer, b"xx")
    assert heard(boards, Deadline(5.0)) == [0, 1, 2]  # it gives up on the silent one by itself


def test_it_ends_with_the_last_answer(boards: list[Piped]) -> None:
    for board in boards:
        os.write(board.writer, b"xx")
    due = Deadline(3600.0)
    assert heard(boards, due) == [1, 1, 2]
    assert not due.expired


def test_it_leaves_a_board_to_be_asked_again_long_before_a_slow_tick_ends(boards: list[Piped]) -> None:
    due = Deadline(3600.0)
    assert heard(boards, due) == [0, 0, 0]
    assert not due.expired


def test_nothing_is_waited_for_when_nothing_is_awaited(boards: list[Piped]) -> None:
    for board in boards:
        board.left = 0
    assert heard(boards, Deadline(3600.0)) == [0, 0, 0]
