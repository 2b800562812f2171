"""A session with one board for one person: quiet ticks that carry what he sets, and the SAMPLEs that answer them."""

from __future__ import annotations

from struct import pack, unpack
from types import TracebackType

from firmware_py.icd import boards, packets
from firmware_py.wire import image
from hil.board.asked import REQUEST_S
from hil.board.base import Sample
from hil.board.choice import KINDS, make_board
from hil.board.greeting import greet
from hil.board.probe.channel import Channel
from hil.board.session import Session
from hil.board.wired import WiredBoard
from hil.clock import Deadline
from hil.errors import BadAnswer, ConfigError, WrongBoard
from hil.transport.base import Transport
from hil.transport.serial import SerialTransport

TICK_MS = 100
ANSWER_S = 2.0  # [s]


class FoundBoard(WiredBoard):
    """The board behind a port that is open already, of the kind that it said it was."""

    def __init__(self, kind: str, transport: Transport) -> None:
        super().__init__(kind)
        self._transport = transport

    def connect(self) -> Transport:
        """Return the open transport."""
        return self._transport


def board_at(url: str, kind: str | None) -> WiredBoard:
    """Return the board at `url`, to be opened; its kind is asked of it when none is given. `inproc:eps` gives it too.

    Raises ConfigError where there is nobody to ask, and what opening a port raises.
    """
    ours, _, named = url.partition(":")
    if ours in KINDS:  # a simulated board of our own is what we say it is
        if named in boards.NAMES:
            url, kind = f"{ours}:", named
        if kind is None:
            raise ConfigError(f"simulated board `{url}`", "its kind", "none", f"write {ours}:eps, or another")
        return make_board(kind, url, None, None)
    if kind is not None:
        return make_board(kind, url, None, None)
    transport = SerialTransport(url)
    try:
        hello = greet(transport, Session(boards.NAMES[0]), REQUEST_S)
        if hello.kind >= len(boards.NAMES):
            raise WrongBoard(f"port {url}", f"a board kind from 0 to {len(boards.NAMES) - 1}", str(hello.kind), "flash")
    except BaseException:
        transport.close()
        raise
    return FoundBoard(boards.NAMES[hello.kind], transport)


class Probe:
    """An open session with `board`. Starts from the safe image, as every session does, and ends with it.

    Flight software on the board does not run: its ticks are QUIET.
    """

    def __init__(self, board: WiredBoard) -> None:
        self.board = board
        self.kind = boards.kind_index(board.kind)
        self._tick = 0
        self._stimuli = list(unpack(image.SENSOR_FORMATS[self.kind], image.INVALID[self.kind]))
        self._actuators: list[int] | None = None  # nothing commanded yet

    def __enter__(self) -> Probe:
        self.board.quiet = True
        self.hello = self.board.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None and self._actuators is not None:
                self.board.command(packets.SAFE)  # a bare line does not tell the board that we are gone
        finally:
            self.board.close()

    @property
    def physical(self) -> bool:
        """Whether the board measures real wires instead of what it is told."""
        return bool(self.hello.features & packets.FEATURE_PHYSICAL)

    def set(self, channel: Channel, count: int) -> None:
        """Command an actuator, or set what a sensor is to measure, from the next tick on."""
        if channel.sensor:
            self._stimuli[channel.position] = count
            return
        if self._actuators is None:
            self._actuators = list(unpack(image.ACTUATOR_FORMATS[self.kind], image.SAFE[self.kind]))
        self._actuators[channel.position] = count

    def tick(self) -> Sample:
        """Run one tick and return its SAMPLE. Raises BoardLost, or BadAnswer when the board is in reset."""
        tick, self._tick = self._tick, self._tick + 1
        stimuli = pack(image.SENSOR_FORMATS[self.kind], *self._stimuli)
        actuators = None if self._actuators is None else pack(image.ACTUATOR_FORMATS[self.kind], *self._actuators)
        # A new kick in every tick: the board's watchdog sees a host that lives.
        self.board.post(tick, tick * TICK_MS * 1_000_000, (tick + 1) & 0xFF, stimuli, actuators, ())
        sample = self.board.collect(Deadline(ANSWER_S))
        if sample is None:
            raise BadAnswer(f"board {self.board.kind}", "an answer to the tick", "a reset", "try again")
        return sample

    def count(self, channel: Channel, sample: Sample) -> int:
        """Return the raw count of `channel` in `sample`: measured, or in force."""
        return channel.count_in(sample.sensors if channel.sensor else sample.actuators)
