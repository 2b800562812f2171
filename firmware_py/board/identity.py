"""What a board says of itself in HELLO, and does not change while it runs."""

from struct import pack

from ..icd import packets


class Identity:
    """Kind (position in the dictionary), serial (ASCII, at most 16 bytes), limits, ticks of a reset.

    `hashes` are those of dictionary and firmware, 8 bytes each.
    """

    def __init__(self, kind: int, serial: bytes, hashes: tuple, reset_ticks: int, features: int, mtu: int) -> None:
        self.reset_ticks = reset_ticks
        self._head = (packets.PROTOCOL_MAJOR, packets.PROTOCOL_MINOR, kind, reset_ticks)
        self._limits = (mtu, packets.ANSWER_DEPTH, packets.WATCHDOG_TICKS, features)
        self._hashes = hashes
        self._serial = serial

    def hello(self, boot: int) -> bytes:
        """Return the body of HELLO with boot counter `boot`."""
        return pack(packets.HELLO_BODY, *(self._head + (boot,) + self._limits + self._hashes + (self._serial,)))
