"""A board on the network: served with a token, one host at a time; and behind an RFC 2217 server."""

import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from firmware_py.board import main as board_main
from firmware_py.board.agent import Agent
from firmware_py.wire import image
from hil.bench import identify
from hil.board.tcp import TcpPort
from hil.board.usb.port import PortBoard
from hil.clock import Deadline
from hil.errors import PortBusy, PortMissing

TOKEN = "correct-horse"
WAIT_S = 5.0  # [s] only what is broken takes so long


def address(port: TcpPort) -> tuple[str, int]:
    host, number = port.path.removeprefix("socket://").rsplit(":", 1)
    return host, int(number)


@pytest.fixture
def served() -> Iterator[Callable[[str], TcpPort]]:
    """(token) -> the port of an eps board that takes one host after another, in a thread of this process."""
    ends = []

    def serve(word: str) -> TcpPort:
        port = TcpPort("0", word)
        life_line, ours = os.pipe()
        agent = Agent("eps", serial=b"on-the-net")

        def run() -> None:
            while port.wait_for_host(life_line):
                board_main.serve(agent, port.read, port.write)

        thread = threading.Thread(target=run)
        thread.start()
        ends.append((port, life_line, ours, thread))
        return port

    yield serve
    for port, life_line, ours, thread in ends:
        os.close(ours)
        thread.join(WAIT_S)
        assert not thread.is_alive()
        os.close(life_line)
        port.close()


def exchange(board: PortBoard, ticks: int) -> list[bytes | None]:
    """Return the SAMPLE bodies of so many ticks."""
    board.open()
    bodies = []
    for tick in range(ticks):
        board.post(tick, tick * 100_000_000, tick & 0xFF, bytes(image.SENSOR_BYTES[0]), bytes(8), ())
        sample = board.collect(Deadline(WAIT_S))
        bodies.append(None if sample is None else sample.body)
    board.close()
    return bodies


def test_a_board_with_a_token_takes_one_host_after_another(served: Callable[[str], TcpPort]) -> None:
    url = f"{served(TOKEN).path}?token={TOKEN}"
    first = exchange(PortBoard("eps", url), 20)
    assert None not in first
    assert exchange(PortBoard("eps", url), 20) == first


def test_a_wrong_token_is_refused_and_the_board_stays_for_the_right_one(served: Callable[[str], TcpPort]) -> None:
    path = served(TOKEN).path
    with pytest.raises(PortMissing, match="a refusal") as caught:
        identify.ask(f"{path}?token=correct-hors3", WAIT_S)
    assert "hors3" not in str(caught.value)
    with pytest.raises(PortMissing, match="add its token"):
        identify.ask(path, WAIT_S)
    assert identify.ask(f"{path}?token={TOKEN}", WAIT_S).serial == "on-the-net"


def test_a_host_that_says_nothing_or_too_much_is_not_let_in(served: Callable[[str], TcpPort]) -> None:
    port = served(TOKEN)
    with closing(socket.create_connection(address(port), WAIT_S)) as chatter:
        chatter.sendall(b"token " + b"x" * 5000)
        assert chatter.recv(100) == b"token refused\n"
    with closing(socket.create_connection(address(port), WAIT_S)):
        pass  # hangs up at once
    assert identify.ask(f"{port.path}?token={TOKEN}", WAIT_S).serial == "on-the-net"


def test_a_second_host_is_told_who_is_there(served: Callable[[str], TcpPort]) -> None:
    port = served(TOKEN)
    with closing(socket.create_connection(address(port), WAIT_S)) as first:
        first.sendall(f"token {TOKEN}\n".encode())
        assert first.recv(100) == b"token ok\n"
        peer = "{}:{}".format(*first.getsockname())
        for host in (f"{port.path}?token={TOKEN}", port.path):  # one that does not know of the token is told, too
            with pytest.raises(PortBusy, match=peer):
                identify.ask(host, WAIT_S)


def test_a_second_host_of_a_port_without_token_is_told_who_is_there(served: Callable[[str], TcpPort]) -> None:
    port = served("")
    with closing(socket.create_connection(address(port), WAIT_S)) as first:
        with pytest.raises(PortBusy, match="{}:{}".format(*first.getsockname())):
            identify.ask(port.path, WAIT_S)
        with pytest.raises(PortBusy):
            PortBoard("eps", port.path).open()


def test_a_port_for_this_machine_needs_no_token(served: Callable[[str], TcpPort]) -> None:
    port = served("")
    assert port.path.startswith("socket://127.0.0.1:")
    assert identify.ask(port.path, WAIT_S).serial == "on-the-net"
    with pytest.raises(PortMissing, match=r"got silence; .*a server without one wants none"):
        identify.ask(f"{port.path}?token={TOKEN}", WAIT_S)


@pytest.mark.parametrize("where", ["0.0.0.0:0", "[::]:0", "bench.example:0"])
@pytest.mark.parametrize("word", ["", "short"])
def test_a_port_that_others_can_reach_needs_a_token(where: str, word: str) -> None:
    with pytest.raises(ValueError, match="8 characters or more"):
        TcpPort(where, word)


@pytest.mark.parametrize("where", ["", "localhost", "7001x", "127.0.0.1:99999"])
def test_a_place_that_is_none(where: str) -> None:
    with pytest.raises(ValueError, match="--tcp"):
        TcpPort(where, TOKEN)


def test_a_port_in_use_is_told() -> None:
    with closing(TcpPort("0", "")) as first, pytest.raises(ValueError, match="a free port"):
        TcpPort("{}:{}".format(*address(first)), "")


def test_served_from_the_command_line() -> None:
    command = [sys.executable, "-m", "hil.board.serve", "eps", "--tcp", "0", "--token", TOKEN]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        path = process.stdout.readline().strip()
        assert "token" in process.stdout.readline()
        hello = identify.ask(f"{path}?token={TOKEN}", WAIT_S)
        process.send_signal(signal.SIGTERM)
        assert process.wait(WAIT_S) == 0
    assert hello.serial == "pty-eps"


def test_a_token_that_nobody_would_ask_for_is_refused() -> None:
    command = [sys.executable, "-m", "hil.board.serve", "eps", "--token", TOKEN]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=5.0 * WAIT_S)
    assert done.returncode == 2
    assert "--token: nobody asks for it on a PTY" in done.stderr


def rfc2217_server(listener: socket.socket, agent: Agent) -> None:
    """Serve one host by pyserial's own server side of RFC 2217 over its loop:// port."""
    from serial import rfc2217, serial_for_url

    connection, _ = listener.accept()
    with closing(connection):
        manager = rfc2217.PortManager(serial_for_url("loop://"), _Sender(connection))
        while data := _received(connection):
            plain = b"".join(manager.filter(data))
            if answer := agent.feed(plain):
                connection.sendall(b"".join(manager.escape(answer)))
        agent.safe()


class _Sender:
    """What PortManager writes its own negotiation to."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def write(self, data: bytes) -> None:
        self._connection.sendall(data)


def _received(connection: socket.socket) -> bytes:
    select.select([connection], [], [])
    try:
        return connection.recv(4096)
    except OSError:
        return b""


def test_a_board_behind_rfc2217() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        thread = threading.Thread(target=rfc2217_server, args=(listener, Agent("eps", serial=b"rfc2217")))
        thread.start()
        board = PortBoard("eps", f"rfc2217://127.0.0.1:{listener.getsockname()[1]}")
        bodies = exchange(board, 10)
        thread.join(WAIT_S)
        assert not thread.is_alive()
    assert None not in bodies
    assert board.hello is not None
    assert board.hello.serial == "rfc2217"
