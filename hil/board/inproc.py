"""The in-process board: the agent of a board process, same bytes, through memory."""

from __future__ import annotations

from collections.abc import Sequence

from firmware_py import flight
from firmware_py.board.agent import Agent
from firmware_py.icd import packets
from hil.board.firmware import firmware_hash
from hil.board.link import LinkModel
from hil.board.wired import WiredBoard
from hil.transport.base import Transport
from hil.transport.memory import MemoryTransport


class InprocBoard(WiredBoard):
    """A board of `kind` in this process. Lockstep only."""

    NOT_MODELLED = (
        "baud", "parity", "usb-frames", "bit-timing", "board-clock", "operating-system", "overrun", "replug",
    )  # fmt: skip

    def __init__(
        self,
        kind: str,
        *,
        link: LinkModel | None = None,
        parameters: Sequence[tuple[int, float]] | None = None,
        reset_ticks: int = packets.RESET_TICKS,
        mtu: int = packets.MTU,
        window: int | None = None,
    ) -> None:
        """`mtu` [bytes] is its longest packet, `window` [bytes] what its receive buffer holds when it tells that.

        Place flight software on the board when `parameters` (id, value) are given, be they none: ().
        """
        super().__init__(kind, link)
        self._parameters = parameters
        self._declared_reset_ticks = reset_ticks
        self._mtu, self._window = mtu, window

    def connect(self) -> Transport:
        """Return an open transport to the board."""
        executive = None if self._parameters is None else flight.build(self.kind, list(self._parameters))
        serial = f"inproc-{self.kind}".encode()
        agent = Agent(
            self.kind,
            executive=executive,
            serial=serial,
            firmware_hash=firmware_hash(),
            reset_ticks=self._declared_reset_ticks,
            mtu=self._mtu,
            window=self._window,
        )
        return MemoryTransport(agent)
