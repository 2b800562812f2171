"""A condition that must last before it counts."""


class Debounce:
    """True once the input was true `count` times running; false at once when it is false."""

    STATE = ("run",)
    PARTS = ()

    def __init__(self, count: int) -> None:
        self.count = count
        self.run = 0

    def update(self, condition: bool) -> bool:
        """Take one observation, return whether the condition has lasted."""
        if not condition:
            self.run = 0
            return False
        if self.run < self.count:
            self.run += 1
        return self.run >= self.count
