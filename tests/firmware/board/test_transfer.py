"""The STATE service of a board that has no memory left: it refuses, and lives on."""

from __future__ import annotations

import struct

from firmware_py.board.transfer import StateTransfer
from firmware_py.icd import packets


class Full:
    """Has a state for which there is no room at first."""

    def __init__(self) -> None:
        self.free = False

    def state(self) -> list[int]:
        """Return it, once there is room."""
        if not self.free:
            raise MemoryError
        return [1, 2, 3]

    def restore(self, state: list[int]) -> None:
        """Take it back."""


def got(transfer: StateTransfer) -> tuple[int, bytes]:
    """Return the total that is told for a get from the beginning, and the piece."""
    answer = transfer.answer(packets.STATE_GET, struct.pack(packets.STATE_ASK, 0))
    return struct.unpack_from(packets.STATE_TELL, answer)[0], answer[struct.calcsize(packets.STATE_TELL) :]


def test_a_state_for_which_there_is_no_memory_is_refused_and_can_be_asked_for_again() -> None:
    owner = Full()
    transfer = StateTransfer(owner)
    assert got(transfer) == (packets.STATE_REFUSED, b"")
    owner.free = True
    total, piece = got(transfer)
    assert total == len(piece) == 5 + 3 * 9  # a list's tag and length, three integers of 64 bits with theirs
