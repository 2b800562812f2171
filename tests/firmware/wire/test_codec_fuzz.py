"""The codec against a million inputs nobody meant: none wrongly accepted, none fatal, in step one good frame later.

The oracle is the `cobs` package and zlib, not our own codec. Inputs are drawn from seeded numpy generators.
"""

from __future__ import annotations

import struct
from zlib import crc32

import numpy as np
import pytest
from cobs import cobs

from firmware_py.wire import packet
from firmware_py.wire.framer import Framer

GOOD = packet.build(0x1FE1, 1, 0, 1, 5, b"still in step")
FRAME = packet.seal(GOOD)


def acceptable(block: bytes) -> bytes | None:
    """Return the packet in `block` by docs/wire.md, None when there is none; 251 bytes are 250 and a COBS code."""
    try:
        whole = cobs.decode(block)
    except cobs.DecodeError:
        return None
    if not 11 <= len(whole) <= 250 or len(block) > 251:
        return None
    if struct.unpack(">H", whole[4:6])[0] != len(whole) - 7 or crc32(whole[:-4]) != int.from_bytes(whole[-4:], "big"):
        return None
    return whole[:-4]


def mutated(rng: np.random.Generator, frame: bytes) -> bytes:
    """Return `frame` with bytes changed, cut out, put in or swapped."""
    out = bytearray(frame)
    for _ in range(int(rng.integers(1, 4))):
        where = int(rng.integers(0, len(out))) if out else 0
        how = int(rng.integers(0, 4))
        if how == 0 and out:
            out[where] ^= int(rng.integers(1, 256))
        elif how == 1:
            del out[where : where + int(rng.integers(1, 9))]
        elif how == 2:
            out[where:where] = rng.bytes(int(rng.integers(1, 9)))
        else:
            out[where:where] = out[: int(rng.integers(0, 20))]
    return bytes(out)


def fuzz(count: int) -> int:
    """Feed `count` inputs, half random and half mutated frames; return how many packets were accepted."""
    rng = np.random.default_rng(20261126)
    framer, accepted = Framer(), 0
    for number in range(count):
        if number % 2:
            data = mutated(rng, packet.seal(packet.build(0x1FE1, number, 0, number & 0xFF, 5, rng.bytes(number % 200))))
        else:
            data = rng.bytes(number % 280)
        expected = [one for block in data.split(b"\0")[:-1] if block and (one := acceptable(block)) is not None]
        got = [bytes(one) for one in framer.feed(data)]
        tail = [bytes(one) for one in framer.feed(b"\0" + FRAME)]
        last = data.split(b"\0")[-1]
        ended = acceptable(last) if last else None
        assert got == expected, data.hex()
        assert tail == ([GOOD] if ended is None else [ended, GOOD]), data.hex()
        accepted += len(expected)
    return accepted


def test_twenty_thousand_inputs() -> None:
    fuzz(20_000)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_million_inputs() -> None:
    fuzz(1_000_000)


def rejected_flips(frames: int) -> int:
    """Flip every bit of `frames` frames, the closing zero apart; return how many flips there were, none accepted."""
    rng = np.random.default_rng(7)
    flips = 0
    for number in range(frames):
        frame = packet.seal(packet.build(0x1FE1, number, 0, 1, number, rng.bytes(number % 60) + bytes(number % 25)))
        for bit in range(8 * (len(frame) - 1)):
            wrong = bytearray(frame)
            wrong[bit >> 3] ^= 1 << (bit & 7)
            assert Framer().feed(bytes(wrong)) == [], (frame.hex(), bit)
            flips += 1
    return flips


def test_every_flip_of_fifty_frames_is_rejected() -> None:
    assert rejected_flips(50) > 10_000


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_every_flip_of_a_thousand_frames_is_rejected() -> None:
    assert rejected_flips(1000) > 400_000
