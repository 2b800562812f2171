"""A simulated board's port on the network: a listening socket with one host at a time, and a token at the door."""

from __future__ import annotations

import contextlib
import ipaddress
import select
import socket

from hil.clock import Deadline
from hil.transport import token

_CHUNK = 4096  # [bytes]
_WRITE_S = 2.0  # [s] a host that takes nothing for so long is gone
_KNOCKING = 4  # hosts kept waiting for an answer
LEAST_TOKEN = 8  # characters
#: [s] after which, and between which, a silent host is asked whether it is still there; it is gone after three.
_KEEP_ALIVE = ((socket.TCP_KEEPIDLE, 5), (socket.TCP_KEEPINTVL, 2), (socket.TCP_KEEPCNT, 3))


class TcpPort:
    """`path` is what a host opens. It has the methods of hil.board.pty.Pty."""

    def __init__(self, where: str, word: str) -> None:
        """Listen at `where`: PORT or HOST:PORT; `word` is the token, empty for none.

        Raises ValueError when there is no such place, or no sufficient token on one that others can reach.
        """
        host, port = _address(where)
        if not _is_loopback(host) and len(word) < LEAST_TOKEN:
            raise ValueError(
                f"--tcp {where}: others can reach it, so it needs a --token of {LEAST_TOKEN} characters or more"
            )
        try:
            self._listener = socket.create_server((host, port), family=_family(host))
        except OSError as error:
            raise ValueError(f"--tcp {where}: expected a free port of this machine, got: {error}") from error
        self._token = word
        self._host: socket.socket | None = None
        self._knocking: list[socket.socket] = []  # hosts that were not let in and have not hung up
        self._told: set[socket.socket] = set()  # those of them that heard why
        self._peer = ""
        told = f"[{host}]" if ":" in host else host
        self.path = f"socket://{told}:{self._listener.getsockname()[1]}"

    def wait_for_host(self, life_line: int | None) -> bool:
        """Block until a host has come and shown the token; False when `life_line` ended first."""
        while True:
            waited: list[socket.socket | int] = [self._listener, *self._knocking]
            ready, _, _ = select.select(waited + ([] if life_line is None else [life_line]), [], [])
            if life_line in ready:
                return False
            for knocking in [one for one in self._knocking if one in ready]:
                self._turn_away(knocking)
            if self._listener not in ready:
                continue
            connection, peer = self._listener.accept()
            if self._admitted(connection):
                self._host, self._peer = connection, f"{peer[0]}:{peer[1]}"
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
                for option, seconds in _KEEP_ALIVE:
                    connection.setsockopt(socket.IPPROTO_TCP, option, seconds)
                connection.settimeout(_WRITE_S)
                return True
            self._knocked(connection)
            self._refuse(connection, token.REFUSED)

    def read(self) -> bytes:
        """Return what the host sent, b"" once it has hung up. Whoever else knocks meanwhile is told who is there."""
        host = self._host
        assert host is not None
        while True:
            ready, _, _ = select.select([host, self._listener, *self._knocking], [], [])
            for knocking in [one for one in self._knocking if one in ready]:
                self._turn_away(knocking)
            if self._listener in ready:
                self._knocked(self._listener.accept()[0])
            if host in ready:
                try:
                    data = host.recv(_CHUNK)
                except OSError:
                    data = b""
                if not data:
                    self._part()
                return data

    def write(self, data: bytes) -> None:
        """Send all of `data`; nobody being there to take it shows at the next read."""
        assert self._host is not None
        try:
            self._host.sendall(data)
        except OSError:
            with contextlib.suppress(OSError):
                self._host.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close everything. Idempotent."""
        self._part()
        for end in (self._listener, *self._knocking):
            end.close()

    def _part(self) -> None:
        if self._host is not None:
            self._host.close()
            self._host = None

    def _admitted(self, connection: socket.socket) -> bool:
        """Return whether the host shows the token, and tell it when it does."""
        if not self._token:
            return True
        with contextlib.suppress(OSError):
            if token.fits(_line(connection), self._token):
                connection.settimeout(token.ANSWER_S)
                connection.sendall(token.GRANTED)
                return True
        return False

    def _knocked(self, connection: socket.socket) -> None:
        """Keep a host that cannot be let in until it has spoken: what it is told before, it throws away."""
        self._knocking.append(connection)
        for old in self._knocking[:-_KNOCKING]:
            self._forget(old)

    def _turn_away(self, connection: socket.socket) -> None:
        """Tell a host that has spoken who is there, unless it was told why not before; forget one that has hung up."""
        with contextlib.suppress(OSError):
            if connection.recv(_CHUNK):
                if connection not in self._told:
                    self._refuse(connection, token.BUSY + f"{self._peer}\n".encode())
                return
        self._forget(connection)

    def _refuse(self, connection: socket.socket, why: bytes) -> None:
        """Tell a host why not. It is left to hang up: of a port that closes at once the last words are lost."""
        self._told.add(connection)
        with contextlib.suppress(OSError):
            connection.settimeout(token.ANSWER_S)
            connection.sendall(why)

    def _forget(self, connection: socket.socket) -> None:
        self._knocking.remove(connection)
        self._told.discard(connection)
        connection.close()


def _line(connection: socket.socket) -> bytes:
    """Return the first line, in the time that it has; what is longer than any is cut. Raises OSError."""
    deadline = Deadline(token.ANSWER_S)
    said = b""
    while not said.endswith(b"\n") and len(said) < token.LONGEST and token.may_begin(said):
        connection.settimeout(max(0.001, deadline.left_s()))
        byte = connection.recv(1)  # one by one: what follows belongs to the board
        if not byte:
            break
        said += byte
    return said


def _address(where: str) -> tuple[str, int]:
    """Return host and port; loopback when no host is named. Raises ValueError."""
    host, _, port = where.rpartition(":")
    if not port.isdecimal() or int(port) > 65535:
        raise ValueError(f"--tcp: expected HOST:PORT or PORT (0 for any free one), got {where}")
    return host.strip("[]") or "127.0.0.1", int(port)


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
