"""A board behind a port: the line to it, what sits on that line, and what is told when it is lost."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NoReturn, TypeVar

from hil.board import loss
from hil.board.base import Board
from hil.board.line import Line
from hil.board.loss import Trend
from hil.board.session import Session
from hil.board.tap import Sink
from hil.clock import Deadline
from hil.errors import BoardLost, ConfigError, PortLost
from hil.transport.base import Transport
from hil.transport.disturbance import Disturbance

if TYPE_CHECKING:
    from hil.transport.proxy import FaultProxy, Receipt

NO_TICK = -1

T = TypeVar("T")


class PortedBoard(Board):
    """Holds the line over the transport that a subclass connects; a lost port is a lost board with its report.

    A subclass says how to connect, how a process of its own ended, and what to put away once the transport is closed.
    """

    OUTLIVES_ITS_PORT = False  # a process of ours that is there to be opened again when the port was closed
    may_return = False  # a lost board is to be opened again: what outlives its port is let live

    def __init__(self, kind: str) -> None:
        """Nothing is opened."""
        self.kind = kind
        self._session = Session(kind)
        self._line: Line | None = None
        self._t_ns = 0  # simulated, of the tick last posted
        self._answered = NO_TICK  # last tick with a SAMPLE
        self._retried = 0  # on lines closed since
        self._disturbed: tuple[Sequence[Disturbance], int] | None = None
        self._proxy: FaultProxy | None = None
        self._sink: Sink | None = None
        self._trend = Trend()

    @abstractmethod
    def connect(self) -> Transport:
        """Return an open transport, no session begun. Raises PortMissing or PortBusy; nothing is left behind then."""

    def _ended(self) -> str | None:
        """Return how the board's process ended, None when it runs on or the board is no process of ours."""
        return None

    def _parted(self) -> None:
        """Put away what is left once the transport is closed. Idempotent."""

    def _connected(self) -> Line:
        """Connect, and put fault proxy and tap on the line. Raises what `connect` does."""
        transport = self.connect()
        if self._disturbed is not None:
            from hil.transport.proxy import FaultProxy  # numba, 0.35 s to import: only who draws

            if self._proxy is None:
                self._proxy = FaultProxy(transport, *self._disturbed, self.kind, self.replug)
            else:
                self._proxy.reopened(transport)
            transport = self._proxy
        self._line = line = Line(self._session, transport)
        if self._sink is not None:
            line.tap(self._sink)
        return line

    def close(self) -> None:
        """Close the port."""
        self._hang_up()
        self._parted()

    def replug(self) -> None:
        """Unplug the board and plug it in again, without power in between. Raises ConfigError: here it cannot be."""
        self._cannot_replug()

    def _cannot_replug(self) -> NoReturn:
        what, remedy = f"re-enumeration of board {self.kind}", "serve it as pty:, or pull its cable"
        raise ConfigError(what, "a board that can be replugged from here", "one that cannot", remedy)

    def hear(self) -> None:
        """Take in what has come, without waiting."""
        try:
            self._open_line().hear()
        except PortLost as error:
            raise self._gone(error) from error

    def tap(self, sink: Sink) -> None:
        """Show every frame from here on to `sink`, as it passes; before `open`, from the greeting on."""
        self._sink = sink
        if self._line is not None:
            self._line.tap(sink)

    def disturb(self, plan: Sequence[Disturbance], seed: int) -> None:
        """Put a fault proxy between host and board, from the next `open` on. Raises ConfigError: it cannot be done."""
        if not self.OUTLIVES_ITS_PORT and any(one.kind == "re-enumerate" for one in plan):
            self._cannot_replug()
        self._disturbed = (plan, seed)

    @property
    def disturbances(self) -> Sequence[Disturbance]:
        """What the fault proxy was asked for."""
        return () if self._disturbed is None else self._disturbed[0]

    def receipts(self) -> list[Receipt]:
        """Return what the fault proxy has really done."""
        return [] if self._proxy is None else self._proxy.receipts

    def port_name(self) -> str:
        """Return the port's name as a person says it; empty while it is closed."""
        return "" if self._line is None else self._line.transport.name

    def _hang_up(self) -> None:
        """Close the port alone. Idempotent."""
        if self._line is not None:
            self._line.close()
            self._retried += self._line.retries
            self._line = None

    def _write(self, frames: bytes) -> None:
        line = self._open_line()
        line.t_ns = self._t_ns
        try:
            line.write(frames)
        except PortLost as error:
            raise self._gone(error) from error

    def _await(self, take: Callable[[], T | None], again: bytes, deadline: Deadline, due: Deadline | None) -> T | None:
        """Wait for what `take` finds; None when it is not there by `due`. Raises BoardLost at `deadline`."""
        try:
            found = self._open_line().wait(take, again, due or deadline)
        except PortLost as error:
            raise self._gone(error) from error
        if found is None and deadline.expired:
            raise self._gone(None)
        return found

    def _awaited(self, take: Callable[[], T | None], again: bytes, deadline: Deadline) -> T:
        found = self._await(take, again, deadline, None)
        assert found is not None
        return found

    def _open_line(self) -> Line:
        if self._line is None:
            raise BoardLost(self.kind, self._last_tick(), "its port is not open")
        return self._line

    def _gone(self, error: PortLost | None) -> BoardLost:
        disconnected = error is not None and self._proxy is not None and self._proxy.lost
        dead = None if disconnected else self._ended()
        ended = error.got if error is not None and disconnected else dead
        cause = ended or ("no answer" if error is None else f"port closed ({error.got})")
        report = loss.report(
            self._open_line(), self._session, self._trend, last_tick=self._last_tick(), error=error,
            ended=ended, counters=self.counters(),
        )  # fmt: skip
        self._hang_up()
        if not (self.may_return and self.OUTLIVES_ITS_PORT) or dead is not None:
            self._parted()
        return BoardLost(self.kind, self._last_tick(), cause, report.plain())

    def _last_tick(self) -> int | None:
        return None if self._answered == NO_TICK else self._answered

    def _retries(self) -> int:
        return self._retried + (0 if self._line is None else self._line.retries)
