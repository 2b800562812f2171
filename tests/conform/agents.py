"""Any agent, or what behaves like one, behind the transport of an in-process board."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from firmware_py.board.agent import Agent
from hil.board.wired import WiredBoard
from hil.conform.place import Place
from hil.transport.base import Transport
from hil.transport.memory import MemoryTransport

SERIAL = b"test"
PATIENCE_S = 1.0  # in memory nobody ever waits


class AgentBoard(WiredBoard):
    """Any agent, behind the transport of an in-process board."""

    def __init__(self, agent: Callable[[], Agent]) -> None:
        super().__init__("eps")
        self._agent = agent

    def connect(self) -> Transport:
        """Return an open transport to a fresh agent."""
        return MemoryTransport(self._agent())


def agent_place(make: Callable[..., Agent], kind: str = "eps", **options: Any) -> Place:
    """Return the place of a board that is made of `make`'s agent."""
    return Place(f"test:{kind}", lambda: AgentBoard(lambda: make(kind, serial=SERIAL, **options)), PATIENCE_S)
