"""The session, on every kind of board: HELLO, exactly once, the answer store, resynchronisation, watchdog, state."""

import json
from collections.abc import Callable

import pytest

from firmware_py.icd import boards, packets
from firmware_py.wire import image
from hil.board.base import Board
from hil.errors import BadAnswer
from tests.conformance.talk import Talk, head, in_session, tick

MakeBoard = Callable[..., Board]
MakeTalk = Callable[..., Talk]

HELLO, SAMPLE, COMMAND = 0x7E0, 0x7E2, 0x7E3
NOOP, RESET, SAFE, SET_PARAMETER = 0, 1, 2, 3
SAFE_FLAG, RESETTING, GAP = 1, 2, 4
CREDIT, CLOCK = 8, 16
EPS = 0


@pytest.mark.parametrize("kind", boards.NAMES)
def test_hello_says_what_docs_wire_md_lists(open_board: MakeBoard, mtu: int, kind: str) -> None:
    board = open_board(kind)
    board.close()
    hello = board.open()
    assert (hello.major, hello.minor) == (1, 1)
    assert boards.NAMES[hello.kind] == kind
    assert hello.boot == 1
    assert hello.mtu == mtu
    assert hello.answer_depth == 16
    assert hello.watchdog_ticks == 20
    assert hello.features & ~(CREDIT + CLOCK) == 2 + 4  # STATE, COMMAND; no flight software was placed on it
    assert hello.dictionary_hash == packets.dictionary_hash(hello.kind)
    assert len(hello.firmware_hash) == 8
    assert any(hello.firmware_hash)
    assert hello.serial


def test_a_session_begins_safe_and_forgets_the_one_before(open_talk: MakeTalk) -> None:
    talk = in_session(open_talk("eps"))
    talk.say(tick(talk, 500, 1))
    in_session(talk)
    sample = talk.sample(tick(talk, 0, with_image=False))
    assert (sample.tick, sample.flags, sample.gap, sample.errors) == (0, SAFE_FLAG, 0, 0)


def test_a_command_is_carried_out_exactly_once(open_talk: MakeTalk) -> None:
    talk = in_session(open_talk("eps"))
    talk.sample(tick(talk, 0))
    link, frame = talk.session.request(COMMAND, 0, bytes((RESET,)))
    first = talk.say(frame)
    assert [packet.apid for packet in first] == [COMMAND, HELLO]
    assert (first[0].link, first[0].body) == (link, bytes((RESET, 0)))
    assert talk.say(frame) == first  # from the store
    assert head(talk.say(tick(talk, 9))[0]).boot == 2  # reset once, not twice


def test_questions_for_the_clock_age_no_command(open_talk: MakeTalk) -> None:
    """A link sequence is one byte: 255 questions between two commands must not bring the first one's round again."""
    talk = in_session(open_talk("eps"))
    for argument in (b"A", b"B"):
        (answer,) = talk.say(talk.session.request(COMMAND, 0, bytes((NOOP,)) + argument)[1])
        assert answer.body == bytes((NOOP, 0)) + argument
        for t1_ns in range(255):
            talk.session.clock_request(t1_ns)


def test_the_store_holds_sixteen_answers(open_talk: MakeTalk) -> None:
    """SAFE shows whether it was carried out again: an image in force makes the flag go away, SAFE brings it back."""
    talk = in_session(open_talk("eps"))
    _, frame = talk.session.request(COMMAND, 0, bytes((SAFE,)))
    talk.say(frame)  # two commands, with the NOOP that every `say` adds
    assert not talk.sample(tick(talk, 0, 0)).flags & SAFE_FLAG  # three
    for _ in range(13):
        talk.say(b"")
    assert [packet.apid for packet in talk.say(frame)] == [COMMAND]  # the sixteenth youngest; its NOOP pushes it out
    assert not talk.sample(tick(talk, 1, 1, with_image=False)).flags & SAFE_FLAG
    assert [packet.apid for packet in talk.say(frame)] == [COMMAND]
    assert talk.sample(tick(talk, 2, 2, with_image=False)).flags & SAFE_FLAG


