"""The line to one board: frames out, packets in, over a transport; with its tap, its credit and its repeats."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TypeVar

from hil.board.credit import CreditGate
from hil.board.session import Session
from hil.board.tap import Sink, Tap, TappedTransport
from hil.clock import Deadline, monotonic_ns
from hil.transport.base import Transport

RETRY_S = 0.25  # [s] without an answer before a request is sent again; far above any healthy answer

T = TypeVar("T")


class Line:
    """Carries the frames of `session` over a transport and brings it what comes back."""

    def __init__(self, session: Session, transport: Transport) -> None:
        self.transport = transport
        self.device = os.path.realpath(transport.name) if transport.name.startswith("/") else ""  # when it was opened
        self.retries = 0
        self.t_ns = 0  # [ns] simulated, of the tick under way: for the tap
        self.heard_at_ns = monotonic_ns()  # [ns] of the host's clock, last read; before the first one: when opened
        self.in_flight = 0  # [bytes] sent since anything was heard
        self._session = session
        self._heard = session.heard
        self._gate: CreditGate | None = None
        self._tap: Tap | None = None

    def limit(self, mtu: int) -> None:
        """Send no more than the board says it has room for; at first one packet of `mtu` [bytes]."""
        self._gate = CreditGate(mtu)

    def tap(self, sink: Sink) -> None:
        """Show every frame from here on to `sink`, as it passes."""
        self._tap = Tap(sink)

    def tapped(self) -> Transport:
        """Return the transport for who speaks past this line, in the sight of its tap."""
        return self.transport if self._tap is None else TappedTransport(self.transport, self._tap)

    def write(self, frames: bytes) -> None:
        """Send `frames`, or as many as the board has room for; the others follow in `wait`. Raises PortLost."""
        self._send(frames if self._gate is None else self._gate.push(frames))

    def give_up(self) -> None:
        """Forget what waits for room and what has not been taken: no answer to it is awaited any more."""
        if self._gate is not None:
            self._gate.restart()

    def wait(self, take: Callable[[], T | None], again: bytes, deadline: Deadline) -> T | None:
        """Read until `take` finds something, None when it does not by `deadline`. Raises PortLost.

        `again`, when there is any, is sent again whenever nothing comes for RETRY_S.
        """
        transport, session = self.transport, self._session
        while (found := take()) is None:
            data = transport.read(deadline, RETRY_S)
            if data:
                self._receive(session, data)
            elif deadline.expired:
                return None
            elif again:
                self.retries += 1
                self.give_up()
                self.write(again)
        return found

    def hear(self) -> None:
        """Take in what has come, without waiting. Raises PortLost."""
        data = self.transport.read(Deadline(0.0))
        if data:
            self._receive(self._session, data)

    def close(self) -> None:
        """Close the transport. Idempotent."""
        self.transport.close()

    def _receive(self, session: Session, data: bytes) -> None:
        self.heard_at_ns = monotonic_ns()
        self.in_flight = 0
        if self._tap is not None:
            self._tap.received(self.t_ns, data)
        session.receive(data)
        if self._gate is not None:
            self._send(self._room(self._gate))

    def _room(self, gate: CreditGate) -> bytes:
        """Return what may be sent now that the board has said more."""
        session, due = self._session, b""
        while session.credits:
            due += gate.granted(*session.credits.popleft())
        if session.heard != self._heard:
            self._heard = session.heard
            due += gate.answered()
        return due

    def _send(self, frames: bytes) -> None:
        if not frames:
            return
        if self._tap is not None:
            self._tap.sent(self.t_ns, frames)
        self.in_flight += len(frames)
        self.transport.write(frames)
