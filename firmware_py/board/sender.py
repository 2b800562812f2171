"""What a board sends: link packets with their sequence counts, cut to its MTU, and counted."""

from struct import pack

from ..icd import packets
from ..wire import image, packet, segments

_SAMPLE_IDENT = packets.FROM_BOARD | packets.SAMPLE
_SAMPLE = packets.HEADER + packets.SAMPLE_HEAD[1:]
_SAMPLE_SLOT = packets.SAMPLE - packets.HELLO
_SAMPLE_OVER = packets.HEADER_BYTES + packets.SAMPLE_HEAD_BYTES + packets.CRC_BYTES - 7


class Sender:
    """Makes the frames of one board of `kind` (position in the dictionary); `mtu` [bytes] is its longest packet."""

    def __init__(self, kind: int, mtu: int) -> None:
        self.time_ns = 0  # of the last TICK: what every packet is stamped with
        self.sent = 0  # packets since boot or since the session began
        self._mtu = mtu
        self._counts = [0] * 16  # sequence count of each APID from packets.HELLO on
        self._sample_length = _SAMPLE_OVER + image.SENSOR_BYTES[kind] + image.ACTUATOR_BYTES[kind]
        self._sample_is_cut = self._sample_length + 7 > mtu

    def sample(self, link: int, head: tuple, images: bytes) -> bytes:
        """Return the frames of a SAMPLE: `head` as packets.SAMPLE_HEAD, sensor image and actuator image behind it."""
        if self._sample_is_cut:
            return self.tell(packets.SAMPLE, 0, link, pack(packets.SAMPLE_HEAD, *head) + images)
        self.sent += 1
        self._counts[_SAMPLE_SLOT] = count = (self._counts[_SAMPLE_SLOT] + 1) & packets.COUNT_MASK
        control = packets.UNSEGMENTED | count
        start = pack(_SAMPLE, _SAMPLE_IDENT, control, self._sample_length, 0, link, self.time_ns, *head)
        return packet.seal(start + images)

    def tell(self, apid: int, service: int, link: int, body: bytes) -> bytes:
        """Return the frames of a packet of `apid` from the board."""
        slot = apid - packets.HELLO
        count = self._counts[slot] + 1
        number = segments.pieces(len(body), self._mtu)
        self._counts[slot] = (self._counts[slot] + number) & packets.COUNT_MASK
        self.sent += number
        return segments.frames(packets.FROM_BOARD | apid, count, service, link, self.time_ns, body, self._mtu)

    def state(self) -> list:
        """Return plain data that `restore` takes back."""
        return [self.time_ns, self.sent, list(self._counts)]

    def restore(self, state: list) -> None:
        """Take back what `state` gave."""
        self.time_ns, self.sent, counts = state
        self._counts = list(counts)
