"""A data frame after the SDA OCT standard, before its coding: preamble, header, payload, two checks.

    64 bit preamble | 128 bit header | CRC-16 | 16 bit tail | 8416 bit payload | CRC-32, most significant bit first

The lengths and the preamble are the standard's (docs/physics.md section 5, S27, S30). Its polynomials are not in our
sources, so the checks are the usual ones of their lengths: CRC-16/CCITT-FALSE (0x1021, starts at 0xFFFF) over the
header, CRC-32 of IEEE 802.3 over the payload. Not modelled: the convolutional code of the header, LDPC of the payload,
the scrambler, the meaning of the header's fields.
"""

import binascii
import math
import zlib

from sim.errors import InputError
from sim.kernel import jit

PREAMBLE = 0x53225B1D0D73DF03.to_bytes(8, "big")
HEADER_BYTES = 16
PAYLOAD_BYTES = 1052  # 8416 bit
_CHECKED_HEADER = HEADER_BYTES + 2 + 2  # with CRC-16 and tail
_TAIL = bytes(2)
FRAME_BYTES = len(PREAMBLE) + _CHECKED_HEADER + PAYLOAD_BYTES + 4
_CRC16_START = 0xFFFF


def encode(header: bytes, payload: bytes) -> bytes:
    """Return the frame of FRAME_BYTES [byte] that carries `header` (16 bytes) and `payload` (1052 bytes).

    Raises InputError for other lengths. Source: docs/physics.md section 5, L-11.
    """
    for name, part, length in (("header", header, HEADER_BYTES), ("payload", payload, PAYLOAD_BYTES)):
        if len(part) != length:
            raise InputError(name, f"{length} bytes", f"{len(part)} bytes")
    check_16 = binascii.crc_hqx(header, _CRC16_START).to_bytes(2, "big")
    check_32 = zlib.crc32(payload).to_bytes(4, "big")
    return PREAMBLE + header + check_16 + _TAIL + payload + check_32


def decode(frame: bytes) -> tuple[bytes, bytes] | None:
    """Return header and payload of a frame, None when length, preamble, tail or either check is wrong.

    A receiver is given anything [byte], so a bad frame is no error of the caller. Source: docs/physics.md L-11.
    """
    if len(frame) != FRAME_BYTES or not frame.startswith(PREAMBLE):
        return None
    head = frame[len(PREAMBLE) : len(PREAMBLE) + _CHECKED_HEADER]
    header, check_16, tail = head[:HEADER_BYTES], head[HEADER_BYTES : HEADER_BYTES + 2], head[HEADER_BYTES + 2 :]
    body = frame[len(PREAMBLE) + _CHECKED_HEADER :]
    payload, check_32 = body[:PAYLOAD_BYTES], body[PAYLOAD_BYTES:]
    if tail != _TAIL or int.from_bytes(check_16, "big") != binascii.crc_hqx(header, _CRC16_START):
        return None
    if int.from_bytes(check_32, "big") != zlib.crc32(payload):
        return None
    return header, payload


@jit
def frame_error_ratio(bit_error_ratio: float) -> float:
    """Return the share [1] of uncoded frames with a wrong bit, bits failing independently: 1 - (1 - p)^n (ours)."""
    p = min(max(bit_error_ratio, 0.0), 0.5)
    return -math.expm1(8.0 * FRAME_BYTES * math.log1p(-p))
