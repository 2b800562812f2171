"""The contract of a transport."""

from __future__ import annotations

from abc import ABC, abstractmethod
from math import inf

from hil.clock import Deadline


class Transport(ABC):
    """Carries bytes to one board and back, in order. It knows no frames. Not for use from several threads.

    An open transport is ready: the constructor opens, raising PortMissing or PortBusy when it cannot. After PortLost
    only `close` may be called.
    """

    name: str  # what a person calls the port: a path, a URL

    @abstractmethod
    def write(self, data: bytes) -> None:
        """Send all of `data`. May block for as long as the far end does not take it, 2 s at most.

        Raises PortLost when the port is gone.
        """

    @abstractmethod
    def read(self, deadline: Deadline, longest_s: float = inf) -> bytes:
        """Return what has come; block until there is at least one byte, then for nothing more.

        Returns b"" when `deadline` or `longest_s` [s] has passed before that. Raises PortLost when the port is gone, or
        when nothing can come any more.
        """

    def can_read(self) -> bool:
        """Whether `read` may wait for something: False where nothing can come until something is written."""
        return True

    def descriptor(self) -> int | None:
        """Return what `select` can watch for bytes to come, None where there is nothing to watch."""
        return None

    @abstractmethod
    def close(self) -> None:
        """Close the port. Idempotent, never raises PortLost."""
