"""A board behind a port with which a session has been begun: it has said who it is, and that fits."""

from __future__ import annotations

from firmware_py.icd import packets
from hil.board import greeting
from hil.board.asked import AskedBoard
from hil.board.base import Hello
from hil.board.line import RETRY_S, Line
from hil.board.pinger import FIRST_ASKED, Pinger
from hil.clock import Deadline
from hil.errors import PortLost


class GreetedBoard(AskedBoard):
    """Opens the port and begins sessions."""

    def __init__(self, kind: str, hello_s: float) -> None:
        """`hello_s` [s] is how long `open` waits for HELLO."""
        super().__init__(kind)
        self.hello: Hello | None = None  # of the session last begun
        self._hello_s = hello_s
        self._reset_ticks = 0

    def open(self) -> Hello:
        """Open the port and begin a session."""
        try:
            return self._begun(self._connected(), self._hello_s)
        except PortLost as error:
            raise self._gone(error) from error
        except BaseException:
            self.close()
            raise

    def _begun(self, line: Line, seconds: float) -> Hello:
        hello = greeting.greet(line.tapped(), self._session, seconds)
        greeting.check(self.kind, line.transport.name, hello)
        self._session.begin(hello)
        self.hello = hello
        if hello.features & packets.FEATURE_CREDIT:
            line.limit(hello.mtu)
        self._reset_ticks = hello.reset_ticks
        if hello.features & packets.FEATURE_CLOCK:
            self._pinger = Pinger(self._session)
            for _ in range(FIRST_ASKED):
                self._pinger.ask(line, Deadline(RETRY_S))
        return hello
