"""The agent with an executive that only counts: what reaches flight software, and when what it says is in force."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from firmware_py.board.agent import Agent
from firmware_py.icd import messages
from firmware_py.wire import image
from hil.board.base import Sample
from hil.board.session import Session

RADIATOR = 1


class Counting:
    """Writes down what it is given; its actuators, message and events tell the tick."""

    def __init__(self) -> None:
        self.given: list[tuple[Any, ...]] = []
        self.actuators = [0] * 7
        self.kick = 0
        self.message: tuple[int, ...] = (0,) * len(messages.RADIATOR)
        self.events: list[tuple[int, int, int]] = []

    def tick(self, tick: int, now_ms: int, codes: Any, age: int, mail: list[Any]) -> None:
        self.given.append((tick, now_ms, list(codes), age, mail))
        self.actuators = [tick + 100] * 7
        self.kick += 1
        self.message = (tick, -tick) + (0,) * (len(messages.RADIATOR) - 2)
        self.events = [(7, tick, -tick)] if tick % 2 else []

    def set_parameter(self, number: int, value: float) -> bool:
        return (number, value) == (3, 2.5)

    def state(self) -> list[Any]:
        return [self.actuators, self.kick, list(self.message)]

    def restore(self, state: list[Any]) -> None:
        self.actuators, self.kick, message = state
        self.message = tuple(message)


class Bench:
    """An agent with a counting executive, and the host's session beside it."""

    def __init__(self) -> None:
        self.executive = Counting()
        self.agent = Agent("radiator", executive=self.executive, reset_ticks=4)
        self.session = Session("radiator")

    def tick(self, tick: int, mail: tuple[tuple[int, int, bytes], ...] = (), quiet: bool = False) -> Sample | None:
        frames = b"".join(self.session.mail_frame(topic, published, 0, body) for topic, published, body in mail)
        frames += self.session.tick_frame(tick, tick * 100_000_000, 0, stimulus(tick), None, quiet)
        self.session.receive(self.agent.feed(frames))
        return self.session.take_sample(tick)


def stimulus(tick: int) -> bytes:
    return tick.to_bytes(2, "big") * (image.SENSOR_BYTES[RADIATOR] // 2)


def actuators(tick: int) -> bytes:
    return (tick + 100).to_bytes(2, "big") * 7


def test_flight_software_sees_the_sample_and_its_outputs_wait_for_the_next_tick() -> None:
    bench = Bench()
    expected = image.SAFE[RADIATOR]
    for tick in range(5):
        sample = bench.tick(tick)
        assert sample is not None
        assert sample.actuators == expected
        assert bench.executive.given[-1] == (tick, tick * 100, [tick] * 22, 0, [None] * 4)
        expected = actuators(tick)


def test_messages_and_events_come_with_the_sample_of_their_tick() -> None:
    bench = Bench()
    for tick in range(4):
        sample = bench.tick(tick)
        assert sample is not None
        assert sample.message is not None
        assert sample.message[:2] == (tick, -tick)
        assert list(sample.events) == ([(7, tick, -tick)] if tick % 2 else [])


def test_mail_is_delivered_on_the_tick_after_it_was_published_and_no_later() -> None:
    bench = Bench()
    bench.tick(0)
    fields = tuple(range(len(messages.EPS)))
    body = image.pack_i32(fields)
    bench.tick(1, ((0, 0, body),))
    assert bench.executive.given[-1][4] == [fields, None, None, None]
    bench.tick(2, ((0, 0, body),))
    assert bench.executive.given[-1][4] == [None] * 4


def test_misshapen_mail_is_an_error_not_a_message() -> None:
    bench = Bench()
    sample = bench.tick(0, ((0, 0, bytes(8)), (9, 0, bytes(4))))
    assert sample is not None
    assert sample.errors == 2


def test_quiet_runs_no_flight_step() -> None:
    bench = Bench()
    bench.tick(0)
    sample = bench.tick(1, quiet=True)
    assert sample is not None
    assert sample.message is None
    assert sample.actuators == image.SAFE[RADIATOR]
    assert len(bench.executive.given) == 1


def test_the_kick_of_flight_software_on_the_board_feeds_the_watchdog() -> None:
    bench = Bench()
    assert all(bench.tick(tick) for tick in range(50))
    bench.executive.tick = lambda *_: None  # type: ignore[method-assign]
    flags = [sample.flags if (sample := bench.tick(tick)) else None for tick in range(50, 80)]
    assert flags.index(2 | 1) == 20  # tick 50 still sees the kick of tick 49
    assert flags[21:25] == [None] * 4


def test_a_reset_restarts_flight_software_too() -> None:
    bench = Bench()
    for tick in range(3):
        bench.tick(tick)
    bench.session.receive(bench.agent.feed(bench.session.request(0x7E3, 0, b"\x01")[1]))
    assert bench.executive.kick == 0
    sample = bench.tick(7)
    assert sample is not None
    assert (sample.actuators, sample.boot) == (image.SAFE[RADIATOR], 2)


def test_a_parameter_reaches_flight_software() -> None:
    bench = Bench()
    good, bad = b"\x03\x00\x03" + b"\x40\x04" + bytes(6), b"\x03\x00\x04" + b"\x40\x04" + bytes(6)  # 2.5 as IEEE
    for body, status in ((good, 0), (bad, 2), (good[:-1], 2)):
        link, frame = bench.session.request(0x7E3, 0, body)
        bench.session.receive(bench.agent.feed(frame))
        answer = bench.session.take_answer(0x7E3, link)
        assert answer is not None
        assert answer.body == bytes((3, status))


def test_outputs_out_of_range_are_held_and_nothing_is_raised() -> None:
    bench = Bench()
    bench.tick(0)
    bench.executive.tick = lambda *_: setattr(bench.executive, "actuators", [70000] * 7)  # type: ignore[method-assign]
    bench.tick(1)
    sample = bench.tick(2)
    assert sample is not None
    assert sample.actuators == b"\xff\xff" * 7


def test_the_host_gone_means_the_safe_image() -> None:
    bench = Bench()
    bench.tick(0)
    bench.tick(1)
    assert bench.agent.actuators() == actuators(0)
    bench.agent.safe()
    assert bench.agent.actuators() == image.SAFE[RADIATOR]


def test_a_frame_of_which_half_came_behind_a_hello_is_not_lost() -> None:
    bench = Bench()
    hello = bench.session.request(0x7E0, 0, b"")[1]
    tick = bench.session.tick_frame(0, 0, 0, stimulus(0), None, False)
    for cut in range(1, len(tick)):
        bench.session.receive(bench.agent.feed(hello + tick[:cut]) + bench.agent.feed(tick[cut:]))
        assert bench.session.take_sample(0) is not None


@given(st.lists(st.tuples(st.integers(0, 0xFFFF), st.integers(0, 255), st.binary(max_size=120)), max_size=12))
def test_no_whole_frame_brings_the_agent_down(said: list[tuple[int, int, bytes]]) -> None:
    """Any ident, service and body with a good CRC; after it the board still answers HELLO and a TICK."""
    bench = Bench()
    bench.tick(0)
    for ident, service, body in said:
        apid = 0x7E0 + ident % 16
        bench.agent.feed(bench.session.request(apid, service % 4, body)[1])
    bench.session.receive(bench.agent.feed(bench.session.request(0x7E0, 0, b"")[1]))
    assert bench.session.hellos.pop().kind == RADIATOR
    assert bench.tick(0) is not None
