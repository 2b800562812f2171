"""A transport over recorded frames: each frame the host sends is answered with what the board answered then.

It is strict. What is sent must be what was sent then, in that order: a frame that differs is an error, never answered
with the answer to another one. Four things are no difference:

- a frame sent again: how often that happened depended on the host's clock. It gets the stored answer.
- CLOCK, asked as often as the host's clock says: the n-th is answered as the n-th then, the last one over and over.
- requests that change nothing on a board and were made then but not now: STATE get, COMMAND NOOP, COUNTERS, MEMORY.
- a frame that is no frame (a fault proxy damaged it): it is dropped, as a board drops it.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator
from math import inf
from typing import TypeVar

from firmware_py.icd import packets
from firmware_py.wire import packet
from firmware_py.wire.framer import Framer
from hil.clock import Deadline
from hil.errors import HilError, PortLost
from hil.transport.base import Transport
from hil.transport.capture import Passed

T = TypeVar("T")

RECENT = 64  # [frames] that may come again: a repeat follows its first time before anything else is asked
CLOCK_ASKED = (packets.TO_BOARD | packets.CLOCK).to_bytes(2, "big")
CLOCK_TOLD = (packets.FROM_BOARD | packets.CLOCK).to_bytes(2, "big")
HARMLESS = (packets.NOOP, packets.COUNTERS, packets.MEMORY)  # COMMAND codes that change nothing

#: Makes the error of a frame that is not the recorded one: (the frame recorded there, None after the last; the frame
#: sent; bytes of its body that went before it in segments).
Departed = Callable[[bytes | None, bytes, int], HilError]


class Exchange:
    """A frame to the board and all that came from there until the next other one."""

    __slots__ = ("answers", "request")

    def __init__(self, request: bytes) -> None:
        self.request = request
        self.answers = b""


class Recording:
    """The exchanges of one board, read as they are needed. CLOCK stands apart."""

    def __init__(self, frames: Iterable[Passed]) -> None:
        self.clocks: deque[bytes] = deque()  # bodies of CLOCK answers not used yet
        self._coming = self._exchanges(frames)
        self._ahead: deque[Exchange] = deque()

    def peek(self, place: int) -> Exchange | None:
        """Return the exchange `place` after the next one, None beyond the end."""
        while len(self._ahead) <= place:
            found = next(self._coming, None)
            if found is None:
                return None
            self._ahead.append(found)
        return self._ahead[place]

    def take(self, skipped: int = 0) -> Exchange:
        """Go past the next exchange, after leaving out `skipped`, and return it. There must be one."""
        for _ in range(skipped):
            self._ahead.popleft()
        return self._ahead.popleft()

    def _exchanges(self, frames: Iterable[Passed]) -> Iterator[Exchange]:
        current: Exchange | None = None
        before = b""  # what a board said of itself before it was asked anything
        recent: OrderedDict[bytes, None] = OrderedDict()
        for outbound, frame in frames:
            if len(frame) < 2 or (outbound and frame[1:3] == CLOCK_ASKED):
                continue
            if not outbound:
                if frame[1:3] == CLOCK_TOLD and (told := opened(frame)) is not None:
                    self.clocks.append(told[packets.HEADER_BYTES :])
                elif current is None:
                    before += frame
                else:
                    current.answers += frame
            elif frame not in recent:
                if current is not None:
                    yield current
                current = Exchange(frame)
                current.answers, before = before, b""
                _remember(recent, frame, None)
        if current is not None:
            yield current


class ReplayTransport(Transport):
    """Answers from `recording`; `departed` makes the error that `write` raises for what was not sent then."""

    def __init__(self, name: str, recording: Recording, departed: Departed) -> None:
        self.name = name
        self.skipped = 0  # requests made then and not now
        self.dropped = 0  # frames that were none
        self._recording = recording
        self._departed = departed
        self._recent: OrderedDict[bytes, Exchange] = OrderedDict()
        self._due: list[bytes] = []
        self._cut = b""
        self._body_at = 0  # [bytes] of a segmented body matched so far
        self._open = True

    def write(self, data: bytes) -> None:
        """Compare whole frames with those recorded; their answers are there when this returns."""
        if not self._open:
            raise PortLost(f"recording {self.name}", "an open port", "a closed one", "open it again")
        *frames, self._cut = (self._cut + data).split(b"\0")
        for frame in frames:
            if frame:
                self._take(frame + b"\0")

    def can_read(self) -> bool:
        """Whether an answer is there: there is nothing to wait for."""
        return bool(self._due)

    def read(self, deadline: Deadline, longest_s: float = inf) -> bytes:
        """Return all answers so far. Never blocks. PortLost where the board fell silent for good."""
        if not self._due:
            got = "none: the board fell silent here in the recorded run"
            raise PortLost(f"recording {self.name}", "an answer", got, "replay a run that reached its end")
        data = b"".join(self._due)
        self._due = []
        return data

    def close(self) -> None:
        """Close. Idempotent."""
        self._open = False

    def _take(self, frame: bytes) -> None:
        due = self._recording.peek(0)
        if due is not None and due.request == frame:
            self._advance(0)
        elif (again := self._recent.get(frame)) is not None:
            self._tell(again.answers)
        elif (asked := opened(frame)) is None:
            self.dropped += 1
        elif frame[1:3] == CLOCK_ASKED and self._recording.clocks:
            self._tell(self._clock(asked))
        else:
            self._advance(self._harmless_before(frame))

    def _advance(self, skipped: int) -> None:
        exchange = self._recording.take(skipped)
        self.skipped += skipped
        _remember(self._recent, exchange.request, exchange)
        self._body_at = _body_after(exchange.request, self._body_at)
        self._tell(exchange.answers)

    def _harmless_before(self, frame: bytes) -> int:
        """Return how many requests that change nothing stand before `frame`. Raises the error when it is not next."""
        skipped = 0
        while (due := self._recording.peek(skipped)) is not None and due.request != frame:
            if not _changes_nothing(due.request):
                break
            skipped += 1
        if due is None or due.request != frame:
            first = self._recording.peek(0) if due is None else due
            raise self._departed(None if first is None else first.request, frame, self._body_at)
        return skipped

    def _clock(self, asked: bytes) -> bytes:
        """Return the next recorded clock as the answer to `asked`: t1 is as asked, t2 and t3 are as they were."""
        clocks = self._recording.clocks
        told = clocks.popleft() if len(clocks) > 1 else clocks[0]
        link = packet.header(asked)[packet.LINK]
        body = asked[packets.HEADER_BYTES :][:8] + told[8:]
        return packet.seal(packet.build(packets.FROM_BOARD | packets.CLOCK, 0, packets.CLOCK_TELL, link, 0, body))

    def _tell(self, answers: bytes) -> None:
        if answers:
            self._due.append(answers)


def opened(frame: bytes) -> bytes | None:
    """Return the packet in a frame, without its CRC; None when it is not whole."""
    found = Framer().feed(frame)
    return found[0] if len(found) == 1 and len(found[0]) >= packets.HEADER_BYTES else None


def _remember(recent: OrderedDict[bytes, T], frame: bytes, what: T) -> None:
    recent[frame] = what
    if len(recent) > RECENT:
        recent.popitem(last=False)


def _changes_nothing(frame: bytes) -> bool:
    asked = opened(frame)
    if asked is None:
        return False
    apid, service = packet.apid(asked), packet.header(asked)[packet.SERVICE]
    if apid == packets.COMMAND:
        return len(asked) > packets.HEADER_BYTES and asked[packets.HEADER_BYTES] in HARMLESS
    return apid == packets.STATE and service == packets.STATE_GET


def _body_after(frame: bytes, before: int) -> int:
    """Return how much of a segmented body has gone with `frame`, the next after `before` bytes; 0 when it is whole."""
    if len(frame) > 4 and frame[0] > 3 and frame[3] >= 0xC0:  # unsegmented; COBS leaves these bytes as they are
        return 0
    one = opened(frame)
    if one is None:
        return before
    flags = packet.header(one)[packet.CONTROL] & packets.UNSEGMENTED
    size = len(one) - packets.HEADER_BYTES
    return {packets.FIRST: size, packets.MIDDLE: before + size}.get(flags, 0)
