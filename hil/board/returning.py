"""A board that may be lost in mid-run and come back: unplugged, replugged, restarted.

Simulated time stands still while it is away, for `resume_s` of the host's clock at most. What is then lost is declared,
in ticks: the tick in which it was lost has no SAMPLE, its safe image is in force, and it is silent as after a reset.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from firmware_py.icd import events
from hil.board import base
from hil.board.base import Board, Event, Hello, Mail, Sample
from hil.board.process import ProcessBoard
from hil.board.wired import WiredBoard
from hil.clock import NS_PER_S, Deadline, monotonic_ns, sleep_until
from hil.errors import BoardError, BoardLost, PortBusy, PortLost, PortMissing, WrongProtocol

LOOK_AGAIN_NS = NS_PER_S // 100  # how often the port is looked for
LEAST_S = 0.05  # [s] every try has, also the last one
PATIENCE_S = 0.5  # [s] a port that is there has to greet, before it is opened anew


class Loss(NamedTuple):
    """A board that was lost and came back."""

    board: str
    tick: int  # in which it was lost
    cause: str
    away_ms: float  # of the host's clock, from noticing to its HELLO
    port: str  # that it came back on
    boot: tuple[int, int]  # its boot counter before and after
    silent_ticks: int  # that follow the tick in which it was lost
    report: dict[str, Any]  # hil/board/loss.py

    def plain(self) -> dict[str, Any]:
        """Return it for the manifest."""
        return {**self._asdict(), "boot": list(self.boot)}

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Loss:
        """Return it from what `plain` gave."""
        return cls(**{**plain, "boot": tuple(plain["boot"])})


class ReturningBoard(Board):
    """Lets `inner` be lost between its ticks' TICK and SAMPLE, and opens it again. Everything else is `inner`'s own."""

    def __init__(self, inner: WiredBoard, resume_s: float) -> None:
        """`resume_s` [s] is how long it may be away."""
        self.kind = inner.kind
        self.losses: list[Loss] = []
        inner.may_return = True
        self._inner = inner
        self._resume_s = resume_s
        self._told: list[Event] = []
        self._tick = 0  # last posted

    @property
    def outcome(self) -> int:  # type: ignore[override]
        """How the tick last posted went."""
        return self._inner.outcome

    @property
    def trip_ns(self) -> int:  # type: ignore[override]
        """Round trip of the tick last posted [ns]."""
        return self._inner.trip_ns

    def open(self) -> Hello:
        """Open the port and begin a session."""
        return self._inner.open()

    def post(self, tick: int, t_ns: int, kick: int, stimulus: bytes, image: bytes | None, mail: Sequence[Mail]) -> None:
        """Send TICK `tick`; a board that is lost over it is AWAY when this returns."""
        self._tick = tick
        try:
            self._inner.post(tick, t_ns, kick, stimulus, image, mail)
        except BoardLost as lost:
            self._return(lost)

    def collect(self, deadline: Deadline, due: Deadline | None = None) -> Sample | None:
        """Return the SAMPLE of the tick last posted, None when the board was lost over it."""
        if self.outcome == base.AWAY:
            return None
        try:
            return self._inner.collect(deadline, due)
        except BoardLost as lost:
            self._return(lost)
            return None

    def awaited(self) -> int | None:
        """Return the descriptor on which the answer will come."""
        return self._inner.awaited()

    def hear(self) -> None:
        """Take in what has come, without waiting."""
        try:
            self._inner.hear()
        except BoardLost as lost:
            self._return(lost)

    def overdue(self) -> Sequence[Event]:
        """Return events of late answers, and those of a loss."""
        told, self._told = self._told, []
        return [*self._inner.overdue(), *told]

    def in_force(self, previous: bytes) -> bytes:
        """Return the actuator image in force."""
        return self._inner.in_force(previous)

    def command(self, code: int, argument: bytes = b"") -> tuple[int, bytes]:
        """Carry out a COMMAND exactly once. A board lost over it stays lost: nobody knows whether it did it."""
        return self._inner.command(code, argument)

    def counters(self) -> dict[str, int]:
        """Return what was counted on this link."""
        return self._inner.counters()

    def clock(self) -> dict[str, float] | None:
        """Return the board's clock against the host's."""
        return self._inner.clock()

    def state(self) -> list[Any]:
        """Return the state of board and link, and what was lost so far."""
        return [self._inner.state(), [loss.plain() for loss in self.losses]]

    def restore(self, state: list[Any]) -> None:
        """Take back what `state` gave."""
        inner, losses = state
        self._inner.restore(inner)
        self.losses[:] = map(Loss.of, losses)

    def close(self) -> None:
        """Close port and processes."""
        self._inner.close()

    def _return(self, lost: BoardLost) -> None:
        """Open the board again. Raises BoardLost when it is not there in time, or another board is."""
        before = self._inner.hello
        assert before is not None
        since_ns = monotonic_ns()
        hello = self._reopened(lost, before, Deadline(self._resume_s))
        self.losses.append(
            Loss(
                self.kind, self._tick, lost.cause, (monotonic_ns() - since_ns) / 1e6, self._inner.port_name(),
                (before.boot, hello.boot), hello.reset_ticks, lost.report,
            )
        )  # fmt: skip
        self._told += [
            (events.BOARD_LOST, len(self.losses), 0),
            (events.BOARD_BACK, hello.boot, hello.reset_ticks),
        ]

    def _reopened(self, lost: BoardLost, before: Hello, deadline: Deadline) -> Hello:
        while True:
            try:
                hello = self._inner.reopen(self._patience_s(max(deadline.left_s(), LEAST_S)))
            except (PortMissing, PortBusy, PortLost, WrongProtocol) as error:
                if deadline.expired:
                    raise self._lost(lost, f"it did not come back within {self._resume_s:g} s ({error})") from error
                sleep_until(monotonic_ns() + LOOK_AGAIN_NS)
                continue
            except BoardError as error:  # another kind of board, another dictionary
                raise self._lost(lost, f"what came back is another board ({error})") from error
            if _identity(hello) != _identity(before):
                got = f"serial {hello.serial}, firmware {hello.firmware_hash.hex()}"
                raise self._lost(lost, f"what came back is another board ({got})")
            return hello

    def _patience_s(self, left_s: float) -> float:
        """Return how long [s] the board may take to greet in one try, of the `left_s` [s] that it may still be away."""
        if isinstance(self._inner, ProcessBoard):
            self._inner.start_s = left_s  # one that died is started anew, and has no longer for it
            if not self._inner.OUTLIVES_ITS_PORT:  # every try starts it anew
                return left_s
        return min(PATIENCE_S, left_s)

    def _lost(self, lost: BoardLost, more: str) -> BoardLost:
        self._inner.close()
        return BoardLost(self.kind, lost.last_tick, f"{lost.cause}; {more}", lost.report)


def _identity(hello: Hello) -> tuple[Any, ...]:
    """Return what must be the same before and after; the boot counter need not be."""
    return hello.serial, hello.firmware_hash, hello.features, hello.mtu, hello.reset_ticks
