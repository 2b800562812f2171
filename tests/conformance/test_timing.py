"""docs/timing.md, executed on every kind of board: each table there is a test here."""

import re
from collections.abc import Callable

import pytest

from firmware_py import flight
from firmware_py.icd import boards, messages
from firmware_py.wire import image
from hil.board import base
from hil.board.base import Board, Sample
from hil.board.link import LinkModel
from tests.conformance.worked import image_named, table

PERIOD_NS = 100_000_000
RESET = 1
MakeBoard = Callable[..., Board]


def stimulus(kind: int, tick: int) -> bytes:
    """Sensor counts that tell the tick, whatever the raw types."""
    return bytes((17 * tick + place) & 0x7F for place in range(image.SENSOR_BYTES[kind]))


def actuator_image(kind: int, tick: int) -> bytes:
    """An actuator image that tells at which tick it was computed."""
    return bytes((1 + tick) & 0x7F for _ in range(image.ACTUATOR_BYTES[kind]))


def named(kind: int, number: int | None) -> bytes:
    return image.SAFE[kind] if number is None else actuator_image(kind, number)


class Host:
    """What the loop does with one board, less the plant: keeps the actuators in force and the age of the sample."""

    def __init__(self, board: Board, deadline: Callable[[], object]) -> None:
        self.board = board
        self.kind = boards.kind_index(board.kind)
        self.deadline = deadline
        self.in_force = image.SAFE[self.kind]
        self.sample: Sample | None = None
        self.read = ""

    def tick(self, tick: int, carried: int | None) -> Sample | None:
        actuators = None if carried is None else actuator_image(self.kind, carried)
        self.board.post(tick, tick * PERIOD_NS, tick & 0xFF, stimulus(self.kind, tick), actuators, ())
        sample = self.board.collect(self.deadline())  # type: ignore[arg-type]
        if sample is not None:
            self.sample, self.in_force = sample, sample.actuators
        self.in_force = self.board.in_force(self.in_force)
        assert self.sample is not None
        self.read = f"SAMPLE {self.sample.tick}, age {tick - self.sample.tick}"
        return sample


@pytest.mark.parametrize("kind", boards.NAMES)
def test_flight_software_on_the_host(open_board: MakeBoard, deadline: Callable[[], object], kind: str) -> None:
    host = Host(open_board(kind), deadline)
    rows = table("Flight software on the host")
    assert [int(row["tick"]) for row in rows] == [0, 1, 2, 3, 4]
    for row in rows:
        tick = int(row["tick"])
        sample = host.tick(tick, image_named(row["TICK carries"]))
        assert sample is not None
        assert (sample.tick, sample.sensors) == (tick, stimulus(host.kind, tick))
        expected = named(host.kind, image_named(row["in force over [t_k, t_k+1)"]))
        assert sample.actuators == host.in_force == expected
        assert sample.actuators == named(host.kind, image_named(row["SAMPLE k says"]))
        assert (sample.gap, sample.boot, sample.errors) == (0, 1, 0)


@pytest.mark.parametrize("kind", boards.NAMES)
def test_flight_software_on_the_board(open_board: MakeBoard, deadline: Callable[[], object], kind: str) -> None:
    """The same executive, run here on the same samples and mail, says what the board must put in force and publish."""
    board = open_board(kind, parameters=())
    place = boards.kind_index(kind)
    reference = flight.build(kind)
    images = {None: image.SAFE[place]}
    mail: list[tuple[int, ...] | None] = [None] * len(messages.TOPICS)
    for row in table("Flight software on the board"):
        tick = int(row["tick"])
        packed = [(topic, image.pack_i32(fields)) for topic, fields in enumerate(mail) if fields is not None]
        assert bool(packed) == ("mail" in row["TICK carries"])
        sensors = image.INVALID[place] if tick < 2 else stimulus(place, tick)
        board.post(tick, tick * PERIOD_NS, 0, sensors, None, packed)
        sample = board.collect(deadline())  # type: ignore[arg-type]
        assert sample is not None
        assert sample.actuators == images[image_named(row["in force over [t_k, t_k+1)"])]
        reference.tick(tick, tick * 100, image.unpack_sensors(place, sensors), 0, mail)
        images[image_named(row["board after (c)"])] = image.pack_actuators(place, reference.actuators)
        assert row["mail leaving the board"] == f"message {tick}"
        assert sample.message == tuple(reference.message)
        assert [tuple(event) for event in sample.events] == [tuple(event) for event in reference.events]
        mail = [(tick, *fields[1:]) if topic != place else reference.message for topic, fields in enumerate(_others())]


