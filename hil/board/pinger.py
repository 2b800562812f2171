"""Asks a board for its clock: sixteen times when a session begins, then once a second between two ticks."""

from __future__ import annotations

import struct

from firmware_py.icd import packets
from hil.board.clocksync import ClockSync, Exchange
from hil.board.line import Line
from hil.board.session import Answer, Session
from hil.clock import NS_PER_S, Deadline, monotonic_ns

FIRST_ASKED = 16
_TELL = struct.Struct(packets.CLOCK_TELL_BODY)


class Pinger:
    """Keeps what is known of one board's clock."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._sync = ClockSync()
        self._asked_ns = 0

    @property
    def due(self) -> bool:
        """Whether it is time to ask again."""
        return monotonic_ns() - self._asked_ns > NS_PER_S

    def ask(self, line: Line, deadline: Deadline) -> None:
        """Ask once. An answer that does not come is no news: whoever needs the board will notice. Raises PortLost."""
        session = self._session
        self._asked_ns = monotonic_ns()
        link, frame = session.clock_request(self._asked_ns)

        def take() -> Answer | None:
            return session.take_answer(packets.CLOCK, link)

        line.write(frame)
        answer = line.wait(take, b"", deadline)
        if answer is not None and len(answer.body) == _TELL.size:
            t1_ns, t2_ns, t3_ns = _TELL.unpack(answer.body)
            self._sync.add(Exchange(t1_ns, t2_ns, t3_ns, line.heard_at_ns))

    def plain(self) -> dict[str, float] | None:
        """Return what is known, for the manifest; None before the first answer."""
        estimate = self._sync.estimate()
        return None if estimate is None else estimate.plain()
