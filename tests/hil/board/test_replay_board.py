"""The replayed board: answers like the board that was recorded, or says what is wrong with the recording."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from firmware_py.icd import boards, packets
from firmware_py.wire import image
from hil.board.base import Sample
from hil.board.choice import make_board
from hil.board.inproc import InprocBoard
from hil.board.replay import ReplayBoard
from hil.board.wired import WiredBoard
from hil.clock import Deadline
from hil.errors import BadAnswer, BoardLost, ConfigError, PortMissing, ReplayDeparted
from hil.record.pcapng import FullCapture
from hil.transport.disturbance import parse
from tests.hil.recorded import Taken, write

KIND = "radiator"
INDEX = boards.kind_index(KIND)
TICKS = 30

Use = Callable[[WiredBoard], list[tuple[bytes | None, int]]]


def record(path: Path, board: WiredBoard, use: Use) -> list[tuple[bytes | None, int]]:
    """Use `board` under a full capture and return what it answered."""
    capture = FullCapture(path)
    board.tap(lambda t_ns, outbound, frame: capture.frame(t_ns, INDEX, outbound, frame))
    board.open()
    try:
        return use(board)
    finally:
        board.close()
        capture.close()


def replayed(path: Path, use: Use) -> list[tuple[bytes | None, int]]:
    """Use the recording of `path` and return what it answered."""
    board = ReplayBoard(KIND, str(path))
    board.open()
    try:
        return use(board)
    finally:
        board.close()


def tick(board: WiredBoard, number: int, level: int = 1) -> Sample | None:
    """Run one tick with `level` in every byte of the stimuli."""
    actuators = None if number == 0 else bytes((number,)) + bytes(image.ACTUATOR_BYTES[INDEX] - 1)
    board.post(number, number * 100_000_000, number % 256, bytes((level,)) * image.SENSOR_BYTES[INDEX], actuators, ())
    return board.collect(Deadline(2.0))


def flight(board: WiredBoard) -> list[tuple[bytes | None, int]]:
    """Run some ticks with commands between, a reset among them."""
    found: list[tuple[bytes | None, int]] = []
    for number in range(TICKS):
        sample = tick(board, number, number + 1)
        found.append((None if sample is None else sample.body, board.outcome))
        if number == 9:
            found.append((board.command(packets.SAFE)[1], 0))
        if number == 15:
            found.append((board.command(packets.RESET)[1], 0))
    return found


@pytest.mark.parametrize("board", [
    pytest.param(lambda: InprocBoard(KIND), id="whole"),
    pytest.param(lambda: InprocBoard(KIND, mtu=64, window=140), id="segments and credit"),
    pytest.param(lambda: InprocBoard(KIND, reset_ticks=5), id="slow reset"),
])  # fmt: skip
def test_it_answers_like_the_recorded_board(tmp_path: Path, board: Callable[[], WiredBoard]) -> None:
    path = tmp_path / "wire.pcapng"
    then = record(path, board(), flight)
    assert replayed(path, flight) == then
    assert replayed(tmp_path, flight) == then  # its folder is a name of it too
    assert (None, 4) in then  # silent in reset


def test_it_answers_like_a_disturbed_board(tmp_path: Path) -> None:
    """The capture stands between host and fault proxy: what the host heard then, it hears again."""
    path = tmp_path / "wire.pcapng"
    board = InprocBoard(KIND)
    board.disturb([parse("drop:0.1"), parse("flip:0.1"), parse("duplicate:0.1")], 3)
    then = record(path, board, flight)
    assert {receipt.kind for receipt in board.receipts()} == {"drop", "flip", "duplicate"}
    assert replayed(path, flight) == then


def test_a_recording_may_be_disturbed(tmp_path: Path) -> None:
    """Frames lost on the way to a recording are sent again, and a repeat gets the stored answer."""
    path = tmp_path / "wire.pcapng"
    then = record(path, InprocBoard(KIND), flight)
    board = ReplayBoard(KIND, str(path))
    board.disturb([parse("drop:0.1"), parse("flip:0.1"), parse("duplicate:0.1"), parse("truncate:0.1")], 4)
    board.open()
    assert flight(board) == then
    assert len(board.receipts()) > 10
    board.close()


def test_another_question_is_refused_and_named(tmp_path: Path) -> None:
    path = tmp_path / "wire.pcapng"
    record(path, InprocBoard(KIND), flight)
    board = ReplayBoard(KIND, str(path))
    board.open()
    tick(board, 0, 1)
    with pytest.raises(ReplayDeparted, match=r"radiator replayed from .*wire.pcapng, tick 1: stimulus") as caught:
        tick(board, 1, 99)
    assert (caught.value.exit_code, caught.value.tick, board.departed) == (3, 1, caught.value)
    assert str(0x6363) in caught.value.got  # 99 in both bytes
    assert str(0x0202) in caught.value.expected
    board.close()


def test_after_the_recorded_end_it_says_so(tmp_path: Path) -> None:
    path = tmp_path / "wire.pcapng"
    record(path, InprocBoard(KIND), flight)
    board = ReplayBoard(KIND, str(path))
    board.open()
    flight(board)
    with pytest.raises(ReplayDeparted, match="the end of the recording as recorded, got TICK 30"):
        tick(board, TICKS)
    board.close()


def test_where_the_board_was_lost_it_is_lost_again(tmp_path: Path) -> None:
    path = tmp_path / "wire.pcapng"
    board = InprocBoard(KIND)
    board.disturb([parse("half-open:in:@4")], 1)  # from the fifth frame on nothing comes back

    def until_lost(used: WiredBoard) -> list[tuple[bytes | None, int]]:
        with pytest.raises(BoardLost) as caught:
            flight(used)
        return [(None, caught.value.last_tick or 0)]

    then = record(path, board, until_lost)
    assert replayed(path, until_lost) == then == [(None, 2)]


def test_it_gives_no_state_and_tells_no_clock(tmp_path: Path) -> None:
    path = tmp_path / "wire.pcapng"
    record(path, InprocBoard(KIND), flight)
    board = ReplayBoard(KIND, str(path))
    hello = board.open()
    assert not hello.features & packets.FEATURE_STATE
    assert hello.serial == f"inproc-{KIND}"  # who was recorded
    assert board.clock() is None
    with pytest.raises(BadAnswer):
        board.state()
    board.close()


def test_a_recording_that_will_not_do_is_refused_with_advice(tmp_path: Path) -> None:
    recorder = Taken(KIND)
    hello = recorder.hello()
    recorder.ask(recorder.session.request(packets.STATE, packets.STATE_PUT, bytes(8))[1])
    recorder.ask(recorder.tick(0))
    resumed, ring, empty = tmp_path / "resumed", tmp_path / "ring", tmp_path / "empty"
    write(resumed, INDEX, recorder.passed)
    write(ring, INDEX, recorder.passed[4:])
    write(empty, (INDEX + 1) % 4, recorder.passed)
    assert recorder.passed[0].data == hello
    for path, error, said in (
        (tmp_path / "none", PortMissing, "no such file"),
        (tmp_path, PortMissing, "no such file"),  # a folder without a capture
        (ring, ConfigError, "--wire ring"),
        (empty, ConfigError, "frames of that board"),
        (resumed, ConfigError, "resumed"),
    ):
        with pytest.raises(error, match=said) as caught:
            ReplayBoard(KIND, str(path)).open()
        assert caught.value.exit_code == 2
        assert "record" in caught.value.remedy


def test_the_url_is_known(tmp_path: Path) -> None:
    board = make_board(KIND, f"replay:{tmp_path}", None, None)
    assert isinstance(board, ReplayBoard)
    assert "other-requests" in board.NOT_MODELLED