def test_an_old_command_link_is_a_new_command(open_talk: MakeTalk) -> None:
    talk = in_session(open_talk("eps"))
    _, frame = talk.session.request(COMMAND, 0, bytes((RESET,)))
    talk.say(frame)
    for _ in range(16):
        talk.say(b"")  # a NOOP each: together they push RESET out
    assert [packet.apid for packet in talk.say(frame)] == [COMMAND, HELLO]
    assert head(talk.say(tick(talk, 9))[0]).boot == 3


@pytest.mark.parametrize(
    ("request_body", "answer_body"),
    [
        (bytes((NOOP,)) + b"ping", bytes((NOOP, 0)) + b"ping"),
        (bytes((SAFE,)), bytes((SAFE, 0))),
        (bytes((SAFE, 1)), bytes((SAFE, 2))),  # SAFE takes no argument
        (bytes((RESET, 1)), bytes((RESET, 2))),
        (bytes((77,)), bytes((77, 1))),  # unknown code
        (bytes((SET_PARAMETER,)) + bytes(10), bytes((SET_PARAMETER, 1))),  # no flight software to set it in
    ],
)
def test_commands_answer_with_a_status(open_talk: MakeTalk, request_body: bytes, answer_body: bytes) -> None:
    talk = in_session(open_talk("eps"))
    (answer,) = talk.say(talk.session.request(COMMAND, 0, request_body)[1])
    assert (answer.apid, answer.service, answer.body) == (COMMAND, 1, answer_body)


def test_the_longest_noop_comes_back_whole_and_a_longer_one_is_refused(open_talk: MakeTalk) -> None:
    talk = in_session(open_talk("eps"))
    longest = bytes(range(228))  # 16 header + code + status + 228 + 4 CRC = MTU of 250
    (answer,) = talk.say(talk.session.request(COMMAND, 0, bytes((NOOP,)) + longest)[1])
    assert answer.body == bytes((NOOP, 0)) + longest
    (answer,) = talk.say(talk.session.request(COMMAND, 0, bytes((NOOP,)) + longest + b"x")[1])
    assert answer.body == bytes((NOOP, 2))


def test_a_parameter_is_set_in_flight_software_on_the_board(open_talk: MakeTalk) -> None:
    talk = in_session(open_talk("eps", parameters=()))
    unknown = bytes((SET_PARAMETER,)) + b"\xff\xff" + bytes(8)
    (answer,) = talk.say(talk.session.request(COMMAND, 0, unknown)[1])
    assert answer.body == bytes((SET_PARAMETER, 2))


def test_a_repeated_tick_is_answered_from_the_store(open_talk: MakeTalk) -> None:
    talk = in_session(open_talk("eps"))
    for number in range(3):
        frame = tick(talk, number, number)
        first = talk.say(frame)
        assert talk.say(frame) == first
        assert talk.say(tick(talk, number, 99)) == first  # the number alone decides
    assert talk.sample(tick(talk, 3, 3)).silence == 0


def test_a_tick_from_the_past_is_not_executed(open_talk: MakeTalk) -> None:
    talk = in_session(open_talk("eps"))
    talk.sample(tick(talk, 7, 1))
    assert talk.say(tick(talk, 6, 2)) == []
    assert talk.sample(tick(talk, 8, 3)).errors == 1


def test_missed_ticks_are_reported(open_talk: MakeTalk) -> None:
    talk = in_session(open_talk("eps"))
    talk.sample(tick(talk, 0, 0))
    sample = talk.sample(tick(talk, 5, 1))
    assert (sample.gap, sample.flags & GAP) == (4, GAP)
    sample = talk.sample(tick(talk, 6, 2))
    assert (sample.gap, sample.flags & GAP) == (0, 0)


