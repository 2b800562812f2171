"""What a Verilog board is to do beside its work: suffer faults, keep a journal. Passed to its process as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from hil.board.rtl.signal import DIV, SignalFault, drift_divisors

# Of the environment, from the process of a board to what runs inside its simulator.
KIND = "EVERDAWN_RTL_KIND"  # number of the kind of board
ORDER = "EVERDAWN_RTL_ORDER"  # an Order, as text
LISTING = "EVERDAWN_RTL_LISTING"  # file that takes the registers of the design
WINDOW = "EVERDAWN_RTL_WINDOW"  # journal to be flown again, its first and last tick to be seen, file that takes the end


class Order(NamedTuple):
    """Everything but the bytes on which the clocks of a flight depend, and where its books go."""

    faults: tuple[SignalFault, ...] = ()  # every flip at one bit
    receipts: Path | None = None  # where faults say what they did
    journal: Path | None = None  # where what was sent goes (`hil.board.rtl.journal`)

    @property
    def div(self) -> int:
        """Return the clocks a bit: the fewest, or as many as a drift asks for."""
        return max((drift_divisors(one.percent)[0] for one in self.faults if one.kind == "drift"), default=DIV)

    def text(self) -> str:
        """Return it as text that `read` takes."""
        paths = [None if path is None else str(path) for path in (self.receipts, self.journal)]
        return json.dumps([self.faults, *paths])


def read(text: str) -> Order:
    """Return the order in `text`."""
    faults, *paths = json.loads(text)
    return Order(_faults(faults), *(None if path is None else Path(path) for path in paths))


def _faults(rows: Sequence[Sequence[object]]) -> tuple[SignalFault, ...]:
    made = (SignalFault._make(row) for row in rows)
    return tuple(one._replace(places=tuple(one.places)) for one in made)
