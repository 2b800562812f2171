"""Mode machines: a mode changes along an edge of its table or not at all."""

from ..control.clock import elapsed_ms


class ModeMachine:
    """One mode of a fixed table.

    `table` has a row a mode: (name, timeout_ms or 0, (names of the modes it may go to, ...), text). The position of
    a row is the number of the mode on the wire.
    """

    STATE = ("mode", "since_ms", "refused")
    PARTS = ()

    def __init__(self, table: tuple, start: int) -> None:
        names = [row[0] for row in table]
        self.table = table
        self.edges = tuple([tuple([names.index(target) for target in row[2]]) for row in table])
        self.timeouts = tuple([row[1] for row in table])
        self.mode = start
        self.since_ms = 0
        self.refused = 0

    def go(self, mode: int, now_ms: int) -> bool:
        """Change to `mode`; False, counted, and nothing changed, when the table has no such edge."""
        if mode not in self.edges[self.mode]:
            self.refused += 1
            return False
        self.mode = mode
        self.since_ms = now_ms
        return True

    def dwell_ms(self, now_ms: int) -> int:
        """Return the time spent in this mode [ms]."""
        return elapsed_ms(now_ms, self.since_ms)

    def timed_out(self, now_ms: int) -> bool:
        """Return whether this mode has a timeout and it is over."""
        limit_ms = self.timeouts[self.mode]
        return limit_ms > 0 and elapsed_ms(now_ms, self.since_ms) >= limit_ms
