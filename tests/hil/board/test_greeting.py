"""What answers at a port is not always the board that was meant."""

import os
import struct
import threading
import tty
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from firmware_py.board.agent import Agent
from firmware_py.icd import packets
from hil.board.usb.port import PortBoard
from hil.errors import BoardError, PortMissing, WrongBoard, WrongDictionary, WrongProtocol

HELLO_S = 10.0  # [s] what these boards have to say, they say at once; a HELLO ends the wait for it
NO_HELLO_S = 1.5  # [s] the whole of it is waited for


@pytest.fixture
def answering() -> Iterator[Callable[[Callable[[bytes], bytes]], str]]:
    """(answer of bytes to bytes) -> path of a port that gives it, in a thread of this process."""
    ends = []

    def serve(answer: Callable[[bytes], bytes]) -> str:
        master, slave = os.openpty()
        tty.setraw(slave)

        def run() -> None:
            while True:
                try:
                    said = os.read(master, 4096)
                except OSError:  # the test is over and the slave closed
                    return
                if reply := answer(said):
                    os.write(master, reply)

        thread = threading.Thread(target=run)
        thread.start()
        ends.append((master, slave, thread))
        return os.ttyname(slave)

    yield serve
    for master, slave, thread in ends:
        os.close(slave)
        thread.join()
        os.close(master)


def refusal(port: str, error: type[BoardError], tmp_path: Path, hello_s: float = HELLO_S) -> str:
    board = PortBoard("eps", port, lock_folder=tmp_path, hello_s=hello_s)
    before = len(os.listdir("/proc/self/fd"))
    with pytest.raises(error) as caught:
        board.open()
    assert len(os.listdir("/proc/self/fd")) == before
    assert list(tmp_path.glob("*.json")) == []
    assert caught.value.exit_code == 2
    return str(caught.value)


def test_silence(answering: Callable[..., str], tmp_path: Path) -> None:
    port = answering(lambda _: b"")
    message = refusal(port, WrongProtocol, tmp_path, 0.3)
    assert port in message
    assert "silence" in message


@pytest.mark.parametrize("noise", [b"login: ", bytes(range(1, 200)), b"\0", b"\x05abcd\0"])
def test_something_that_is_no_board(answering: Callable[..., str], tmp_path: Path, noise: bytes) -> None:
    message = refusal(answering(lambda _: noise), WrongProtocol, tmp_path, NO_HELLO_S)
    assert noise[:16].hex(" ") in message


def test_a_board_of_another_kind(answering: Callable[..., str], tmp_path: Path) -> None:
    message = refusal(answering(Agent("laser").feed), WrongBoard, tmp_path)
    assert "expected board eps, got board laser" in message


def rewriting(place: int, replacement: bytes) -> Callable[[bytes], bytes]:
    """An agent whose HELLO body has `replacement` at `place`."""
    agent = Agent("eps")
    tell = agent._sender.tell

    def other(apid: int, service: int, link: int, body: bytes) -> bytes:
        return bytes(tell(apid, service, link, body[:place] + replacement + body[place + len(replacement) :]))

    agent._sender.tell = other  # type: ignore[method-assign]
    return agent.feed


def test_another_dictionary(answering: Callable[..., str], tmp_path: Path) -> None:
    place = struct.calcsize(">BBBBHHBBH")
    message = refusal(answering(rewriting(place, b"\xaa" * 8)), WrongDictionary, tmp_path)
    assert "aa" * 8 in message
    assert packets.dictionary_hash(0).hex() in message


def test_another_protocol(answering: Callable[..., str], tmp_path: Path) -> None:
    message = refusal(answering(rewriting(0, b"\x07")), WrongProtocol, tmp_path)
    assert "expected protocol 1, got 7.1" in message


@pytest.mark.parametrize("mtu", [0, 20, 63])
def test_a_packet_too_short_for_hello(answering: Callable[..., str], tmp_path: Path, mtu: int) -> None:
    place = struct.calcsize(">BBBBH")
    message = refusal(answering(rewriting(place, mtu.to_bytes(2, "big"))), WrongProtocol, tmp_path)
    assert f"expected an MTU of 64 bytes or more, got {mtu} bytes" in message


def test_another_minor_version_is_welcome(answering: Callable[..., str], tmp_path: Path) -> None:
    board = PortBoard("eps", answering(rewriting(1, b"\x07")), lock_folder=tmp_path)
    assert board.open().minor == 7
    board.close()


def test_no_port(tmp_path: Path) -> None:
    port = str(tmp_path / "nothing")
    assert port in refusal(port, PortMissing, tmp_path)


def test_an_echo_and_a_login_are_told_apart_from_noise(answering: Callable[..., str], tmp_path: Path) -> None:
    assert "our own bytes back" in refusal(answering(lambda data: data), WrongProtocol, tmp_path, NO_HELLO_S)
    assert "'login: " in refusal(answering(lambda _: b"login: "), WrongProtocol, tmp_path, NO_HELLO_S)
