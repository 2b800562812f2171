"""A clock that moves only when somebody waits, and a board in this process that answers as late as it is told to."""

from __future__ import annotations

from collections import deque
from math import inf

from firmware_py.board.agent import Agent
from hil.board.inproc import InprocBoard
from hil.clock import Deadline
from hil.transport.base import Transport

MS = 1_000_000  # [ns]


class VirtualClock:
    """Time [ns] that passes in waiting alone."""

    def __init__(self) -> None:
        self.t_ns = 5_000 * MS

    def now_ns(self) -> int:
        return self.t_ns

    def sleep_until(self, due_ns: int) -> None:
        self.t_ns = max(self.t_ns, due_ns)


class SlowTransport(Transport):
    """Brings what `agent` answers `delay_ns` after it was asked, by the virtual clock."""

    name = "slow:"

    def __init__(self, clock: VirtualClock, agent: Agent) -> None:
        self.delay_ns = 0
        self._clock, self._agent = clock, agent
        self._coming: deque[tuple[int, bytes]] = deque()

    def write(self, data: bytes) -> None:
        answer = self._agent.feed(data)
        if answer:
            self._coming.append((self._clock.t_ns + self.delay_ns, answer))

    def read(self, deadline: Deadline, longest_s: float = inf) -> bytes:
        left_ns = round(min(longest_s, deadline.left_s()) * 1e9)
        if not self._coming or self._coming[0][0] > self._clock.t_ns + left_ns:
            self._clock.t_ns += left_ns
            return b""
        due_ns, answer = self._coming.popleft()
        self._clock.sleep_until(due_ns)
        return answer

    def close(self) -> None:
        self._coming.clear()


class SlowBoard(InprocBoard):
    """A board of `kind` behind a SlowTransport."""

    def __init__(self, kind: str, clock: VirtualClock) -> None:
        super().__init__(kind)
        self.agent = Agent(kind)
        self.port = SlowTransport(clock, self.agent)

    def connect(self) -> Transport:
        return self.port
