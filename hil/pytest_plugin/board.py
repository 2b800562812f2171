"""One board under test, on simulated time: every step is one TICK and its SAMPLE, however long they take.

The helpers are named like those of F Prime's integration tests; `within_s` counts simulated seconds.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from math import inf
from pathlib import Path
from typing import Any, NamedTuple

from firmware_py.icd import boards, channel, events, packets, raw
from firmware_py.wire import image
from hil.board.base import Hello, Sample
from hil.board.choice import make_board
from hil.board.correction import Correction
from hil.board.wired import WiredBoard
from hil.clock import Deadline
from hil.errors import ConfigError, PortMissing
from hil.pytest_plugin import expect
from hil.pytest_plugin.expect import Expected
from hil.pytest_plugin.faults import Faults
from hil.record.pcapng import FullCapture
from hil.transport.url import without_token

PERIOD_MS = 100
ANSWER_S = 2.0  # [s] of the host's clock without an answer: the board is gone
STATUS = {packets.DONE: "done", packets.UNKNOWN_CODE: "unknown code", packets.BAD_ARGUMENT: "bad argument"}


class Seen(NamedTuple):
    """An event that the board told."""

    time_s: float  # simulated
    number: int
    name: str
    p1: int
    p2: int


class BoardUnderTest:
    """A board of `kind` at `url`. It is opened by the first thing that is asked of it."""

    def __init__(self, kind: str, url: str, faults: Faults, with_flight: bool, refuse: Callable[[str], Any]) -> None:
        """`refuse` is told why when the board is not there, or lacks the flight software that is needed."""
        self.kind = kind
        self.tick = -1  # last tick done
        self.events: list[Seen] = []
        self.sample: Sample | None = None  # of the last tick
        self._index = boards.kind_index(kind)
        self._url, self._faults, self._with_flight, self._refuse = url, faults, with_flight, refuse
        self._board = make_board(kind, url, None, [] if with_flight else None)
        self._hello: Hello | None = None
        self._recorded_in: Path | None = None
        self._capture: FullCapture | None = None
        self._sensors = {row[channel.NAME]: row for row in boards.SENSORS[self._index]}
        self._actuators = {row[channel.NAME]: row for row in boards.ACTUATORS[self._index]}
        self._stimulus = list(raw.invalid_codes(channel.raw_types(boards.SENSORS[self._index])))
        self._image = channel.safe_image(boards.ACTUATORS[self._index])

    # ---- what is put in

    def set(self, **values: float) -> None:
        """Set what its sensors are shown, by channel in its unit, from the next tick on. NaN is INVALID."""
        for name, value in values.items():
            position = self._position(self._sensors, name)
            self._stimulus[position] = channel.to_raw(self._sensors[name], value)

    def drive(self, **values: float) -> None:
        """Set its actuators, by channel in its unit, from the next tick on. Not with flight software on the board."""
        for name, value in values.items():
            position = self._position(self._actuators, name)
            self._image[position] = channel.to_raw(self._actuators[name], value)

    def step(self, ticks: int = 1) -> None:
        """Let so many ticks of 100 ms pass."""
        board = self._open()
        for _ in range(ticks):
            self.tick += 1
            stimulus = struct.pack(image.SENSOR_FORMATS[self._index], *self._stimulus)
            actuators = None if self._with_flight else image.pack_actuators(self._index, self._image)
            board.post(self.tick, self.tick * PERIOD_MS * 1_000_000, self.tick & 0xFF, stimulus, actuators, ())
            self.sample = board.collect(Deadline(ANSWER_S))
            if self.sample is not None:
                self.events += [self._seen(*event) for event in self.sample.events]

    @property
    def time_s(self) -> float:
        """Simulated time [s] of the last tick."""
        return max(self.tick, 0) * PERIOD_MS / 1000.0

    # ---- what comes out

    def read(self, name: str) -> float:
        """Return a sensor, or an actuator in force, as the last SAMPLE told it, in its unit; NaN when INVALID."""
        if self.sample is None:
            raise AssertionError(f"{self.kind}: no SAMPLE came for tick {self.tick}; step() first, or the line lost it")
        is_sensor = name in self._sensors
        table = self._sensors if is_sensor else self._actuators
        layout = (image.SENSOR_FORMATS if is_sensor else image.ACTUATOR_FORMATS)[self._index]
        position = self._position(table, name)
        count = struct.unpack(layout, self.sample.sensors if is_sensor else self.sample.actuators)[position]
        row = table[name]
        invalid = raw.TYPES[row[channel.RAW]][4]
        return float("nan") if count == invalid else count * row[channel.SCALE] + row[channel.OFFSET]

    def command(self, code: int, argument: bytes = b"") -> tuple[int, bytes]:
        """Carry out a COMMAND exactly once; return status and result."""
        return self._open().command(code, argument)

    # ---- in the manner of F Prime

    def send_and_assert_command(self, code: int, argument: bytes = b"", *, status: int = packets.DONE) -> bytes:
        """Send a COMMAND, assert its status, return its result."""
        got, result = self.command(code, argument)
        told = f"COMMAND {code} to {self.kind}: {STATUS.get(got, got)}, expected {STATUS.get(status, status)}"
        assert got == status, told
        return result

    def send_and_assert_telemetry(
        self, code: int, name: str, expected: Expected, *, argument: bytes = b"", within_s: float = 1.0
    ) -> float:
        """Send a COMMAND and assert that channel `name` becomes as expected after it; return when [s]."""
        self.send_and_assert_command(code, argument)
        self.step()
        return self.assert_telemetry(name, expected, within_s=within_s)

    def send_and_assert_event(
        self, code: int, event: str | int, *, argument: bytes = b"", within_s: float = 1.0
    ) -> Seen:
        """Send a COMMAND and assert that it brings `event`, by name or number."""
        after = len(self.events)
        self.send_and_assert_command(code, argument)
        return self._await_event(event, within_s, after)

    def assert_telemetry(self, name: str, expected: Expected, *, within_s: float = 0.0) -> float:
        """Assert that channel `name` is as expected, now or within `within_s`; return the time [s] when it was.

        `expected` is a number (met within half a count), pytest.approx, (low, high), or a function of the value.
        """
        if self.tick < 0:
            self.step()
        row = (self._sensors | self._actuators).get(name)
        resolution = 0.0 if row is None else row[channel.SCALE]
        for left in _ticks_left(within_s):
            value = self.read(name) if self.sample is not None else float("nan")
            if expect.holds(expected, value, resolution):
                return self.time_s
            if left:
                self.step()
        raise AssertionError(
            f"{self.kind}.{name}: expected {expect.words(expected)} within {within_s:g} s, got {value:g} at "
            f"{self.time_s:g} s"
        )

    def await_event(self, event: str | int, within_s: float = 1.0) -> Seen:
        """Return the next `event`, by name or number, from here on. AssertionError when none comes in time."""
        return self._await_event(event, within_s, len(self.events))

    def assert_event(self, event: str | int) -> Seen:
        """Return the first `event` so far. AssertionError when there was none."""
        return self._await_event(event, 0.0, 0)

    def _await_event(self, event: str | int, within_s: float, after: int) -> Seen:
        number = event_number(event)
        for left in _ticks_left(within_s):
            found = next((seen for seen in self.events[after:] if seen.number == number), None)
            if found is not None:
                return found
            if left:
                self.step()
        came = ", ".join(seen.name for seen in self.events[after:]) or "none"
        raise AssertionError(f"{self.kind}: expected event {event} within {within_s:g} s, came: {came}")

    # ---- the session

    @property
    def hello(self) -> Hello:
        """What the board said of itself."""
        self._open()
        assert self._hello is not None
        return self._hello

    def correct(self, rows: Mapping[str, tuple[float, float]]) -> None:
        """Put its sensors right by bench calibration: gain and offset by channel."""
        self._board.correct(Correction(self.kind, rows))

    def record(self, path: Path) -> None:
        """Keep every frame in the wire capture `path`, from the greeting on."""
        self._recorded_in = path

    def close(self) -> None:
        """Close the port. Idempotent."""
        self._board.close()
        if self._capture is not None:
            self._capture.close()

    def about(self) -> dict[str, Any]:
        """Return who the board is and what was counted, as plain data."""
        hello = self._hello
        said = {} if hello is None else {
            "serial": hello.serial, "firmware_hash": hello.firmware_hash.hex(),
            "dictionary_hash": hello.dictionary_hash.hex(), "protocol": f"{hello.major}.{hello.minor}",
        }  # fmt: skip
        return {
            "url": without_token(self._url), **said, "ticks": self.tick + 1,
            "not_modelled": self._board.not_modelled(), "counters": self._board.counters(),
        }  # fmt: skip

    def _open(self) -> WiredBoard:
        if self._hello is None:
            if self._recorded_in is not None:
                self._tap(self._recorded_in)
            self._faults.opens(self.kind, self._receipts)
            if self.kind in self._faults.lines:
                self._board.disturb(self._faults.lines[self.kind], self._faults.seed)
            try:
                self._hello = self._board.open()
            except PortMissing as error:
                self._refuse(str(error))
                raise
            if self._with_flight and not self._hello.features & packets.FEATURE_FLIGHT:
                self._refuse(f"needs flight software on board {self.kind}: its HELLO says that it has none")
        return self._board

    def _receipts(self) -> list[dict[str, Any]]:
        return [{"board": self.kind, **receipt._asdict()} for receipt in self._board.receipts()]

    def _tap(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._capture = capture = FullCapture(path)
        index = self._index
        self._board.tap(lambda t_ns, outbound, frame: capture.frame(t_ns, index, outbound, frame))

    def _seen(self, number: int, p1: int, p2: int) -> Seen:
        return Seen(self.time_s, number, events.describe(number)["name"], p1, p2)

    def _position(self, table: dict[str, Any], name: str) -> int:
        if name not in table:
            raise ConfigError(f"board {self.kind}", f"one of {', '.join(table)}", f"`{name}`", "mend the name")
        return list(table).index(name)


def event_number(event: str | int) -> int:
    """Return the number of `event`. Raises ConfigError for a name that is none."""
    if isinstance(event, int):
        return event
    for row in events.TABLE:
        if row[2] == event:
            return int(row[0])
    raise ConfigError("event", "a name of docs/icd.md", f"`{event}`", "mend the name")


def _ticks_left(within_s: float) -> range:
    """Return the ticks still to come at each look, the last one 0. ValueError for no time: that would be no look."""
    if not 0.0 <= within_s < inf:
        raise ValueError(f"within_s: expected 0 or more simulated seconds, got {within_s:g}")
    return range(round(within_s * 1000.0 / PERIOD_MS), -1, -1)
