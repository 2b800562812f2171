"""The loop: one control tick after another, in the order that docs/timing.md fixes.

The loop knows interfaces only; `hil.assemble` puts the parts in. It reads no clock: its `Pacer` does, and whoever calls
`step` has waited with it until the tick was due.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any, Protocol

from firmware_py.icd import boards, channel, raw
from hil.board.base import AWAY, Board, Sample
from hil.flight import Event, HostFlight, Message, topic_structs

NO_SAMPLE_TICK = 0xFFFFFFFF
_OUTCOMES = [bytes((outcome,)) for outcome in range(AWAY + 1)]
TickEvent = tuple[int, int, int, int]  # board index, event id, first and second parameter


class Plant(Protocol):
    """Physics, sensors and actuators of one satellite, as the loop sees them."""

    def advance(self, tick: int, actuators: bytes) -> None:
        """Integrate over [t_k-1, t_k] with the actuator images in force, all boards joined in board order."""

    def stimuli(self, tick: int) -> Sequence[bytes]:
        """Return the stimulus image of each board at `tick`."""

    def truth(self) -> bytes:
        """Return the truth vector as big-endian float64."""

    def state(self) -> list[Any]:
        """Return plain data that `restore` takes back."""

    def restore(self, state: list[Any]) -> None:
        """Take back what `state` gave."""


class Recorder(Protocol):
    """Where rows go."""

    def row(self, wire: bytes, events: Sequence[TickEvent], truth: bytes, tick: int) -> None:
        """Take one row with the events of its tick."""


class Pacer(Protocol):
    """How long answers are waited for (hil.pace)."""

    @property
    def to_safe(self) -> frozenset[int]:
        """Return the boards whose next image is the safe one instead of the computed one, for they were late."""

    def collect(self, board_list: Sequence[Board], tick: int) -> list[Sample | None]:
        """Return the SAMPLE of every board, in board order; None where it was lost or late."""


class Loop:
    """Runs ticks 0 to N over one plant and the four boards."""

    def __init__(
        self,
        *,
        period_ms: int,
        plant: Plant,
        board_list: Sequence[Board],
        flight: Sequence[HostFlight | None],
        recorder: Recorder,
        pacer: Pacer,
    ) -> None:
        self.tick = 0  # the next tick to run
        self._period_ms = period_ms
        self._plant = plant
        self._boards = board_list
        self.flight = flight
        self._recorder = recorder
        self._pacer = pacer
        self._messages = topic_structs()
        self._silence = [bytes(layout.size) for layout in self._messages]  # in the row when nothing was published
        self._mail: list[Message | None] = [None] * len(boards.NAMES)
        self._safe = [_safe_bytes(index) for index in range(len(boards.NAMES))]
        self._in_force = list(self._safe)
        self._missing = [_missing_body(index) for index in range(len(boards.NAMES))]
        self._head = struct.Struct(">Iq")
        self._on_board = any(one is None for one in flight)

    def step(self) -> None:
        """Run one tick. Raises BoardLost when a board is gone; the row of that tick is then not recorded."""
        tick = self.tick
        t_ms = tick * self._period_ms
        plant = self._plant
        if tick:
            for index, board in enumerate(self._boards):  # a command since the last tick may have changed them
                self._in_force[index] = board.in_force(self._in_force[index])
            plant.advance(tick, b"".join(self._in_force))
        self._post(tick, t_ms, plant.stimuli(tick))
        samples = self._pacer.collect(self._boards, tick)
        row = [self._head.pack(tick, t_ms * 1_000_000)]
        for index, sample in enumerate(samples):
            row += self._board_part(index, sample)
        published, events = self._step_flight(tick, t_ms, samples)
        for layout, silence, message in zip(self._messages, self._silence, published, strict=True):
            row.append(silence if message is None else layout.pack(*message))
        self._recorder.row(b"".join(row), events, plant.truth(), tick)
        self._mail = published
        self.tick = tick + 1

    def _post(self, tick: int, t_ms: int, stimuli: Sequence[bytes]) -> None:
        mail = self._packed_mail() if self._on_board else []
        to_safe = self._pacer.to_safe
        for index, (board, flight, stimulus) in enumerate(zip(self._boards, self.flight, stimuli, strict=True)):
            image = self._safe[index] if index in to_safe else None if flight is None else flight.image
            if flight is None:
                board.post(tick, t_ms * 1_000_000, 0, stimulus, image, mail)
            else:
                board.post(tick, t_ms * 1_000_000, flight.kick, stimulus, image, ())

    def _packed_mail(self) -> list[tuple[int, bytes]]:
        return [
            (topic, layout.pack(*message))
            for topic, (layout, message) in enumerate(zip(self._messages, self._mail, strict=True))
            if message is not None
        ]

    def _board_part(self, index: int, sample: Sample | None) -> tuple[bytes, ...]:
        board = self._boards[index]
        outcome = _OUTCOMES[board.outcome]
        if sample is not None:
            self._in_force[index] = sample.actuators
            return outcome, sample.body
        self._in_force[index] = board.in_force(self._in_force[index])
        return outcome, self._missing[index], self._in_force[index]

    def _step_flight(
        self, tick: int, t_ms: int, samples: Sequence[Sample | None]
    ) -> tuple[list[Message | None], list[TickEvent]]:
        published: list[Message | None] = []
        events: list[TickEvent] = []
        for index, (flight, sample) in enumerate(zip(self.flight, samples, strict=True)):
            message: Message | None
            own: Sequence[Event]
            if flight is not None:
                message, own = flight.step(tick, t_ms, None if sample is None else sample.sensors, self._mail)
            elif sample is not None:
                message, own = sample.message, sample.events
            else:
                message, own = None, ()
            published.append(message)
            if late := self._boards[index].overdue():
                events.extend((index, *event) for event in late)
            if own:
                events.extend((index, *event) for event in own)
        return published, events

    def state(self) -> dict[str, Any]:
        """Return plain data: everything that the ticks to come depend on."""
        return {
            "version": 1,
            "tick": self.tick,
            "mail": [None if message is None else list(message) for message in self._mail],
            "in_force": [image.hex() for image in self._in_force],
            "plant": self._plant.state(),
            "boards": [board.state() for board in self._boards],
            "flight": [None if one is None else one.state() for one in self.flight],
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take back what `state` gave. Raises ValueError on another version or placement."""
        if state["version"] != 1:
            raise ValueError(f"loop state version {state['version']}, expected 1")
        self.tick = state["tick"]
        self._mail = [None if message is None else tuple(message) for message in state["mail"]]
        self._in_force = [bytes.fromhex(image) for image in state["in_force"]]
        self._plant.restore(state["plant"])
        for board, part in zip(self._boards, state["boards"], strict=True):
            board.restore(part)
        for one, part in zip(self.flight, state["flight"], strict=True):
            if (one is None) != (part is None):
                raise ValueError("the state was taken with flight software placed elsewhere")
            if one is not None:
                one.restore(part)


def _safe_bytes(index: int) -> bytes:
    table = boards.ACTUATORS[index]
    return struct.pack(raw.struct_format(channel.raw_types(table)), *channel.safe_image(table))


def _missing_body(index: int) -> bytes:
    """Return the SAMPLE body that the record shows for a sample that did not arrive, less its actuators."""
    types = channel.raw_types(boards.SENSORS[index])
    head = struct.pack(">IBBHHBB", NO_SAMPLE_TICK, 0, 0, 0, 0, 0, 0)
    return head + struct.pack(raw.struct_format(types), *raw.invalid_codes(types))
