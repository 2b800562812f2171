"""A board on an existing serial port: a dev board on a cable, a simulated board served by hand, a port server."""

from __future__ import annotations

from pathlib import Path

from hil.board.asked import REQUEST_S
from hil.board.link import LinkModel
from hil.board.wired import WiredBoard
from hil.transport.base import Transport
from hil.transport.serial import SerialTransport


class PortBoard(WiredBoard):
    """A board of `kind` behind `url`: a path or any pyserial URL."""

    def __init__(
        self,
        kind: str,
        url: str,
        *,
        baud: int = 115200,
        link: LinkModel | None = None,
        lock_folder: Path | None = None,
        hello_s: float = REQUEST_S,
    ) -> None:
        """`baud` [bit/s]; `lock_folder` is where the port's lock file goes; `hello_s` [s] waits for HELLO."""
        super().__init__(kind, link, hello_s)
        self._url = url
        self._baud = baud
        self._lock_folder = lock_folder

    def connect(self) -> Transport:
        """Return an open transport to the board."""
        return SerialTransport(self._url, self._baud, self._lock_folder)
