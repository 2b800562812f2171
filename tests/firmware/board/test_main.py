"""The words that start a board."""

import struct

import numpy as np
import pytest

from firmware_py.board import main
from firmware_py.icd import boards, channel
from firmware_py.wire import image
from hil.board.session import Session


@pytest.mark.parametrize("mtu", [-1, 0, 63, 251, 65536])
def test_an_mtu_that_the_wire_does_not_allow_is_refused_with_its_value(mtu: int) -> None:
    with pytest.raises(ValueError, match=f"64 to 250 bytes, got {mtu}$"):
        main.build(["eps", f"mtu={mtu}"])


@pytest.mark.parametrize("mtu", [64, 250])
def test_the_shortest_and_the_longest_mtu_stand_in_hello(mtu: int) -> None:
    agent = main.build(["eps", f"mtu={mtu}"])
    session = Session("eps")
    session.receive(agent.feed(b"\0" + session.request(0x7E0, 0, b"")[1]))
    assert session.hellos.pop().mtu == mtu
    assert struct.calcsize(">BBBBHHBBH8s8s16s") + 16 + 4 == 64  # [bytes] HELLO and its frame: why 64 is the least


@pytest.mark.parametrize("word", ["mtu=", "mtu=many", "mtu=64.5"])
def test_an_mtu_that_is_no_number_is_refused(word: str) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        main.build(["eps", word])


def test_a_dictionary_hash_that_is_given_stands_in_hello() -> None:
    session = Session("eps")
    given = main.build(["eps", "dictionary=0102030405060708"])
    session.receive(given.feed(b"\0" + session.request(0x7E0, 0, b"")[1]))
    assert session.hellos.pop().dictionary_hash == bytes(range(1, 9))


@pytest.mark.parametrize("kind", boards.NAMES)
def test_the_safe_image_is_the_same_in_single_precision(kind: str) -> None:
    """A dev board computes it with floats of 32 bits; numpy's stand in for them."""
    position = boards.kind_index(kind)
    table = boards.ACTUATORS[position]
    single = [tuple(np.float32(cell) if isinstance(cell, float) else cell for cell in row) for row in table]
    assert channel.safe_image(single) == list(struct.unpack(image.ACTUATOR_FORMATS[position], image.SAFE[position]))
