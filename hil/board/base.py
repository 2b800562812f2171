"""The contract of a board, and what one says: HELLO and SAMPLE."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, NamedTuple

from hil.clock import Deadline

Event = tuple[int, int, int]  # event id, first and second parameter
Mail = tuple[int, bytes]  # topic, fields as i32

# How a tick went between host and board: `Board.outcome`, u8 in the record.
DELIVERED = 0
TICK_LOST = 1
SAMPLE_LOST = 2
TICK_CORRUPTED = 3
SILENT = 4  # the board is in reset; nothing was sent
LATE = 5  # paced runs only: the answer did not come within its tick, by the host's clock
TICK_LATE = 6  # wire time: TICK would not have been whole at the board before the next one was due; it was not sent
SAMPLE_LATE = 7  # wire time: the board took TICK, its answer came when the next one was due or later
OVERRUN = 8  # wire time: bytes of TICK found the board's FIFO full; it was damaged, and rejected
AWAY = 9  # the board was lost in this tick and came back (pacing.on_loss: resume)


class Hello(NamedTuple):
    """What a board says of itself. Hashes are 8 bytes each; `boot` is its own boot counter, as told."""

    major: int
    minor: int
    kind: int
    reset_ticks: int
    boot: int
    mtu: int
    answer_depth: int
    watchdog_ticks: int
    features: int
    dictionary_hash: bytes
    firmware_hash: bytes
    serial: str


class Sample:
    """One answer of a board. `body` is the whole SAMPLE body; images are slices of it, raw counts big-endian.

    `boot` counts from 1 in each session, whatever the board's own counter is: equal runs have equal bodies.
    """

    __slots__ = (
        "actuators", "body", "boot", "errors", "events", "flags", "gap", "mail", "message", "sensors", "silence",
        "tick",
    )  # fmt: skip

    def __init__(
        self,
        head: tuple[int, int, int, int, int, int, int],
        body: bytes,
        sensors: bytes,
        actuators: bytes,
    ) -> None:
        self.tick, self.flags, self.gap, self.boot, self.errors, self.silence, _ = head
        self.body = body
        self.sensors = sensors
        self.actuators = actuators
        self.mail: Sequence[Mail] = ()  # what flight software on the board published
        self.message: tuple[int, ...] | None = None  # the same, unpacked; its own topic only
        self.events: Sequence[Event] = ()


class Board(ABC):
    """One board. Open it, then one `post` and one `collect` a tick, `command`s between ticks, close it.

    Everything but `close` may raise BoardLost once the board is gone; after that only `close` may be called.
    """

    NOT_MODELLED: tuple[str, ...] = ()  # what a real board on a cable has and this kind has not
    kind: str  # its name in the dictionary
    outcome: int  # how the tick last posted went: DELIVERED ... AWAY
    trip_ns: int  # [ns] of the host's clock from sending the TICK last posted to reading its answer; -1 without one

    @abstractmethod
    def open(self) -> Hello:
        """Open the port and begin a session: the board starts from its safe image. Blocks until HELLO, 5 s at most.

        Raises PortMissing, PortBusy, WrongProtocol, WrongBoard or WrongDictionary; nothing is left open then.
        """

    @abstractmethod
    def post(self, tick: int, t_ns: int, kick: int, stimulus: bytes, image: bytes | None, mail: Sequence[Mail]) -> None:
        """Send TICK `tick` at `t_ns` [ns since the epoch] after `mail`. Does not wait for the answer.

        `kick` is the u8 kick count of flight software on the host, `image` its actuator image or None.
        """

    @abstractmethod
    def collect(self, deadline: Deadline, due: Deadline | None = None) -> Sample | None:
        """Return the SAMPLE of the tick last posted, None when the link model lost it or the board is in reset.

        Blocks until `deadline` at most, and never for a frame known to be lost. Asks again by itself when an answer is
        slow; BoardLost when there is none by `deadline`. With `due`, an answer that is not there by then is LATE: None
        is returned, and should it come after all it is dropped, never taken for that of another tick.
        """

    def awaited(self) -> int | None:
        """Return the descriptor on which the answer to the tick last posted will come; None when it is there, when none
        is to come, or when there is nothing to watch.
        """
        return None

    def hear(self) -> None:  # noqa: B027
        """Take in what has come, without waiting: `collect` will find it, and `trip_ns` ends now."""

    def overdue(self) -> Sequence[Event]:
        """Return, once, the events of answers to earlier ticks that arrived with this tick; after `collect`.

        An event is a fact and is recorded when it comes. Sensors and messages of such an answer are not given: what
        is old must never pass for fresh.
        """
        return ()

    @abstractmethod
    def in_force(self, previous: bytes) -> bytes:
        """Return the actuator image really in force on the board now; `previous` when nothing is known to differ.

        Differs from the last SAMPLE after a reset, a SAFE command, or a SAMPLE that the link model lost.
        """

    @abstractmethod
    def command(self, code: int, argument: bytes = b"") -> tuple[int, bytes]:
        """Carry out a COMMAND exactly once; return (status, result). Blocks until the answer, 5 s at most."""

    @abstractmethod
    def counters(self) -> dict[str, int]:
        """Return what was counted on this link since `open`, both ways. In the manifest, in no hash."""

    @abstractmethod
    def clock(self) -> dict[str, float] | None:
        """Return the board's clock against the host's: offset, drift and the bound on their error; None without one."""

    @abstractmethod
    def state(self) -> list[Any]:
        """Return the state of board and link as JSON data. Between ticks only: after collect, before post."""

    @abstractmethod
    def restore(self, state: list[Any]) -> None:
        """Take back what `state` of a board of the same kind and placement gave, once open. Raises BadAnswer."""

    @abstractmethod
    def close(self) -> None:
        """Close port and processes. Idempotent; never raises for a board that is gone. The board goes safe."""
