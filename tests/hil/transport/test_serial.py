"""The serial transport on real PTYs, and on a URL without a descriptor."""

import fcntl
import os
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest

from hil.clock import Deadline
from hil.errors import PortBusy, PortLost, PortMissing
from hil.transport.serial import SerialTransport

DEADLINE_S = 5.0


class Pair:
    """A raw PTY: `path` is the port, `master` the board's end."""

    def __init__(self) -> None:
        self.master, self.slave = os.openpty()
        tty.setraw(self.slave)
        self.path = os.ttyname(self.slave)

    def close(self) -> None:
        for descriptor in (self.master, self.slave):
            if descriptor >= 0:
                os.close(descriptor)
        self.master = self.slave = -1


@pytest.fixture
def pair() -> Iterator[Pair]:
    pair = Pair()
    yield pair
    pair.close()


@pytest.fixture
def port(pair: Pair, tmp_path: Path) -> Iterator[SerialTransport]:
    port = SerialTransport(pair.path, lock_folder=tmp_path)
    yield port
    port.close()


def test_every_byte_value_goes_both_ways(pair: Pair, port: SerialTransport) -> None:
    everything = bytes(range(256))
    port.write(everything)
    assert os.read(pair.master, 1000) == everything
    os.write(pair.master, everything)
    got = b""
    while len(got) < 256:
        got += port.read(Deadline(DEADLINE_S))
    assert got == everything


def test_an_empty_read_means_the_time_is_over(port: SerialTransport) -> None:
    assert port.read(Deadline(0.0)) == b""
    assert port.read(Deadline(DEADLINE_S), 0.0) == b""


def test_a_port_that_is_not_there() -> None:
    with pytest.raises(PortMissing) as caught:
        SerialTransport("/dev/nothing-here")
    assert caught.value.exit_code == 2
    assert "/dev/nothing-here" in str(caught.value)
    assert "hil boards serve" in str(caught.value)


@pytest.mark.parametrize("url", ["nonsense://x", "socket://localhost", "/"])
def test_a_url_that_cannot_be(url: str, tmp_path: Path) -> None:
    with pytest.raises(PortMissing):
        SerialTransport(url, lock_folder=tmp_path)
    with pytest.raises(PortMissing):  # and not PortBusy: the failed open left no lock
        SerialTransport(url, lock_folder=tmp_path)


def test_a_port_held_by_us_names_us(pair: Pair, port: SerialTransport, tmp_path: Path) -> None:
    with pytest.raises(PortBusy, match=f"pid {os.getpid()} "):
        SerialTransport(pair.path, lock_folder=tmp_path)


def test_a_port_locked_by_a_program_that_knows_no_lock_file(pair: Pair, tmp_path: Path) -> None:
    fcntl.flock(pair.slave, fcntl.LOCK_EX | fcntl.LOCK_NB)
    with pytest.raises(PortBusy, match=f"pid {os.getpid()} "):
        SerialTransport(pair.path, lock_folder=tmp_path)


def test_a_port_that_closes_is_lost_at_read_and_at_write(pair: Pair, port: SerialTransport) -> None:
    pair.close()
    with pytest.raises(PortLost, match=pair.path):
        port.read(Deadline(DEADLINE_S))
    with pytest.raises(PortLost, match=pair.path):
        port.write(b"x")
    port.close()
    port.close()


def test_a_port_may_be_opened_again_at_once(pair: Pair, tmp_path: Path) -> None:
    for _ in range(5):
        port = SerialTransport(pair.path, lock_folder=tmp_path)
        assert port.name == pair.path
        port.close()


def test_a_url_without_a_descriptor(tmp_path: Path) -> None:
    port = SerialTransport("loop://", lock_folder=tmp_path)
    assert port.read(Deadline(DEADLINE_S), 0.0) == b""
    port.write(b"there and back")
    got = b""
    while len(got) < 14:
        got += port.read(Deadline(DEADLINE_S), 1.0)
    assert got == b"there and back"
    port.close()
