"""Bytes to packets: cuts at 0x00, undoes COBS, checks length and CRC-32, and counts what it rejects.

It cannot lock up: whatever came before, it is in step again after the next 0x00. It holds at most one block.
"""

from binascii import crc32

from ..icd.packets import CRC_BYTES
from . import cobs

SHORTEST = 6 + 1 + CRC_BYTES  # [bytes] a space packet with one byte of data, and the CRC
_HOLD = cobs.LIMIT + cobs.OVERHEAD
_ZERO = b"\x00"


class Framer:
    """Cuts a byte stream into packets. One for each direction of each link."""

    def __init__(self) -> None:
        self.bad_cobs = 0  # [frames] not COBS, or too long
        self.bad_length = 0  # [frames] whose length field does not match
        self.bad_crc = 0  # [frames]
        self._held = b""
        self._skipping = False  # an overlong frame is being thrown away

    def feed(self, data: bytes) -> list:
        """Take `data` and return the packets completed by it, as bytes without their CRC, in order. Never raises."""
        if not self._held and not self._skipping and data.find(_ZERO) == len(data) - 1 > 0:
            packet = self._open(data[:-1])
            return [] if packet is None else [packet]
        packets = []
        blocks = (self._held + data).split(_ZERO)
        for position in range(len(blocks) - 1):
            block = blocks[position]
            if self._skipping:
                self._skipping = False
            elif block:
                packet = self._open(block)
                if packet is not None:
                    packets.append(packet)
        self._hold(blocks[-1])
        return packets

    def errors(self) -> int:
        """Return the frames rejected so far."""
        return self.bad_cobs + self.bad_length + self.bad_crc

    def forget(self) -> None:
        """Forget the counts. What is held may be the beginning of a frame that came behind the one just taken."""
        self.bad_cobs = self.bad_length = self.bad_crc = 0

    def state(self) -> list:
        """Return plain data that `restore` takes back."""
        return [self.bad_cobs, self.bad_length, self.bad_crc, self._held, int(self._skipping)]

    def restore(self, state: list) -> None:
        """Take back what `state` gave."""
        self.bad_cobs, self.bad_length, self.bad_crc, self._held, skipping = state
        self._skipping = bool(skipping)

    def _hold(self, rest: bytes) -> None:
        if self._skipping:
            return
        if len(rest) > _HOLD:  # counted once, however long it goes on
            self.bad_cobs += 1
            self._skipping = True
            rest = b""
        self._held = bytes(rest)

    def _open(self, block: bytes):
        packet = cobs.decode(block)
        if packet is None:
            self.bad_cobs += 1
            return None
        size = len(packet)
        if size < SHORTEST or (packet[4] << 8 | packet[5]) != size - 7:
            self.bad_length += 1
            return None
        body = bytes(packet[:-CRC_BYTES])
        if crc32(body).to_bytes(CRC_BYTES, "big") != packet[-CRC_BYTES:]:
            self.bad_crc += 1
            return None
        return body
