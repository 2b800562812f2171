"""A board behind a port that answers requests: COMMAND, STATE and CLOCK, each asked again until it is answered."""

from __future__ import annotations

from hil.board.line import RETRY_S
from hil.board.pinger import Pinger
from hil.board.ported import PortedBoard
from hil.board.session import Answer
from hil.clock import Deadline
from hil.errors import PortLost

REQUEST_S = 5.0  # [s] for what is no TICK


class AskedBoard(PortedBoard):
    """Sends requests over the line of a port and waits for their answers."""

    def __init__(self, kind: str) -> None:
        """Nothing is opened."""
        super().__init__(kind)
        self._pinger: Pinger | None = None  # of a board that has a clock

    def request(self, apid: int, service: int, body: bytes) -> Answer:
        """Send a request of COMMAND or STATE and return its answer."""
        return self._request(apid, service, body)[0]

    def clock(self) -> dict[str, float] | None:
        """Return what is known of the board's clock against the host's, None when it has none."""
        return None if self._pinger is None else self._pinger.plain()

    def _request(self, apid: int, service: int, body: bytes) -> tuple[Answer, bytes]:
        """Return the answer and the frame that asked for it."""
        link, frame = self._session.request(apid, service, body)
        self._write(frame)
        return self._awaited(lambda: self._session.take_answer(apid, link), frame, Deadline(REQUEST_S)), frame

    def _ask_clock(self, pinger: Pinger, due: Deadline | None = None) -> None:
        patience_s = RETRY_S if due is None else min(RETRY_S, due.left_s())
        try:
            pinger.ask(self._open_line(), Deadline(patience_s))
        except PortLost as error:
            raise self._gone(error) from error