@pytest.mark.parametrize("garbage", [bytes(5), b"\x01" * 3, b"\xff" * 1000, b"hello\r\n", bytes(range(256))])
def test_garbage_costs_no_frame_after_the_next_zero(open_talk: MakeTalk, garbage: bytes) -> None:
    talk = in_session(open_talk("eps"))
    talk.sample(tick(talk, 0, 0))
    assert talk.say(garbage) == []
    assert talk.sample(tick(talk, 1, 1)).gap == 0


def test_every_single_bit_error_is_rejected(open_talk: MakeTalk) -> None:
    """Whole frame but its closing zero. A rejected TICK is no TICK: the next one reports all of them as one gap."""
    talk = in_session(open_talk("eps"))
    talk.sample(tick(talk, 0, 0))
    frame = tick(talk, 1, 1)
    for bit in range(8 * (len(frame) - 1)):
        wrong = bytearray(frame)
        wrong[bit >> 3] ^= 1 << (bit & 7)
        assert talk.say(bytes(wrong)) == [], f"bit {bit}"
    sample = talk.sample(tick(talk, 2, 1))
    assert sample.gap == 1
    assert sample.errors >= 8 * (len(frame) - 1)


@pytest.mark.parametrize("wrong", ["short image", "no image but its flag", "an APID nobody has", "no body"])
def test_a_whole_frame_that_makes_no_sense_is_counted(open_talk: MakeTalk, wrong: str) -> None:
    talk = in_session(open_talk("eps"))
    if wrong == "short image":
        frame = Talk("radiator", talk.transport, talk.mtu).session.tick_frame(
            0, 0, 0, bytes(image.SENSOR_BYTES[1]), None
        )
    elif wrong == "no image but its flag":
        body = bytes(5) + b"\x01" + bytes(image.SENSOR_BYTES[EPS])
        frame = talk.session.request(0x7E1, 0, body)[1]
    else:
        frame = talk.session.request(0x7EF if "APID" in wrong else 0x7E1, 0, b"")[1]
    assert talk.say(frame) == []
    assert talk.sample(tick(talk, 0)).errors == 1


@pytest.mark.parametrize("parameters", [None, ()], ids=["host", "board"])
def test_a_restored_board_goes_on_as_if_never_stopped(
    open_board: MakeBoard, deadline: Callable[[], object], parameters: tuple[()] | None
) -> None:
    def run(board: Board, first: int, last: int) -> list[object]:
        said = []
        for number in range(first, last):
            stimulus = bytes((number + place) & 0x7F for place in range(image.SENSOR_BYTES[EPS]))
            actuators = bytes((number,) * 8) if parameters is None else None
            # One tick in nine is left out and the kick stands still now and then: gaps and silence are state too.
            if number % 9 != 4:
                board.post(number, number * 100_000_000, number // 5, stimulus, actuators, ())
                sample = board.collect(deadline())  # type: ignore[arg-type]
                said.append(sample and (sample.body, sample.message, list(sample.events)))
        return said

    whole, fresh = open_board("eps", parameters=parameters), open_board("eps", parameters=parameters)
    run(whole, 0, 3)
    whole.command(RESET)
    run(whole, 3, 31)
    state = json.loads(json.dumps(whole.state()))
    expected = run(whole, 31, 60)
    fresh.restore(state)
    assert run(fresh, 31, 60) == expected
    assert fresh.counters() == whole.counters()


def test_a_state_of_another_placement_is_refused_and_the_board_lives_on(open_board: MakeBoard) -> None:
    host, placed = open_board("eps"), open_board("eps", parameters=())
    with pytest.raises(BadAnswer, match="refusal"):
        host.restore(placed.state())
    assert host.command(NOOP, b"ping") == (0, b"ping")


def test_every_kind_says_what_it_does_not_model(open_board: MakeBoard) -> None:
    assert {"baud", "parity", "usb-frames"} <= set(open_board("eps").NOT_MODELLED)
