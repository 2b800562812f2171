"""The mean of the last N samples."""


class Window:
    """A ring of the last `length` samples with their running sum; it never grows."""

    STATE = ("ring", "next", "filled", "total")
    PARTS = ()

    def __init__(self, length: int) -> None:
        self.ring = [0.0] * length
        self.next = 0
        self.filled = 0
        self.total = 0.0

    def add(self, value: float) -> None:
        """Take one sample; NaN is refused, so that one bad sensor reading cannot poison the sum."""
        if value != value:
            return
        ring = self.ring
        position = self.next
        self.total += value - ring[position]
        ring[position] = value
        position += 1
        if self.filled < position:
            self.filled = position
        if position == len(ring):
            position = 0
            self.total = sum(ring)  # the running sum would gather rounding without end
        self.next = position

    def clear(self) -> None:
        """Forget all samples."""
        self.ring[:] = [0.0] * len(self.ring)
        self.next = 0
        self.filled = 0
        self.total = 0.0

    def full(self) -> bool:
        """Return whether a whole window of samples has been seen."""
        return self.filled == len(self.ring)

    def mean(self) -> float:
        """Return the mean of the samples held, NaN when there are none."""
        if self.filled == 0:
            return float("nan")
        return self.total / self.filled
