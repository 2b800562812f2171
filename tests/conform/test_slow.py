"""A board that is slow to start is asked for HELLO again, and answers both times: that is no fault of it."""

from __future__ import annotations

from math import inf

from firmware_py.board.agent import Agent
from firmware_py.icd import packets
from firmware_py.wire import segments
from hil.clock import Deadline
from hil.conform import heard
from hil.conform.place import Place
from hil.conform.subject import Subject
from hil.transport.base import Transport
from hil.transport.memory import MemoryTransport
from tests.conform.agents import PATIENCE_S, AgentBoard

LATE = 2  # reads without a byte before the board is there: so many HELLOs are asked for in vain


class SlowTransport(MemoryTransport):
    """Has nothing to read at first; what was sent meanwhile is answered all at once, as out of a port's buffer."""

    def __init__(self, agent: Agent) -> None:
        super().__init__(agent)
        self._reads = 0

    def read(self, deadline: Deadline, longest_s: float = inf) -> bytes:
        """Return nothing, the first times."""
        self._reads += 1
        return b"" if self._reads <= LATE else super().read(deadline, longest_s)


class SlowBoard(AgentBoard):
    """An agent behind it."""

    def connect(self) -> Transport:
        """Return an open transport to a fresh agent."""
        return SlowTransport(self._agent())


def links(subject: Subject) -> list[str]:
    """Return the link sequences that nobody had asked with, as the kit has noted them."""
    return [flaw.got for flaw in subject.talk.ear.flaws if flaw.rule == heard.LINK]


def opened() -> Subject:
    """Return a board that answered three HELLOs at once."""
    subject = Subject(Place("test:eps", lambda: SlowBoard(lambda: Agent("eps")), PATIENCE_S))
    subject.open()
    return subject


def test_answers_to_every_hello_that_was_asked_for_are_no_flaw() -> None:
    subject = opened()
    assert subject.hello_packet.link == 1 + LATE
    assert links(subject) == []
    subject.close()


def test_one_that_comes_again_in_the_next_session_is() -> None:
    subject = opened()
    subject.begin()
    again = subject.hello_packet
    ident = packets.FROM_BOARD | packets.HELLO
    subject.talk.ear.feed(segments.frames(ident, again.sequence + 1, packets.HELLO_TELL, 1, 0, again.body, packets.MTU))
    assert links(subject) == ["1"]
    subject.close()
