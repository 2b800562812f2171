"""Taking in answers as they come, whatever board they are of, so that no board's latency contains another's.

The order in which answers are read is not the order in which they count: they are collected in board order afterwards.
"""

from __future__ import annotations

import select
from collections.abc import Sequence

from hil.board.base import Board
from hil.board.line import RETRY_S
from hil.clock import Deadline


def listen(board_list: Sequence[Board], due: Deadline) -> None:
    """Read from all boards that can be watched, until each has answered or `due` has passed. Raises BoardLost.

    Gives up after RETRY_S: a board that is still silent then is asked again, which its `collect` does.
    """
    patience = Deadline(RETRY_S)
    while True:
        waiting = {descriptor: board for board in board_list if (descriptor := board.awaited()) is not None}
        left_s = min(due.left_s(), patience.left_s())
        if not waiting or left_s <= 0.0:
            return
        poll = select.poll()
        for descriptor in waiting:
            poll.register(descriptor, select.POLLIN)
        for descriptor, _ in poll.poll(left_s * 1000.0):
            waiting[descriptor].hear()
