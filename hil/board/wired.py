"""A board at the other end of a line: session, ticks, requests and state, which boards of all kinds have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from firmware_py.icd import boards, packets
from firmware_py.wire import image
from hil.board import base
from hil.board.asked import REQUEST_S
from hil.board.base import Event, Hello, Mail, Sample
from hil.board.correction import Correction
from hil.board.greeted import GreetedBoard
from hil.board.link import LinkModel
from hil.board.ported import NO_TICK
from hil.board.statewire import fetch_state, put_state
from hil.board.wiretime import WireTime, answer_bytes
from hil.clock import Deadline, monotonic_ns
from hil.errors import BadAnswer

OUTCOMES = (
    "delivered", "ticks_lost", "samples_lost", "ticks_corrupted", "silent", "late", "ticks_late", "samples_late",
    "overruns", "away",
)  # by outcome  # fmt: skip
ANSWERED = (base.DELIVERED, base.SAMPLE_LOST)  # outcomes at which the board has TICK and answers it
STATE_VERSION = 4  # of what `state` gives

#: What waiting for a SAMPLE finds when the board restarted by itself instead of answering.
RESTARTED = Sample((0, 0, 0, 0, 0, 0, 0), b"", b"", b"")


class WiredBoard(GreetedBoard):
    """Speaks the protocol over the line of a port."""

    def __init__(self, kind: str, link: LinkModel | None = None, hello_s: float = REQUEST_S) -> None:
        """`link` decides which frames are lost; `hello_s` [s] is how long `open` waits for HELLO."""
        super().__init__(kind, hello_s)
        self.outcome = base.DELIVERED
        self._link = link
        self._wire = None if link is None else link.wire
        self._safe = image.SAFE[boards.kind_index(kind)]
        self._tick = NO_TICK  # last posted
        self._frames = b""  # what was sent for it
        self._silent_until = NO_TICK
        self._held: bytes | None = None  # actuators in force that no delivered SAMPLE has told
        self.trip_ns = -1
        self.quiet = False  # ticks run no flight software on the board
        self._outcomes = [0] * len(OUTCOMES)
        self._restarts = 0  # of the board, as far as dealt with
        self._correction: Correction | None = None
        self._posted_ns = 0  # [ns] of the host's clock, of the TICK last posted

    # ---- the session

    def reopen(self, seconds: float) -> Hello:
        """Open the port of a board that was lost and begin another session, within `seconds` [s]: one try.

        The board is then as after a reset: its safe image is in force, and it is silent for the ticks it declares.
        Raises what `open` does, and PortLost; the port is then closed, and another try may be made.
        """
        self._session.reconnect()
        try:
            hello = self._begun(self._connected(), seconds)
        except BaseException:
            self._hang_up()
            if not self.OUTLIVES_ITS_PORT:  # what hangs up or is half started is started anew by the next try
                self._parted()
            raise
        self._reset_seen()
        self.outcome = base.AWAY
        self._outcomes[base.AWAY] += 1
        return hello

    # ---- a tick

    def post(self, tick: int, t_ns: int, kick: int, stimulus: bytes, image: bytes | None, mail: Sequence[Mail]) -> None:
        """Send TICK `tick`, unless the board is in reset or the link model loses it."""
        self._tick, self._t_ns, self.trip_ns = tick, t_ns, -1
        if tick <= self._silent_until:
            self.outcome = base.SILENT
            return
        link = self._link
        self.outcome = outcome = base.DELIVERED if link is None else link.outcome(tick)
        self._open_line().give_up()  # on whatever a lost tick left behind
        frames = self._session.tick_frame(tick, t_ns, kick, stimulus, image, self.quiet)
        if outcome == base.TICK_LOST:
            return
        told = b""
        if outcome == base.TICK_CORRUPTED and link is not None:
            frames = link.corrupt(tick, frames)
        elif mail:
            told = b"".join([self._session.mail_frame(topic, tick - 1, t_ns, fields) for topic, fields in mail])
        frames = told + frames if self._wire is None else self._arrived(self._wire, told, frames)
        if not frames:
            return
        self._frames = frames
        self._posted_ns = monotonic_ns()
        self._write(frames)

    def _arrived(self, wire: WireTime, told: bytes, frames: bytes) -> bytes:
        """Return what the board reads of mail and TICK; nothing when that is not whole in time."""
        arrived = wire.sent(self._tick, self._t_ns, told, frames)
        if not arrived.in_tick:
            self.outcome = base.TICK_LATE
        elif arrived.damaged and self.outcome in ANSWERED:
            self.outcome = base.OVERRUN
        return arrived.frames

    def collect(self, deadline: Deadline, due: Deadline | None = None) -> Sample | None:
        """Return the SAMPLE of the tick last posted."""
        sample = self._sample(deadline, due) if self.outcome in ANSWERED else None
        if self._pinger is not None and self.outcome not in (base.LATE, base.SILENT) and self._pinger.due:
            self._ask_clock(self._pinger, due)
        self._outcomes[self.outcome] += 1
        return sample if self.outcome == base.DELIVERED else None

    def awaited(self) -> int | None:
        """Return the descriptor on which the answer of this tick will come, None when there is nothing to watch."""
        if self.outcome not in ANSWERED or self._session.inbox.holds(self._tick):
            return None
        return self._open_line().transport.descriptor()

    def overdue(self) -> Sequence[Event]:
        """Return the events of late answers that arrived with this tick."""
        return self._session.inbox.overdue(self._tick)

    def in_force(self, previous: bytes) -> bytes:
        """Return the actuator image in force."""
        return previous if self._held is None else self._held

    def _sample(self, deadline: Deadline, due: Deadline | None) -> Sample | None:
        """Wait for the SAMPLE of this tick; None when the board restarted instead of answering, or it is late."""
        sample = self._await(self._take_sample, self._frames, deadline, due)
        if sample is None:
            self.outcome = base.LATE
            return None
        if sample is RESTARTED:
            self.outcome = base.SILENT
            self._reset_seen()
            return None
        if self._correction is not None:
            self._correction.apply(sample)
        self._answered = sample.tick
        self.trip_ns = self._open_line().heard_at_ns - self._posted_ns
        self._trend.add(self.trip_ns)
        if self._wire is not None:
            self._time(self._wire, sample)
        # The plant feels what is in force, though flight software may never hear of it.
        self._held = None if self.outcome == base.DELIVERED else sample.actuators
        if sample.flags & packets.SAMPLE_RESETTING:
            self._awaited(self._restarted, b"", deadline)
            self._reset_seen()
        return sample

    def _time(self, wire: WireTime, sample: Sample) -> None:
        """Let the answer take its time on the line; what comes too late is no SAMPLE of this tick."""
        due = wire.answered(self._tick, answer_bytes(sample, self._session.mtu))
        if due is not None and self.outcome == base.DELIVERED:
            self.outcome = base.SAMPLE_LATE
            self._session.inbox.late(sample, due)

    def _take_sample(self) -> Sample | None:
        sample = self._session.take_sample(self._tick)
        return RESTARTED if sample is None and self._restarted() else sample

    def _restarted(self) -> bool | None:
        """Return True once the HELLO of a restart has come, None before: the second one of a greeting is none."""
        return True if self._session.restarts != self._restarts else None

    def _reset_seen(self) -> None:
        self._session.hellos.clear()
        self._restarts = self._session.restarts
        self._silent_until = self._tick + self._reset_ticks
        self._held = self._safe

    # ---- requests

    def command(self, code: int, argument: bytes = b"") -> tuple[int, bytes]:
        """Carry out a COMMAND exactly once."""
        answer, frame = self._request(packets.COMMAND, packets.COMMAND_ASK, bytes((code,)) + argument)
        if answer.service != packets.COMMAND_TELL or len(answer.body) < 2 or answer.body[0] != code:
            what = f"COMMAND {code} to board {self.kind}"
            raise BadAnswer(what, "its answer", answer.body.hex(), "look at the firmware")
        status = answer.body[1]
        if status == packets.DONE and code == packets.RESET:
            self._awaited(self._restarted, frame, Deadline(REQUEST_S))
            self._reset_seen()
        elif status == packets.DONE and code == packets.SAFE:
            self._held = self._safe
        return status, answer.body[2:]

    # ---- books and state

    def correct(self, correction: Correction) -> None:
        """Put the board's sensors right from here on, by bench calibration."""
        self._correction = correction

    def counters(self) -> dict[str, int]:
        """Return what was counted on this link."""
        return {
            **dict(zip(OUTCOMES, self._outcomes, strict=True)),
            **self._session.counters(),
            "retries": self._retries(),
        }

    def not_modelled(self) -> list[str]:
        """Return what a real board on a cable has and this one has not, in the wire time of its link model neither."""
        modelled = frozenset() if self._wire is None else self._wire.plan.models()
        return [name for name in self.NOT_MODELLED if name not in modelled]

    def wire_time(self) -> dict[str, Any] | None:
        """Return how much of a tick the exchanges took in virtual time; None where nothing takes time."""
        return None if self._wire is None else self._wire.plain()

    def state(self) -> list[Any]:
        """Return the state of board and link as JSON data."""
        if self.hello is None or not self.hello.features & packets.FEATURE_STATE:
            raise BadAnswer(f"board {self.kind}", "a board that gives its state", "one without", "use another kind")
        agent = fetch_state(self)
        held = None if self._held is None else self._held.hex()
        ticks = [self._tick, self._answered, self._silent_until]
        wire = None if self._wire is None else self._wire.state()
        books = [list(self._outcomes), self._retries(), wire]
        return [STATE_VERSION, self.kind, agent.hex(), self._session.state(), ticks, held, *books]

    def restore(self, state: list[Any]) -> None:
        """Take back what `state` gave."""
        version, kind, agent, session, ticks, held, outcomes, retries, wire = state
        if (version, kind) != (STATE_VERSION, self.kind):
            expected = f"version {STATE_VERSION} of {self.kind}"
            raise BadAnswer(f"state of board {self.kind}", expected, f"{version} of {kind}", "use its own")
        put_state(self, bytes.fromhex(agent))
        self._session.restore(session)
        self._restarts = self._session.restarts
        self._tick, self._answered, self._silent_until = ticks
        self._held = None if held is None else bytes.fromhex(held)
        self._outcomes, self._open_line().retries = list(outcomes), retries
        if self._wire is not None:
            self._wire.restore(wire)
