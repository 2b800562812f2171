"""Bodies longer than a packet: cut into segments (CCSDS 133.0-B-2, 4.1.3.4.2) and put together again.

Every segment is a whole link packet with a sequence count of its own and the secondary header of its body. The segments
of a body follow each other: a gap, or any other packet between them, loses the body, and the loss is counted.
"""

from struct import unpack_from

from ..icd.packets import APID_MASK, COUNT_MASK, CRC_BYTES, FIRST, HEADER_BYTES, HELLO, LAST, MIDDLE, UNSEGMENTED
from . import packet

LONGEST = 512  # [bytes] of a body put together: twice the longest of docs/wire.md
_FLAGS = 0xC000
_BACKWARDS = 0x2000  # a count that far ahead is one of before: a packet sent again


def pieces(size: int, mtu: int) -> int:
    """Return into how many packets of at most `mtu` [bytes, CRC included] a body of `size` [bytes] is cut."""
    room = mtu - HEADER_BYTES - CRC_BYTES
    return max(1, (size + room - 1) // room)


def frames(ident: int, count: int, service: int, link: int, time_ns: int, body: bytes, mtu: int) -> bytes:
    """Return the frames of `body`, the first with sequence count `count`, the others with those that follow."""
    room = mtu - HEADER_BYTES - CRC_BYTES
    if len(body) <= room:
        return packet.seal(packet.build(ident, count, service, link, time_ns, body))
    out = b""
    for at in range(0, len(body), room):
        flags = FIRST if at == 0 else LAST if at + room >= len(body) else MIDDLE
        out += packet.seal(packet.build(ident, count, service, link, time_ns, body[at : at + room], flags))
        count += 1
    return out


class Assembler:
    """Puts bodies together again and counts the packets that are missing. One for each direction of each link."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forget everything, as a new session does."""
        self.gaps = 0  # [packets] missing by their sequence counts
        # [bodies] begun and given up: the next packet was not their next segment, or made them too long. A body whose
        # first segment is missing was never begun: it shows in `gaps` alone.
        self.broken = 0
        self._counts = [-1] * 16  # last sequence count of each APID from HELLO on
        self._held = b""  # the packet so far, its first header included
        self._next = 0  # sequence count of the segment it waits for

    def take(self, one: bytes):
        """Take a packet without CRC; return the packet it completes, as if it had never been cut, or None."""
        ident, control = unpack_from(">HH", one, 0)
        slot = (ident & APID_MASK) - HELLO
        count = control & COUNT_MASK
        if 0 <= slot < 16 and self._counts[slot] != count:
            self._counted(slot, count)
        flags = control & _FLAGS
        if flags == UNSEGMENTED:
            if self._held:
                self._drop()
            return one
        return self._segment(one, flags, count)

    def _counted(self, slot: int, count: int) -> None:
        """Count what is missing before `count`. What is sent again has a count of before and misses nothing."""
        ahead = (count - self._counts[slot] - 1) & COUNT_MASK if self._counts[slot] >= 0 else 0
        if ahead < _BACKWARDS:
            self.gaps += ahead
            self._counts[slot] = count

    def _segment(self, one: bytes, flags: int, count: int):
        held = self._held
        if flags == FIRST:
            if held:
                self._drop()
            self._held = bytes(one)
            self._next = (count + 1) & COUNT_MASK
            return None
        if not held or count == (self._next - 1) & COUNT_MASK:
            return None  # its beginning was lost, and that is counted; or it came twice
        fits = len(one) >= HEADER_BYTES and len(held) + len(one) - 2 * HEADER_BYTES <= LONGEST
        if count != self._next or not fits or held[:2] != one[:2] or held[6:8] != one[6:8]:
            self._drop()
            return None
        self._next = (count + 1) & COUNT_MASK
        self._held = held + one[HEADER_BYTES:]
        if flags == MIDDLE:
            return None
        whole, self._held = self._held, b""
        return whole[:2] + (UNSEGMENTED | count).to_bytes(2, "big") + whole[4:]

    def _drop(self) -> None:
        self._held = b""
        self.broken += 1

    def state(self) -> list:
        """Return plain data that `restore` takes back."""
        return [self.gaps, self.broken, list(self._counts), self._held, self._next]

    def restore(self, state: list) -> None:
        """Take back what `state` gave."""
        self.gaps, self.broken, counts, self._held, self._next = state
        self._counts = list(counts)
