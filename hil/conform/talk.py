"""Raw talk with a board: any frame out, every packet back, and the log that becomes evidence."""

from __future__ import annotations

from collections.abc import Callable
from math import inf

from firmware_py.icd import packets
from firmware_py.wire import segments
from hil.clock import Deadline
from hil.conform.heard import Ear, Packet
from hil.transport.base import Transport

ROOM_S = 0.25  # [s] without a word after which a board with CREDIT has lost what was sent (docs/wire.md)
BABBLE = 1 << 20  # [bytes] after which a board that goes on and on is not listened to any more

#: Which APID answers a request.
ANSWER = {packets.TICK: packets.SAMPLE}


class Talk:
    """A conversation over `transport`; `patience_s` [s] is how long silence lasts before nothing more is expected."""

    def __init__(self, transport: Transport, patience_s: float) -> None:
        self.ear = Ear()
        self.log: list[tuple[str, bytes]] = []  # ("to" | "from", block) since the check began
        self.credit = False  # the board says what it has room for
        self._transport = transport
        self._patience_s = patience_s
        self._counts = [0] * 32
        self._links = [0] * 32
        self._greetings: list[int] = []  # link sequences of HELLOs asked for, until one is answered
        self._inbox: list[Packet] = []

    def link(self, apid: int) -> int:
        """Return the next link sequence of `apid`."""
        slot = apid - packets.HELLO
        self._links[slot] = link = (self._links[slot] + 1) & 0xFF
        return link

    def frames(
        self, apid: int, service: int, body: bytes, link: int | None = None, t_ns: int = 0, skip: int = 0
    ) -> bytes:
        """Return the frames of a packet to the board; `skip` leaves out sequence counts before it."""
        slot = apid - packets.HELLO
        link = self.link(apid) if link is None else link
        self.ear.asked.add((ANSWER.get(apid, apid), link))
        mtu = self.ear.mtu
        first = self._counts[slot] + 1 + skip
        self._counts[slot] = first + segments.pieces(len(body), mtu) - 1
        return segments.frames(packets.TO_BOARD | apid, first, service, link, t_ns, body, mtu)

    def greet(self) -> int:
        """Ask for HELLO and return the link sequence. Answers to all that was asked before it are answers to nobody.

        But for HELLOs that nobody waited for any longer: a board that was slow to start answers those too.
        """
        link = self.link(packets.HELLO)
        self.ear.asked = {(packets.HELLO, earlier) for earlier in self._greetings}
        self._greetings.append(link)
        self.write(b"\0" + self.frames(packets.HELLO, packets.HELLO_ASK, b"", link))
        return link

    def greeted(self) -> None:
        """Take note that the HELLO last asked for has come: what was asked before it has been answered, or never is."""
        self._greetings.clear()

    def write(self, data: bytes) -> None:
        """Send `data`; frame by frame to a board that says what it has room for. Raises PortLost."""
        pieces = [piece + b"\0" for piece in data.split(b"\0")]
        pieces[-1] = pieces[-1][:-1]  # what follows the last 0x00 has none
        for piece in pieces if self.credit else [data]:
            if piece:
                self.log += [("to", frame) for frame in piece.split(b"\0") if frame]
                self._transport.write(piece)
                if self.credit and len(piece) > 1:
                    self._await_room()

    def hear(self, last: Callable[[Packet], bool], seconds: float = inf) -> list[Packet]:
        """Return the packets that come, up to and with the one that `last` knows, or up to silence. Raises PortLost.

        Silence is `seconds` [s] without a byte, the patience at most.
        """
        heard = 0
        while heard < BABBLE:
            for place, packet in enumerate(self._inbox):
                if last(packet):
                    found, self._inbox = self._inbox[: place + 1], self._inbox[place + 1 :]
                    return found
            got = self._read(min(seconds, self._patience_s))
            if not got:
                break
            heard += got
        found, self._inbox = self._inbox, []
        return found

    def mute(self) -> bool:
        """Whether nothing can come until something is sent: in memory there is nothing to wait for."""
        return not self._transport.can_read()

    def close(self) -> None:
        """Close the transport. Idempotent."""
        self._transport.close()

    def _await_room(self) -> None:
        """Wait until the board has said something: a CREDIT, or an answer, which frees everything."""
        before = len(self._inbox) + len(self.ear.credits)
        while len(self._inbox) + len(self.ear.credits) == before and self._read(min(ROOM_S, self._patience_s)):
            pass

    def _read(self, seconds: float) -> int:
        if not self._transport.can_read():
            return 0
        data = self._transport.read(Deadline(seconds))
        self._inbox += self.ear.feed(data)
        self.log += [("from", block) for block in self.ear.blocks]
        self.ear.blocks.clear()
        return len(data)
