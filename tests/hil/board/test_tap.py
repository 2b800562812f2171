"""The tap shows whole frames, in order, with the time of their tick."""

from firmware_py.wire import image
from hil.board.inproc import InprocBoard
from hil.board.tap import Tap
from hil.clock import Deadline


def test_frames_are_whole_however_reading_cuts_them() -> None:
    seen: list[tuple[int, bool, bytes]] = []
    tap = Tap(lambda *frame: seen.append(frame))
    tap.sent(5, b"ab\0\0cd\0")
    for piece in (b"x", b"y\0z", b"", b"\0"):
        tap.received(6, piece)
    assert seen == [(5, True, b"ab\0"), (5, True, b"\0"), (5, True, b"cd\0"), (6, False, b"xy\0"), (6, False, b"z\0")]


def test_an_endless_frame_is_not_hoarded() -> None:
    seen: list[bytes] = []
    tap = Tap(lambda _t, _o, data: seen.append(data))
    for _ in range(100):
        tap.received(0, b"x" * 999)
    tap.received(0, b"\0")
    assert len(seen[0]) <= 1024 + 1


def test_a_board_shows_what_goes_there_and_comes_back() -> None:
    seen: list[tuple[int, bool, bytes]] = []
    board = InprocBoard("eps")
    board.open()
    board.tap(lambda *frame: seen.append(frame))
    for tick in range(2):
        board.post(tick, tick * 100_000_000, 0, bytes(image.SENSOR_BYTES[0]), None, ())
        board.collect(Deadline(1.0))
    board.close()
    assert [(t_ns, outbound) for t_ns, outbound, _ in seen] == [
        (0, True), (0, False), (100_000_000, True), (100_000_000, False),
    ]  # fmt: skip
    assert all(data.count(0) == 1 and data[-1] == 0 for _, _, data in seen)
