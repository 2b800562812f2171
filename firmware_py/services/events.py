"""Numbered events with throttling: one condition that flickers must not flood the link (PUS-C service 5 ids)."""

from ..icd.events import BURST, SUPPRESSED, TABLE, WINDOW_TICKS, board_of
from .integer import to_i32


class EventService:
    """Collects the events of one tick. At most BURST of one id within WINDOW_TICKS; the rest are counted and told."""

    STATE = ("ticks", "counts", "emitted", "counted")
    PARTS = ()

    def __init__(self, board: str) -> None:
        self.ids = tuple([row[0] for row in TABLE if board_of(row[0]) in ("all", board)])
        self.positions = {}  # looked up by id, never iterated
        for position in range(len(self.ids)):
            self.positions[self.ids[position]] = position
        self.counts = [0] * len(self.ids)  # in the running window
        self.counted = False
        self.ticks = 0  # of the running window
        self.emitted = []  # flat: id, p1, p2, id, p1, p2, ...

    def begin(self) -> None:
        """Start a tick: close the throttling window when it is over."""
        self.ticks += 1
        if self.ticks >= WINDOW_TICKS:
            self.ticks = 0
            if self.counted:
                self._close_window()

    def _close_window(self) -> None:
        self.counted = False
        counts = self.counts
        for position in range(len(counts)):
            if counts[position] > BURST:
                self.emitted.extend((SUPPRESSED, self.ids[position], counts[position] - BURST))
            counts[position] = 0

    def emit(self, event_id: int, p1: float, p2: float) -> None:
        """Emit one event of this board; p1 and p2 are rounded. Raises KeyError when the board has no such event."""
        position = self.positions[event_id]
        self.counts[position] += 1
        self.counted = True
        if self.counts[position] <= BURST:
            self.emitted.extend((event_id, to_i32(p1), to_i32(p2)))

    def taken(self) -> list:
        """Return the events since the last call as (event_id, p1, p2) tuples, and forget them."""
        flat = self.emitted
        events = [(flat[i], flat[i + 1], flat[i + 2]) for i in range(0, len(flat), 3)]
        flat[:] = []
        return events
