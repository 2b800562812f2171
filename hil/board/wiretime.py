"""How long frames take on the line, in virtual time: the same numbers for every kind of board, whatever its port is.

A TICK leaves the host at t_k. It is whole at the board after its bits at the baud rate (8N1: ten bits a byte), the
one-way latency and its jitter; the SAMPLE takes the same way back. One that is not at the host before t_k+1 is late.
Commands, greetings, state and clocks travel between ticks and take no virtual time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from struct import calcsize
from typing import Any, NamedTuple

from firmware_py.icd import packets
from firmware_py.wire import segments
from hil.board.base import Sample
from hil.clock import NS_PER_S

BITS = 10  # of a byte on the line: start, eight of data, stop
NS_PER_MS = 1_000_000
#: [bytes] of a packet's frame besides its body, one of COBS and 0x00 in it.
FRAMING = packets.HEADER_BYTES + packets.CRC_BYTES + 2
EVENT_BYTES = calcsize(packets.EVENT_BODY)
MAIL_HEAD_BYTES = 4  # [bytes] of MAIL's body before its fields
Draw = Callable[[int], Sequence[float]]  # tick -> four numbers uniform in (0, 1): hil/board/link.py


def answer_bytes(sample: Sample, mtu: int) -> int:
    """Return the size [bytes] of the frames of `sample`, its mail and events with it, at an MTU of `mtu` [bytes]."""
    bodies = [len(sample.body), *(MAIL_HEAD_BYTES + len(fields) for _, fields in sample.mail)]
    bodies += [EVENT_BYTES] * len(sample.events)
    return sum(size + FRAMING * segments.pieces(size, mtu) for size in bodies)


class WirePlan(NamedTuple):
    """What a line takes; the same both ways. All zero: nothing takes time."""

    baud: int = 0  # [bit/s]; 0: bytes take no time
    latency_ns: int = 0  # one way
    jitter_ns: int = 0  # at most, each way, on top of the latency; uniform
    fifo_bytes: int = 0  # of the board's receive FIFO; 0: never full
    service_ns: int = 0  # the board empties its FIFO at whole multiples of this
    usb_frame_ns: int = 0  # what is handed over within a USB frame travels with the next; 0: no USB

    def models(self) -> frozenset[str]:
        """Return what a simulated board has by this plan, in the words of Board.NOT_MODELLED."""
        told = (("baud", self.baud), ("overrun", self.fifo_bytes), ("usb-frames", self.usb_frame_ns))
        return frozenset(name for name, asked in told if asked)


class Arrived(NamedTuple):
    """What became of the frames of a TICK."""

    frames: bytes  # as the board reads them
    lost: int  # [bytes] that found the FIFO full
    in_tick: bool  # whole at the board before the next TICK is due
    damaged: bool  # the TICK itself, and not just mail before it, is among what was lost


class WireTime:
    """The line of one board. It keeps when the board's transmitter is free and when its last answer arrived."""

    def __init__(self, plan: WirePlan, draw: Draw, period_ns: int) -> None:
        """`draw` gives the jitter: its third number on the way out, its fourth on the way back."""
        self.plan = plan
        self._draw = draw
        self._period_ns = period_ns
        self._start_ns = 0  # of the tick under way
        self._taken_ns = 0  # when the board has read its TICK
        self._free_ns = 0  # when the board's transmitter has sent its last answer
        self._arrived_ns = 0  # when that was at the host: one answer never overtakes another
        self._books = _Books()

    def sent(self, tick: int, t_ns: int, mail: bytes, frames: bytes) -> Arrived:
        """Send `mail` and then TICK `tick`, its `frames`, at `t_ns` [ns]; return what the board reads."""
        plan, size = self.plan, len(mail) + len(frames)
        self._start_ns = t_ns
        first_ns = _next_frame(t_ns, plan.usb_frame_ns) + plan.latency_ns + self._jitter_ns(tick, 2)
        whole_ns = first_ns + self.bytes_ns(size)
        if plan.fifo_bytes:
            whole_ns = -(-whole_ns // plan.service_ns) * plan.service_ns
        self._taken_ns = whole_ns
        in_tick = whole_ns < t_ns + self._period_ns
        if not in_tick:
            return Arrived(b"", 0, False, False)
        gone = self._overrun(first_ns, mail + frames)
        self._books.bytes_lost += len(gone)
        data = bytes(byte for at, byte in enumerate(mail + frames) if at not in gone) if gone else mail + frames
        return Arrived(data, len(gone), True, any(at >= len(mail) for at in gone))

    def answered(self, tick: int, size: int) -> int | None:
        """Take the answer to the TICK last sent, `size` [bytes]; None when it is in time, else the tick it arrives in.

        The board sends it when its transmitter is free of the one before.
        """
        plan = self.plan
        self._free_ns = max(self._taken_ns, self._free_ns) + self.bytes_ns(size)
        at_ns = _next_frame(self._free_ns, plan.usb_frame_ns) + plan.latency_ns + self._jitter_ns(tick, 3)
        self._arrived_ns = at_ns = max(at_ns, self._arrived_ns)
        self._books.add(at_ns - self._start_ns)
        if at_ns < self._start_ns + self._period_ns:
            return None
        return at_ns // self._period_ns

    def bytes_ns(self, size: int) -> int:
        """Return how long `size` [bytes] take at the baud rate [ns], rounded up."""
        return -(-size * BITS * NS_PER_S // self.plan.baud) if self.plan.baud else 0

    def plain(self) -> dict[str, Any]:
        """Return for the manifest how much of a tick the exchanges took; what was late is counted by outcome."""
        return self._books.plain(self._period_ns)

    def state(self) -> list[Any]:
        """Return plain data that `restore` takes back: when the line is free, and the books."""
        return [self._free_ns, self._arrived_ns, self._books.state()]

    def restore(self, state: list[Any]) -> None:
        """Take back what `state` gave."""
        self._free_ns, self._arrived_ns, books = state
        self._books = _Books(*books)

    def _jitter_ns(self, tick: int, place: int) -> int:
        return int(self._draw(tick)[place] * self.plan.jitter_ns) if self.plan.jitter_ns else 0

    def _overrun(self, first_ns: int, data: bytes) -> frozenset[int]:
        """Return which bytes of `data` find the FIFO full; the first one begins to arrive at `first_ns` [ns].

        Every 0x00 is spared, as by the link model: one damaged frame must not become two.
        """
        plan = self.plan
        if not plan.fifo_bytes or self.bytes_ns(plan.fifo_bytes) >= plan.service_ns:
            return frozenset()
        gone, held, window = set(), 0, -1
        for at, byte in enumerate(data):
            serviced = -(-(first_ns + self.bytes_ns(at + 1)) // plan.service_ns)
            held, window = (held if serviced == window else 0) + 1, serviced
            if held > plan.fifo_bytes and byte:
                gone.add(at)
        return frozenset(gone)


class _Books:
    """What the exchanges of one line took, and what its FIFO lost."""

    def __init__(
        self, count: int = 0, least_ns: int = 0, total_ns: int = 0, most_ns: int = 0, bytes_lost: int = 0
    ) -> None:
        self.count, self.least_ns, self.total_ns, self.most_ns = count, least_ns, total_ns, most_ns
        self.bytes_lost = bytes_lost

    def add(self, took_ns: int) -> None:
        """Take an exchange, from t_k to the answer at the host [ns]."""
        self.least_ns = min(self.least_ns, took_ns) if self.count else took_ns
        self.most_ns = max(self.most_ns, took_ns)
        self.total_ns += took_ns
        self.count += 1

    def state(self) -> list[int]:
        """Return what the constructor takes."""
        return [self.count, self.least_ns, self.total_ns, self.most_ns, self.bytes_lost]

    def plain(self, period_ns: int) -> dict[str, Any]:
        """Return it in ms, and the longest as a share of a tick; no times when nothing was exchanged."""
        told: dict[str, Any] = {"exchanges": self.count, "bytes_lost": self.bytes_lost}
        if self.count:
            told |= {
                "least_ms": self.least_ns / NS_PER_MS,
                "mean_ms": self.total_ns / self.count / NS_PER_MS,
                "most_ms": self.most_ns / NS_PER_MS,
                "most_of_a_tick": self.most_ns / period_ns,
            }
        return told


def _next_frame(t_ns: int, usb_frame_ns: int) -> int:
    """Return when what is handed over at `t_ns` [ns] travels: with the USB frame that begins after it."""
    return (t_ns // usb_frame_ns + 1) * usb_frame_ns if usb_frame_ns else t_ns
