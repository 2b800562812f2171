"""Wire time against sums on paper: eight bits, start and stop are ten a byte."""

from collections.abc import Sequence

import pytest

from hil.board.choice import link_model, make_board
from hil.board.wiretime import WirePlan, WireTime
from hil.scenario.load import load
from hil.scenario.shipped import scenario_path

PERIOD_NS = 100_000_000
MS = 1_000_000


def half(_: int) -> Sequence[float]:
    return 0.5, 0.5, 0.5, 0.25


def wire(**plan: int) -> WireTime:
    return WireTime(WirePlan(**plan), half, PERIOD_NS)


@pytest.mark.parametrize(
    ("baud", "size", "took_ns"),
    [
        (115_200, 104, 9_027_778),  # 104 x 10 / 115200 = 9.02777... ms, rounded up to whole ns
        (9600, 96, 100_000_000),  # all of a tick of 100 ms
        (1_000_000, 84, 840_000),  # 0.84 ms
        (0, 250, 0),
    ],
)
def test_bytes_take_ten_bits_each(baud: int, size: int, took_ns: int) -> None:
    assert wire(baud=baud).bytes_ns(size) == took_ns


def test_an_exchange_takes_both_ways_and_both_latencies() -> None:
    line = wire(baud=115_200, latency_ns=2 * MS)
    assert line.sent(7, 700 * MS, b"", bytes(104)).frames == bytes(104)
    assert line.answered(7, 104) is None
    told = line.plain()
    assert told["most_ms"] == pytest.approx(2 * (104 * 10 / 115.2 + 2.0), abs=1e-5)  # 22.0556 ms
    assert told["most_of_a_tick"] == pytest.approx(0.220556, abs=1e-6)
    assert (told["exchanges"], told["bytes_lost"]) == (1, 0)


def test_jitter_is_drawn_for_each_way() -> None:
    line = wire(jitter_ns=8 * MS)  # half of it out, a quarter back: 4 + 2 ms
    line.sent(0, 0, b"", bytes(10))
    assert line.answered(0, 10) is None
    assert line.plain()["most_ms"] == 6.0


@pytest.mark.parametrize(("size", "in_tick"), [(95, True), (96, False)])
def test_a_tick_that_is_not_whole_before_the_next_is_late(size: int, in_tick: bool) -> None:
    line = wire(baud=9600)  # 96 bytes take 100 ms
    arrived = line.sent(3, 300 * MS, b"", bytes(size))
    assert (arrived.in_tick, len(arrived.frames)) == (in_tick, size if in_tick else 0)


@pytest.mark.parametrize(("size", "due"), [(47, None), (48, 4), (144, 5)])
def test_an_answer_arrives_in_the_tick_that_its_bytes_end_in(size: int, due: int | None) -> None:
    line = wire(baud=9600)
    line.sent(3, 300 * MS, b"", bytes(48))  # 50 ms
    assert line.answered(3, size) == due  # 50 ms + 48.96, 50 and 150 ms


def test_an_answer_waits_for_the_one_before() -> None:
    line = wire(baud=9600)
    line.sent(0, 0, b"", bytes(24))  # 25 ms
    assert line.answered(0, 144) == 1  # from 25 to 175 ms
    line.sent(1, 100 * MS, b"", bytes(24))  # read at 125 ms
    assert line.answered(1, 24) == 2  # from 175 to 200 ms; alone it would have been there at 150
    fresh = wire(baud=9600)
    fresh.sent(1, 100 * MS, b"", bytes(24))
    assert fresh.answered(1, 24) is None


def test_no_answer_overtakes_another() -> None:
    draws = iter([0.0, 0.9, 0.0, 0.0])
    line = WireTime(WirePlan(jitter_ns=200 * MS), lambda _: [next(draws)] * 4, PERIOD_NS)
    line.sent(0, 0, b"", b"x")
    assert line.answered(0, 1) == 1  # 180 ms
    line.sent(1, 100 * MS, b"", b"x")
    assert line.answered(1, 1) is None
    assert line.plain()["least_ms"] == 80.0  # held back from 100 to 180 ms


def test_a_usb_frame_carries_what_was_handed_over_before_it() -> None:
    line = wire(usb_frame_ns=MS)
    line.sent(0, 0, b"", bytes(10))  # out with the frame at 1 ms, back with the one at 2 ms
    line.answered(0, 10)
    assert line.plain()["most_ms"] == 2.0


def test_a_fifo_that_is_emptied_in_time_loses_nothing() -> None:
    line = wire(baud=115_200, fifo_bytes=64, service_ns=5 * MS)  # 57.6 bytes in 5 ms
    arrived = line.sent(0, 0, b"", b"\1" * 200)
    assert (arrived.lost, arrived.damaged) == (0, False)
    line.answered(0, 0)
    assert line.plain()["most_ms"] == 20.0  # 200 bytes are there at 17.36 ms and are read at 20


def test_a_fifo_keeps_what_came_first_between_two_services() -> None:
    line = wire(baud=100_000, fifo_bytes=64, service_ns=10 * MS)  # a byte is 0.1 ms: 100 come in 10 ms
    data = bytes(1 + at % 250 for at in range(149)) + b"\0"
    arrived = line.sent(0, 0, b"", data)
    # Bytes 1 to 100 end at 0.1 to 10.0 ms, of which 64 stay; the other 50 come in the second window and fit.
    assert arrived.frames == data[:64] + data[100:]
    assert (arrived.lost, arrived.damaged) == (36, True)


def test_bytes_lost_of_the_mail_alone_leave_the_tick_whole() -> None:
    line = wire(baud=100_000, fifo_bytes=64, service_ns=10 * MS)
    arrived = line.sent(0, 0, b"\1" * 99 + b"\0", b"\2" * 40 + b"\0")
    assert (arrived.lost, arrived.damaged) == (35, False)  # the 0x00 of the mail is spared
    assert arrived.frames == b"\1" * 64 + b"\0" + b"\2" * 40 + b"\0"


def test_a_line_restored_goes_on_as_the_first() -> None:
    one, other = wire(baud=9600), wire(baud=9600)
    one.sent(0, 0, b"", bytes(24))
    one.answered(0, 144)
    other.restore(one.state())
    for line in (one, other):
        line.sent(1, 100 * MS, b"", bytes(24))
    assert one.answered(1, 24) == other.answered(1, 24) == 2
    assert one.plain() == other.plain()


@pytest.mark.parametrize("url", ["inproc:", "pty:"])
def test_what_is_timed_is_not_said_to_be_left_out(url: str) -> None:
    def left_out(*settings: str) -> set[str]:
        scenario = load(scenario_path("eclipse_pass"), settings).scenario
        link = link_model(scenario.seed, scenario.link, "eps", scenario.period_ms)
        return set(make_board("eps", url, link, None).not_modelled())

    whole = left_out()
    assert {"baud", "overrun", "usb-frames", "parity"} <= whole
    assert left_out("link.latency_ms=2", "link.tick_loss=0.1") == whole
    assert left_out("link.baud=115200") == whole - {"baud"}
    assert left_out("link.baud=115200", "link.fifo_bytes=16", "link.usb_frame_ms=1") == whole - {
        "baud", "overrun", "usb-frames",
    }  # fmt: skip