def _others() -> list[tuple[int, ...]]:
    return [tuple(range(len(fields))) for fields in messages.FIELDS]


def at_tick_2(tick: int) -> tuple[float, float]:
    """A stream that is below one half at tick 2 only."""
    return (0.25 if tick == 2 else 0.75), 0.5


@pytest.mark.parametrize("lost", ["tick_lost", "sample_lost"])
def test_a_lost_frame(open_board: MakeBoard, deadline: Callable[[], object], lost: str) -> None:
    host = Host(open_board("eps", link=LinkModel(at_tick_2, **{lost: 0.5})), deadline)
    left = lost == "tick_lost"
    for row in table("A lost frame"):
        tick = int(row["tick"])
        host.tick(tick, tick - 1 if tick else None)
        reads = row["flight software reads" + ("" if left else " (2)")]
        in_force = row["TICK 2 lost: in force" if left else "SAMPLE 2 lost: in force"]
        assert host.in_force == named(0, image_named(in_force))
        assert host.read == re.match(r"SAMPLE \d, age \d", reads)[0]  # type: ignore[index]
        assert ("STALE" in reads) == (tick == 2) == (host.board.outcome != base.DELIVERED)
        assert host.sample is not None
        assert host.sample.gap == (1 if "a gap of 1 tick" in reads else 0)


def test_a_corrupted_tick_is_a_lost_tick_that_the_board_counts(
    open_board: MakeBoard, deadline: Callable[[], object]
) -> None:
    host = Host(open_board("eps", link=LinkModel(at_tick_2, tick_corrupted=0.5)), deadline)
    for tick in range(5):
        sample = host.tick(tick, tick - 1 if tick else None)
        assert (sample is None) == (tick == 2)
    assert host.sample is not None
    assert host.sample.errors >= 1
    assert host.in_force == actuator_image(0, 3)


@pytest.mark.parametrize("kind", boards.NAMES)
def test_a_reset(open_board: MakeBoard, deadline: Callable[[], object], kind: str) -> None:
    host = Host(open_board(kind, reset_ticks=2), deadline)
    rows = table("A reset")
    for row in rows:
        tick = int(row["tick"])
        sample = host.tick(tick, tick - 1 if tick else None)
        assert (sample is None) == ("silent" in row["board"]) == (host.board.outcome == base.SILENT)
        first, *after = row["in force"].split(", ")
        assert host.in_force == named(host.kind, image_named(first))
        if "COMMAND RESET" in row["host sends"]:
            assert host.board.command(RESET) == (0, b"")
            assert host.board.in_force(host.in_force) == named(host.kind, image_named(after[0]))
        assert host.read == re.match(r"SAMPLE \d, age \d", row["flight software reads"])[0]  # type: ignore[index]
    assert host.sample is not None
    assert (host.sample.boot, host.sample.gap) == (2, 0)
    assert "boot counter 2, no gap" in rows[-1]["flight software reads"]


@pytest.mark.parametrize("ticks", [1, 5, 20])
def test_a_reset_is_as_long_as_hello_declares(
    open_board: MakeBoard, deadline: Callable[[], object], ticks: int
) -> None:
    host = Host(open_board("radiator", reset_ticks=ticks), deadline)
    host.tick(0, None)
    host.board.command(RESET)
    answered = [host.tick(tick, tick - 1) is not None for tick in range(1, ticks + 3)]
    assert answered == [False] * ticks + [True, True]
