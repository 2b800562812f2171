"""The transport over recorded frames alone: what was asked is answered as it was, and nothing else ever is."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_py.board.agent import Agent
from firmware_py.icd import packets
from firmware_py.wire import packet, segments
from hil.clock import Deadline
from hil.errors import HilError, PortLost
from hil.transport.capture import Passed
from hil.transport.replay import RECENT, Recording, ReplayTransport
from tests.hil.recorded import Taken


class Elsewhere(HilError):
    """What these tests raise for a frame that is not the recorded one."""

    def __init__(self, expected: bytes | None, got: bytes, body_at: int) -> None:
        super().__init__("a frame", "another", "this", "see")
        self.frames = expected, got
        self.body_at = body_at


def port(passed: Iterable[Passed]) -> ReplayTransport:
    """Return the transport over what passed."""
    return ReplayTransport("test", Recording(passed), Elsewhere)


def said(transport: ReplayTransport) -> bytes:
    """Return what there is to read, nothing when there is nothing."""
    return transport.read(Deadline(0.0)) if transport.can_read() else b""


@pytest.fixture
def taken() -> tuple[Taken, list[tuple[bytes, bytes]]]:
    """A session of HELLO and six TICKs: the recorder, and each request with its answer."""
    recorder = Taken()
    pairs = [(frame := recorder.hello(), b"".join(one.data for one in recorder.passed if not one.outbound))]
    for number in range(6):
        frame = recorder.tick(number, 700 + number)
        pairs.append((frame, recorder.ask(frame)))
    return recorder, pairs


def test_what_was_asked_is_answered_as_it_was(taken: tuple[Taken, list[tuple[bytes, bytes]]]) -> None:
    recorder, pairs = taken
    transport = port(recorder.passed)
    for frame, answer in pairs:
        assert not transport.can_read()
        transport.write(b"\0" + frame[:7])
        transport.write(frame[7:])
        assert said(transport) == answer
        assert answer
    assert (transport.skipped, transport.dropped) == (0, 0)


@given(st.data())
def test_any_other_packet_is_refused_and_any_damaged_one_dropped(data: st.DataObject) -> None:
    """Change any bit of a packet under a new CRC: an error with both frames. Change any bit of its frame: silence."""
    recorder = Taken()
    frames = [recorder.hello(), recorder.tick(0, 5)]
    recorder.ask(frames[1])
    place = data.draw(st.integers(0, 1))
    transport = port(recorder.passed)
    for frame in frames[:place]:
        transport.write(frame)
        said(transport)
    damaged = bytearray(frames[place])
    damaged[data.draw(st.integers(0, len(damaged) - 2))] ^= 1 << data.draw(st.integers(0, 7))
    transport.write(bytes(damaged))
    assert said(transport) == b""
    one = bytearray(segments_of(frames[place]))
    bit = data.draw(st.integers(0, 8 * len(one) - 1).filter(lambda bit: not 32 <= bit < 48))  # not its length
    one[bit >> 3] ^= 0x80 >> (bit & 7)
    changed = packet.seal(bytes(one))
    with pytest.raises(Elsewhere) as caught:
        transport.write(changed)
    assert caught.value.frames == (frames[place], changed)
    assert said(transport) == b""
    transport.write(frames[place])
    assert said(transport)


def segments_of(frame: bytes) -> bytes:
    """Return the packet in a frame, by the definition of COBS: each code byte says how far the next zero is."""
    out, at = bytearray(), 0
    while at < len(frame) - 1:
        code = frame[at]
        out += frame[at + 1 : at + code] + b"\0"
        at += code
    return bytes(out[:-1])[:-4]


def test_a_repeat_gets_the_stored_answer(taken: tuple[Taken, list[tuple[bytes, bytes]]]) -> None:
    recorder, pairs = taken
    transport = port(recorder.passed)
    for frame, answer in pairs:
        for _ in range(3):
            transport.write(frame)
            assert said(transport) == answer


def test_what_was_repeated_then_need_not_be_now() -> None:
    """A SAMPLE that came late, after the TICK had been sent twice, is the answer to the first one."""
    recorder = Taken()
    recorder.hello()
    first, second = recorder.tick(0), recorder.tick(1)
    answers = [recorder.agent.feed(frame) for frame in (first, second)]
    late = [*recorder.passed, Passed(True, first), Passed(True, first), Passed(False, answers[0]),
            Passed(True, second), Passed(False, answers[1])]  # fmt: skip
    transport = port(late)
    transport.write(recorder.passed[0].data)
    said(transport)
    for frame, answer in zip((first, second), answers, strict=True):
        transport.write(frame)
        assert said(transport) == answer


def test_a_frame_of_long_ago_is_no_repeat() -> None:
    recorder = Taken()
    frames = [recorder.tick(number) for number in range(RECENT + 2)]
    for frame in frames:
        recorder.ask(frame)
    transport = port(recorder.passed)
    for frame in frames[:-1]:
        transport.write(frame)
    transport.write(frames[1])
    with pytest.raises(Elsewhere):
        transport.write(frames[0])


def test_clock_is_answered_by_kind_however_often_it_is_asked() -> None:
    recorder = Taken(clock_ns=5_000)
    recorder.hello()
    for t1 in (11, 12):
        recorder.ask(recorder.session.clock_request(t1)[1])
    tick = recorder.tick(0)
    recorder.ask(tick)
    transport = port(recorder.passed)
    transport.write(recorder.passed[0].data)
    said(transport)
    now = Taken().session
    told = []
    for t1 in (901, 902, 903):
        link, frame = now.clock_request(t1)
        transport.write(frame)
        now.receive(said(transport))
        answer = now.take_answer(packets.CLOCK, link)
        assert answer is not None
        told.append([int.from_bytes(answer.body[at : at + 8], "big") for at in (0, 8, 16)])
    assert [one[0] for one in told] == [901, 902, 903]  # as asked now
    assert [one[1:] for one in told[1:]] == [told[1][1:]] * 2  # the last of the recorded ones, over and over
    assert 5_000 <= told[0][1] < told[0][2] < told[1][1] < told[1][2]  # as told then
    transport.write(tick)
    assert said(transport)


def test_clock_that_was_never_asked_is_refused(taken: tuple[Taken, list[tuple[bytes, bytes]]]) -> None:
    transport = port(taken[0].passed)
    with pytest.raises(Elsewhere):
        transport.write(Taken().session.clock_request(1)[1])


@pytest.mark.parametrize(
    ("apid", "service", "body", "harmless"),
    [
        (packets.STATE, packets.STATE_GET, bytes(4), True),
        (packets.COMMAND, packets.COMMAND_ASK, bytes((packets.NOOP, 1)), True),
        (packets.COMMAND, packets.COMMAND_ASK, bytes((packets.COUNTERS,)), True),
        (packets.COMMAND, packets.COMMAND_ASK, bytes((packets.MEMORY,)), True),
        (packets.COMMAND, packets.COMMAND_ASK, bytes((packets.SAFE,)), False),
        (packets.COMMAND, packets.COMMAND_ASK, bytes((packets.RESET,)), False),
        (packets.STATE, packets.STATE_PUT, bytes(8), False),
    ],
)
def test_only_what_changes_nothing_may_be_left_out(apid: int, service: int, body: bytes, harmless: bool) -> None:
    recorder = Taken()
    hello, first, second = recorder.hello(), recorder.tick(0), recorder.tick(1)
    recorder.ask(first)
    asked = recorder.session.request(apid, service, body)[1]
    recorder.ask(asked)
    recorder.ask(second)
    transport = port(recorder.passed)
    transport.write(hello + first)
    said(transport)
    if harmless:
        transport.write(second)
        assert said(transport)
        assert transport.skipped == 1
        return
    with pytest.raises(Elsewhere) as caught:
        transport.write(second)
    assert caught.value.frames[0] == asked


def test_after_the_end_nothing_is_answered(taken: tuple[Taken, list[tuple[bytes, bytes]]]) -> None:
    recorder, pairs = taken
    transport = port(recorder.passed)
    for frame, _ in pairs:
        transport.write(frame)
    said(transport)
    with pytest.raises(Elsewhere) as caught:
        transport.write(recorder.tick(6))
    assert caught.value.frames[0] is None


def test_a_board_that_fell_silent_is_lost_again(taken: tuple[Taken, list[tuple[bytes, bytes]]]) -> None:
    recorder, pairs = taken
    transport = port(recorder.passed[:-1])
    for frame, _ in pairs[:-1]:
        transport.write(frame)
        said(transport)
    transport.write(pairs[-1][0])
    with pytest.raises(PortLost, match="fell silent"):
        transport.read(Deadline(0.0))


def test_segments_are_followed_one_by_one() -> None:
    """A TICK in three segments to a board of 64 bytes MTU: the place of the body is known where it departs."""
    agent, body = Agent("eps", mtu=64, window=512), bytes(range(1, 101))
    frames = segments.frames(packets.TO_BOARD | packets.TICK, 1, 0, 1, 0, body, 64)
    passed = []
    for frame in frames.split(b"\0")[:-1]:
        passed += [Passed(True, frame + b"\0"), Passed(False, agent.feed(frame + b"\0"))]
    assert len(passed) == 6
    transport = port(passed)
    transport.write(passed[0].data)
    assert said(transport) == passed[1].data  # CREDIT
    other = segments.frames(packets.TO_BOARD | packets.TICK, 1, 0, 1, 0, body[:50] + b"!" + body[51:], 64)
    with pytest.raises(Elsewhere) as caught:
        transport.write(other[len(passed[0].data) :])
    assert caught.value.body_at == 64 - 20  # the MTU less header and CRC


def test_a_closed_one_is_lost(taken: tuple[Taken, list[tuple[bytes, bytes]]]) -> None:
    transport = port(taken[0].passed)
    transport.close()
    transport.close()
    with pytest.raises(PortLost):
        transport.write(taken[1][0][0])
