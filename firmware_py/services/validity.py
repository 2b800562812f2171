"""Sensors that read INVALID, told once each way."""


class Validity:
    """`mask` has a bit for each of the `needed` channels; told by one event when it goes and one when it is back."""

    STATE = ("mask",)
    PARTS = ()

    def __init__(self, needed: tuple, gone: int, back: int) -> None:
        self.needed = needed
        self.gone = gone
        self.back = back
        self.mask = 0

    def check(self, values: list, bus: object) -> None:
        """Take one fresh sample; p1 of the event is the channel."""
        mask = 0
        bit = 1
        for channel in self.needed:
            if values[channel] != values[channel]:
                mask |= bit
            bit <<= 1
        changed = mask ^ self.mask
        if not changed:
            return
        self.mask = mask
        for position in range(len(self.needed)):
            bit = 1 << position
            if changed & bit:
                bus.event(self.gone if mask & bit else self.back, self.needed[position], 0)
