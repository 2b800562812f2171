"""Data frames: L-11, against checks computed bit by bit here, by long division, and the catalogue's check words."""

import random

import pytest

from sim.errors import InputError
from sim.optical import frame

HEADER, PAYLOAD = bytes(range(16)), bytes((7 * n + 3) % 256 for n in range(1052))


def crc_by_division(data, width, polynomial, start, reflected):
    """Return the CRC by shifting one bit at a time, most significant or least significant bit first."""
    register = start
    top = 1 << (width - 1)
    for byte in data:
        for n in range(8):
            bit = (byte >> n if reflected else byte >> (7 - n)) & 1
            carry = bool(register & top) ^ bool(bit)
            register = (register << 1) & (2 * top - 1)
            if carry:
                register ^= polynomial
    return register


def crc16(data):
    return crc_by_division(data, 16, 0x1021, 0xFFFF, False)


def crc32(data):
    register = crc_by_division(data, 32, 0x04C11DB7, 0xFFFFFFFF, True)
    return int(f"{register:032b}"[::-1], 2) ^ 0xFFFFFFFF


def test_the_division_gives_the_published_check_words():
    """Of "123456789": CRC-16/CCITT-FALSE 29B1, CRC-32 CBF43926 (catalogue of parametrised CRC algorithms)."""
    assert crc16(b"123456789") == 0x29B1
    assert crc32(b"123456789") == 0xCBF43926


def test_l11_golden_frame(agrees):
    parts = ["0101001100100010010110110001110100001101011100111101111100000011"]
    parts += [f"{byte:08b}" for byte in HEADER] + [f"{crc16(HEADER):016b}", "0" * 16]
    parts += [f"{byte:08b}" for byte in PAYLOAD] + [f"{crc32(PAYLOAD):032b}"]
    golden = "".join(parts)
    got = "".join(f"{byte:08b}" for byte in frame.encode(HEADER, PAYLOAD))
    assert len(golden) == 64 + 128 + 16 + 16 + 8448
    assert len(got) == len(golden)
    wrong = sum(a != b for a, b in zip(got, golden, strict=True))
    agrees("L-11", "wrong bits in the golden frame", wrong, 0, 0, unit="bit", authority="bitwise CRC, SDA OCT lengths")
    assert frame.decode(frame.encode(HEADER, PAYLOAD)) == (HEADER, PAYLOAD)


def test_l11_every_single_wrong_bit_is_rejected():
    good = frame.encode(HEADER, PAYLOAD)
    for n in range(8 * len(good)):
        bad = bytearray(good)
        bad[n // 8] ^= 1 << (n % 8)
        assert frame.decode(bytes(bad)) is None


@pytest.mark.slow
def test_l11_no_payload_with_a_bad_check_in_a_hundred_thousand_frames():
    """Half of them noise after a good preamble, half good frames with some bytes changed."""
    draw = random.Random(11)
    good = frame.encode(HEADER, PAYLOAD)
    delivered = 0
    for n in range(100_000):
        if n % 2:
            bad = good[:8] + draw.randbytes(len(good) - 8)
        else:
            changed = bytearray(good)
            for _ in range(draw.randint(1, 40)):
                changed[draw.randrange(len(good))] ^= draw.randint(1, 255)
            bad = bytes(changed)
        delivered += frame.decode(bad) is not None and bad != good
    assert delivered == 0


@pytest.mark.parametrize("length", [0, 1083, 1085])
def test_another_length_is_no_frame(length):
    assert frame.decode(bytes(length)) is None


def test_parts_of_another_length_are_refused():
    with pytest.raises(InputError, match=r"header.*16 bytes.*15 bytes"):
        frame.encode(bytes(15), PAYLOAD)
    with pytest.raises(InputError, match=r"payload.*1052 bytes"):
        frame.encode(HEADER, PAYLOAD[1:])


@pytest.mark.parametrize(("ber", "expected"), [(0.0, 0.0), (1e-12, 8.672e-9), (1e-4, 0.579897), (0.5, 1.0), (2.0, 1.0)])
def test_frames_fail_with_any_of_their_bits(ber, expected):
    """8672 bits: n p for small p; 1 - exp(-0.8672 (1 + p/2))."""
    assert frame.frame_error_ratio(ber) == pytest.approx(expected, rel=2e-4)
