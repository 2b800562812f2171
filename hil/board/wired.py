"""A board at the other end of a transport: everything that boards of all kinds have in common."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from firmware_py.icd import boards, packets
from firmware_py.wire import image
from hil.board import base, greeting
from hil.board.base import Board, Hello, Mail, Sample
from hil.board.link import LinkModel
from hil.board.session import Answer, Session
from hil.board.statewire import fetch_state, put_state
from hil.board.tap import Sink, Tap
from hil.clock import Deadline
from hil.errors import BadAnswer, BoardLost, PortLost
from hil.transport.base import Transport

REQUEST_S = 5.0  # [s] for what is no TICK
RETRY_S = 0.25  # [s] without an answer before a request is sent again; far above any healthy answer
NO_TICK = -1

#: What waiting for a SAMPLE finds when the board restarted by itself instead of answering.
RESTARTED = Sample((0, 0, 0, 0, 0, 0, 0), b"", b"", b"")

T = TypeVar("T")


class WiredBoard(Board):
    """Speaks the protocol over the transport that a subclass connects.

    A subclass says how to connect, why a board is gone, and what is left to put away after the transport is closed.
    """

    def __init__(self, kind: str, link: LinkModel | None = None, hello_s: float = REQUEST_S) -> None:
        """`link` decides which frames are lost; `hello_s` [s] is how long `open` waits for HELLO."""
        self.kind = kind
        self.outcome = base.DELIVERED
        self._link = link
        self._hello_s = hello_s
        self._session = Session(kind)
        self._transport: Transport | None = None
        self._safe = image.SAFE[boards.kind_index(kind)]
        self._reset_ticks = 0
        self._tick = NO_TICK  # last posted
        self._t_ns = 0  # of the tick last posted
        self._frames = b""  # what was sent for it
        self._tap: Tap | None = None
        self._answered = NO_TICK  # last tick with a SAMPLE
        self._silent_until = NO_TICK
        self._held: bytes | None = None  # actuators in force that no delivered SAMPLE has told
        self._outcomes = [0] * 5
        self._restarts = 0  # of the board, as far as dealt with
        self._retries = 0

    @abstractmethod
    def connect(self) -> Transport:
        """Return an open transport, no session begun. Raises PortMissing or PortBusy; nothing is left behind then."""

    def _cause(self, error: PortLost | None) -> str:
        """Return why the board is gone: the port's error, or None when there was just no answer."""
        return "no answer" if error is None else f"port closed ({error.got})"

    def _parted(self) -> None:
        """Put away what is left once the transport is closed. Idempotent."""

    # ---- the session

    def open(self) -> Hello:
        """Open the port and begin a session."""
        try:
            self._transport = self.connect()
            hello = greeting.greet(self._transport, self._session, self._hello_s)
            greeting.check(self.kind, self._transport.name, hello)
        except PortLost as error:
            raise self._gone(error) from error
        except BaseException:
            self.close()
            raise
        self._session.begin(hello)
        self._reset_ticks = hello.reset_ticks
        return hello

    def close(self) -> None:
        """Close the port."""
        if self._transport is not None:
            self._transport.close()
            self._transport = None
        self._parted()

    # ---- a tick

    def post(self, tick: int, t_ns: int, kick: int, stimulus: bytes, image: bytes | None, mail: Sequence[Mail]) -> None:
        """Send TICK `tick`, unless the board is in reset or the link model loses it."""
        self._tick, self._t_ns = tick, t_ns
        if tick <= self._silent_until:
            self.outcome = base.SILENT
            return
        link = self._link
        self.outcome = outcome = base.DELIVERED if link is None else link.outcome(tick)
        frames = self._session.tick_frame(tick, t_ns, kick, stimulus, image)
        if outcome == base.TICK_LOST:
            return
        if outcome == base.TICK_CORRUPTED and link is not None:
            frames = link.corrupt(tick, frames)
        elif mail:
            told = [self._session.mail_frame(topic, tick - 1, t_ns, fields) for topic, fields in mail]
            frames = b"".join(told) + frames
        self._frames = frames
        self._write(frames)

    def collect(self, deadline: Deadline) -> Sample | None:
        """Return the SAMPLE of the tick last posted."""
        sample = self._sample(deadline) if self.outcome in (base.DELIVERED, base.SAMPLE_LOST) else None
        self._outcomes[self.outcome] += 1
        return sample if self.outcome == base.DELIVERED else None

    def in_force(self, previous: bytes) -> bytes:
        """Return the actuator image in force."""
        return previous if self._held is None else self._held

    def _sample(self, deadline: Deadline) -> Sample | None:
        """Wait for the SAMPLE of this tick; None when the board restarted by itself instead of answering."""
        sample = self._await(self._take_sample, self._frames, deadline)
        if sample is RESTARTED:
            self.outcome = base.SILENT
            self._reset_seen()
            return None
        self._answered = sample.tick
        # The plant feels what is in force, though flight software may never hear of it.
        self._held = None if self.outcome == base.DELIVERED else sample.actuators
        if sample.flags & packets.SAMPLE_RESETTING:
            self._await(self._hello, b"", deadline)
            self._reset_seen()
        return sample

    def _take_sample(self) -> Sample | None:
        sample = self._session.take_sample(self._tick)
        if sample is None and self._session.restarts != self._restarts:
            return RESTARTED
        return sample

    def _reset_seen(self) -> None:
        self._session.hellos.clear()
        self._restarts = self._session.restarts
        self._silent_until = self._tick + self._reset_ticks
        self._held = self._safe

    # ---- requests

    def command(self, code: int, argument: bytes = b"") -> tuple[int, bytes]:
        """Carry out a COMMAND exactly once."""
        answer = self.request(packets.COMMAND, packets.COMMAND_ASK, bytes((code,)) + argument)
        if answer.service != packets.COMMAND_TELL or len(answer.body) < 2 or answer.body[0] != code:
            what = f"COMMAND {code} to board {self.kind}"
            raise BadAnswer(what, "its answer", answer.body.hex(), "look at the firmware")
        status = answer.body[1]
        if status == packets.DONE and code == packets.RESET:
            self._await(self._hello, b"", Deadline(REQUEST_S))
            self._reset_seen()
        elif status == packets.DONE and code == packets.SAFE:
            self._held = self._safe
        return status, answer.body[2:]

    def request(self, apid: int, service: int, body: bytes) -> Answer:
        """Send a request of COMMAND or STATE and return its answer."""
        link, frame = self._session.request(apid, service, body)
        self._write(frame)
        return self._await(lambda: self._session.take_answer(apid, link), frame, Deadline(REQUEST_S))

    def _hello(self) -> Hello | None:
        return self._session.hellos.popleft() if self._session.hellos else None

    # ---- bytes

    def _write(self, frames: bytes) -> None:
        if self._tap is not None:
            self._tap.sent(self._t_ns, frames)
        try:
            self._open_transport().write(frames)
        except PortLost as error:
            raise self._gone(error) from error

    def _await(self, take: Callable[[], T | None], again: bytes, deadline: Deadline) -> T:
        """Read until `take` finds something; send `again` when nothing comes for RETRY_S."""
        transport, session = self._open_transport(), self._session
        while (found := take()) is None:
            try:
                data = transport.read(deadline, RETRY_S)
            except PortLost as error:
                raise self._gone(error) from error
            if data:
                if self._tap is not None:
                    self._tap.received(self._t_ns, data)
                session.receive(data)
            elif deadline.expired:
                raise self._gone(None)
            elif again:
                self._retries += 1
                self._write(again)
        return found

    def _open_transport(self) -> Transport:
        if self._transport is None:
            raise BoardLost(self.kind, self._last_tick(), "its port is not open")
        return self._transport

    def _gone(self, error: PortLost | None) -> BoardLost:
        cause = self._cause(error)
        self.close()
        return BoardLost(self.kind, self._last_tick(), cause)

    def _last_tick(self) -> int | None:
        return None if self._answered == NO_TICK else self._answered

    # ---- books and state

    def tap(self, sink: Sink) -> None:
        """Show every frame from here on to `sink`, as it passes."""
        self._tap = Tap(sink)

    def counters(self) -> dict[str, int]:
        """Return what was counted on this link."""
        names = ("delivered", "ticks_lost", "samples_lost", "ticks_corrupted", "silent")
        return {**dict(zip(names, self._outcomes, strict=True)), **self._session.counters(), "retries": self._retries}

    def state(self) -> list[Any]:
        """Return the state of board and link as JSON data."""
        agent = fetch_state(self)
        held = None if self._held is None else self._held.hex()
        ticks = [self._tick, self._answered, self._silent_until]
        return [1, self.kind, agent.hex(), self._session.state(), ticks, held, list(self._outcomes), self._retries]

    def restore(self, state: list[Any]) -> None:
        """Take back what `state` gave."""
        version, kind, agent, session, ticks, held, outcomes, retries = state
        if (version, kind) != (1, self.kind):
            expected = f"version 1 of {self.kind}"
            raise BadAnswer(f"state of board {self.kind}", expected, f"{version} of {kind}", "use its own")
        put_state(self, bytes.fromhex(agent))
        self._session.restore(session)
        self._restarts = self._session.restarts
        self._tick, self._answered, self._silent_until = ticks
        self._held = None if held is None else bytes.fromhex(held)
        self._outcomes, self._retries = list(outcomes), retries
