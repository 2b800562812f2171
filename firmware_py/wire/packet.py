"""Link packets: CCSDS space packet (133.0-B-2, 4.1) with the secondary header of docs/wire.md and a CRC-32.

The CRC is zlib's, over everything before it: CRC-16 let single-bit errors through over zero-heavy payloads inside
COBS.
"""

from binascii import crc32
from struct import pack, unpack_from

from ..icd.packets import APID_MASK, COUNT_MASK, CRC_BYTES, HEADER, HEADER_BYTES, UNSEGMENTED
from . import cobs

# fields of an unpacked header
IDENT = 0
CONTROL = 1
LENGTH = 2
SERVICE = 3
LINK = 4
TIME_NS = 5

_LENGTH_BASE = HEADER_BYTES + CRC_BYTES - 7  # data length of a packet with an empty body


def build(
    ident: int, count: int, service: int, link: int, time_ns: int, body: bytes, flags: int = UNSEGMENTED
) -> bytes:
    """Return a link packet without its CRC.

    `ident` is direction bits | APID, `count` the 14-bit sequence count (taken modulo), `service` and `link` are u8,
    `time_ns` u64 [ns since the scenario's epoch], `flags` the sequence flags.
    """
    control = flags | (count & COUNT_MASK)
    return pack(HEADER, ident, control, _LENGTH_BASE + len(body), service, link, time_ns) + body


def seal(packet: bytes) -> bytes:
    """Return the frame of `packet` (without CRC): COBS(packet + CRC-32) + 0x00. ValueError when it is too long."""
    return bytes(cobs.frame(packet + crc32(packet).to_bytes(CRC_BYTES, "big")))


def header(packet: bytes) -> tuple:
    """Return (ident, control, length, service, link, time_ns) of a link packet of at least HEADER_BYTES."""
    return unpack_from(HEADER, packet, 0)


def apid(packet: bytes) -> int:
    """Return the APID of any space packet of at least two bytes."""
    return ((packet[0] << 8) | packet[1]) & APID_MASK
