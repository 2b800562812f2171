"""The shape of one register of a Verilog board."""

from __future__ import annotations

from typing import NamedTuple


class Register(NamedTuple):
    """What holds state from clock to clock: a register of `bits`, or a memory of `words` such."""

    bits: int
    words: int  # 0 for what is no memory

    @property
    def size(self) -> int:
        """Return the number of its flip-flops."""
        return self.bits * max(self.words, 1)
