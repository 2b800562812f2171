"""A transport whose far end is an agent in the same process: same bytes, no operating system."""

from __future__ import annotations

from math import inf

from firmware_py.board.agent import Agent
from hil.clock import Deadline
from hil.errors import PortLost
from hil.transport.base import Transport


class MemoryTransport(Transport):
    """Feeds `agent` at once with what is written. An empty read means that nothing will ever come: PortLost."""

    def __init__(self, agent: Agent) -> None:
        self.name = "inproc:"
        self._agent: Agent | None = agent
        self._feed = agent.feed
        self._answers: list[bytes] = []

    def write(self, data: bytes) -> None:
        """Send `data`; the answer is there when this returns."""
        if self._agent is None:
            raise PortLost("the memory transport", "an open port", "a closed one", "open it again")
        answer = self._feed(data)
        if answer:
            self._answers.append(answer)

    def can_read(self) -> bool:
        """Whether an answer is there: in memory there is nothing to wait for."""
        return bool(self._answers)

    def read(self, deadline: Deadline, longest_s: float = inf) -> bytes:
        """Return all answers so far. Never blocks."""
        answers = self._answers
        if not answers:
            raise PortLost("the agent in this process", "an answer", "none", "this is a fault of the agent: report it")
        self._answers = []
        return answers[0] if len(answers) == 1 else b"".join(answers)

    def close(self) -> None:
        """Part from the agent, which goes to its safe image."""
        if self._agent is not None:
            self._agent.safe()
            self._agent = None
