"""The lockstep line to a simulated board: what is written is a message, and each is answered by one, be it empty.

So both ends know when nothing is on its way. The simulator stands still until a message comes; the host knows silence
without waiting for it, and never asks again because a simulator is slow. Nothing depends on how bytes are cut.
"""

from __future__ import annotations

import select
import socket
from contextlib import suppress
from math import inf

from hil.clock import Deadline
from hil.errors import PortLost
from hil.transport.base import Transport

LONGEST = 4096  # [bytes] of a message to the board
WORK_S = 60.0  # [s] a simulator may work at one message
CYCLES_BYTES = 8  # ahead of an answer: the board's clock cycles so far, big-endian
_ROOM = 1 << 18  # [bytes] no answer is longer


def pair() -> tuple[socket.socket, socket.socket]:
    """Return both ends of a line: the host's and the simulator's."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


class LockstepTransport(Transport):
    """The host's end. `cycles` is how many clock cycles the board has had, all told."""

    def __init__(self, end: socket.socket, name: str) -> None:
        """Take over `end`; the simulator sends one answer unasked, when it is ready."""
        self.name = name
        self.cycles = 0
        end.settimeout(WORK_S)
        self._end = end
        self._owed = 1  # answers
        self._heard = b""

    def ready(self, deadline: Deadline) -> bool:
        """Wait for the simulator to be ready; False when it is not by `deadline`. Raises PortLost when it ended."""
        return self._work(deadline)

    def write(self, data: bytes) -> None:
        """Send `data`; the board answers it when it has done with all that was sent before."""
        try:
            for at in range(0, len(data), LONGEST):
                if at:  # a board that answers much must not stand before a full line while we stand before another
                    self._take_all()
                self._end.send(data[at : at + LONGEST])
                self._owed += 1
        except OSError as error:
            raise self._lost(error) from error

    def read(self, deadline: Deadline, longest_s: float = inf) -> bytes:
        """Return what has come; b"" at `deadline`, or when the board is silent until something is written.

        `longest_s` is for lines where bytes can be lost unseen; here it is never waited for.
        """
        while self._owed and not self._heard:
            if not self._work(deadline):
                return b""
        heard, self._heard = self._heard, b""
        return heard

    def can_read(self) -> bool:
        """Whether bytes have come or still may, once the simulator has done its work."""
        while self._owed and not self._heard:
            if not self._work(Deadline(WORK_S)):
                return True
        return bool(self._heard)

    def descriptor(self) -> int:
        """Return the descriptor on which answers come."""
        return self._end.fileno()

    def close(self) -> None:
        """Close the line: the simulator ends."""
        self._end.close()

    def _take_all(self) -> None:
        """Take the answers that are there already."""
        while self._owed and self._work(Deadline(0.0)):
            pass

    def _work(self, deadline: Deadline) -> bool:
        """Take the next answer; False when it has not come by `deadline`."""
        try:
            if not select.select([self._end], [], [], deadline.left_s())[0]:
                return False
            answer = self._end.recv(_ROOM)
        except (OSError, ValueError) as error:  # ValueError: closed
            raise self._lost(error) from error
        if not answer:
            raise self._lost(None)
        self._owed -= 1
        self.cycles = int.from_bytes(answer[:CYCLES_BYTES], "big")
        self._heard += answer[CYCLES_BYTES:]
        return True

    def _lost(self, error: Exception | None) -> PortLost:
        lost = PortLost(f"the line to {self.name}", "an open one", str(error or "the simulator ended"), "run it again")
        lost.errno = getattr(error, "errno", None)
        return lost


class LockstepPort:
    """The simulator's end, on descriptor `descriptor`."""

    def __init__(self, descriptor: int) -> None:
        self._end = socket.socket(fileno=descriptor)

    def read(self) -> bytes:
        """Block until a message comes; b"" once the host has closed."""
        try:
            return self._end.recv(LONGEST)
        except ConnectionResetError:
            return b""

    def write(self, data: bytes, cycles: int) -> None:
        """Answer the message last read with `data`; the host being gone shows at the next read."""
        with suppress(BrokenPipeError, ConnectionResetError):
            self._end.send(cycles.to_bytes(CYCLES_BYTES, "big") + data)

    def close(self) -> None:
        """Close the line."""
        self._end.close()
