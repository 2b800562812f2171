"""The words that start a board."""

import struct

import pytest

from firmware_py.board import main
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
