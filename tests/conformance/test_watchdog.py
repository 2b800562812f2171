"""The watchdog and the safe image, on every kind of board."""

from collections.abc import Callable

from firmware_py.wire import image
from hil.board.base import Board
from tests.conformance.talk import Talk, head, in_session, tick

MakeBoard = Callable[..., Board]
MakeTalk = Callable[..., Talk]

HELLO = 0x7E0
SAFE = 2
SAFE_FLAG, RESETTING = 1, 2
EPS = 0


def test_the_watchdog_bites_at_twenty_ticks_without_a_kick(open_talk: MakeTalk) -> None:
    talk = in_session(open_talk("eps"))
    for number in range(20):
        sample = talk.sample(tick(talk, number, 7))
        assert (sample.silence, sample.flags, sample.boot) == (number, 0, 1)
    bitten, hello = talk.say(tick(talk, 20, 7))
    assert head(bitten).flags == RESETTING | SAFE_FLAG
    assert bitten.body[-image.ACTUATOR_BYTES[EPS] :] == image.SAFE[EPS]
    assert (hello.apid, hello.service) == (HELLO, 1)
    reset_ticks = hello.body[3]
    for number in range(21, 21 + reset_ticks):
        assert talk.say(tick(talk, number, 8)) == []
    sample = talk.sample(tick(talk, 21 + reset_ticks, 8))
    assert (sample.boot, sample.silence, sample.gap) == (2, 0, 0)


def test_a_new_kick_calms_the_watchdog(open_talk: MakeTalk) -> None:
    talk = in_session(open_talk("eps"))
    for number in range(60):
        assert talk.sample(tick(talk, number, number // 20)).boot == 1


def test_missed_ticks_count_for_the_watchdog(open_talk: MakeTalk) -> None:
    talk = in_session(open_talk("eps"))
    talk.sample(tick(talk, 0, 0))
    assert talk.sample(tick(talk, 20, 1)).silence == 0  # 19 missed and a new kick in time
    bitten = talk.say(tick(talk, 41, 2))[0]  # 20 missed: too late, whatever this one says
    assert head(bitten).flags & RESETTING


def test_the_board_object_rides_through_a_watchdog_reset(open_board: MakeBoard, deadline: Callable[[], object]) -> None:
    board = open_board("eps", reset_ticks=3)
    answered = []
    for number in range(26):
        board.post(number, number * 100_000_000, 0, bytes(image.SENSOR_BYTES[EPS]), bytes(8), ())
        answered.append(board.collect(deadline()) is not None)  # type: ignore[arg-type]
        if number == 20:
            assert board.in_force(bytes(8)) == image.SAFE[EPS]
    assert answered == [True] * 21 + [False] * 3 + [True] * 2
    assert board.counters()["restarts"] == 1


def test_safe_holds_until_the_next_image(open_board: MakeBoard, deadline: Callable[[], object]) -> None:
    board = open_board("eps")
    ask = (bytes(image.SENSOR_BYTES[EPS]), bytes(8), ())
    board.post(0, 0, 0, *ask)
    board.collect(deadline())  # type: ignore[arg-type]
    assert board.command(SAFE) == (0, b"")
    assert board.in_force(bytes(8)) == image.SAFE[EPS]
    board.post(1, 1, 1, ask[0], None, ())
    sample = board.collect(deadline())  # type: ignore[arg-type]
    assert sample is not None
    assert (sample.flags, sample.actuators) == (SAFE_FLAG, image.SAFE[EPS])
    board.post(2, 2, 2, *ask)
    sample = board.collect(deadline())  # type: ignore[arg-type]
    assert sample is not None
    assert (sample.flags, sample.actuators) == (0, bytes(8))
