"""A board on an existing serial port: a dev board on a cable, a simulated board served by hand, a port server."""

from __future__ import annotations

from pathlib import Path

from hil.board import stale
from hil.board.asked import REQUEST_S
from hil.board.link import LinkModel
from hil.board.stale import Way
from hil.board.wired import WiredBoard
from hil.errors import PortMissing
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
        self._way: Way | None = None  # to the port last opened

    def connect(self) -> Transport:
        """Return an open transport to the board."""
        way = stale.way(self._url)
        if way is not None and (stale.left_behind(self._url) or (self._way is not None and self._way.stale(way))):
            got = "a name left by a board that is gone; its terminal may be another program's"
            raise PortMissing(
                f"port {self._url}", "a board behind it", got, "serve the board again, or remove the name"
            )
        transport = SerialTransport(self._url, self._baud, self._lock_folder)
        self._way = way
        return transport
