"""The fault proxy: every kind does what it says, says so in a receipt, and does it again with the same seed."""

from __future__ import annotations

import hashlib
from collections import Counter
from contextlib import closing
from typing import Any

import pytest

from firmware_py.board import agent as agent_module
from hil.board.inproc import InprocBoard
from hil.clock import Deadline
from hil.errors import BoardLost, ConfigError, PortLost
from hil.transport.base import Transport
from hil.transport.disturbance import KINDS, parse
from hil.transport.proxy import FaultProxy

FRAMES = [bytes((n + 1,)) * (n + 2) + b"\0" for n in range(10)]


class Wire(Transport):
    """Keeps what is written, and reads back what it is given."""

    name = "wire"

    def __init__(self) -> None:
        self.written: list[bytes] = []
        self.closed = False

    def write(self, data: bytes) -> None:
        self.written.append(data)

    def read(self, deadline: Deadline, longest_s: float = 0.0) -> bytes:
        return b"".join(FRAMES)

    def close(self) -> None:
        self.closed = True


def sent(*plan: str, seed: int = 1, name: str = "eps", port: str = "wire") -> tuple[list[bytes], FaultProxy]:
    """Send FRAMES one by one through a proxy; return what each write passed on."""
    wire = Wire()
    wire.name = port
    proxy = FaultProxy(wire, [parse(text) for text in plan], seed, name)
    for frame in FRAMES:
        proxy.write(frame)
    return wire.written, proxy


def test_without_a_plan_everything_passes_and_nothing_is_noted() -> None:
    passed, proxy = sent()
    assert passed == FRAMES
    assert proxy.receipts == []
    assert proxy.read(Deadline(0.0)) == b"".join(FRAMES)


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        ("drop:out:@3", [*FRAMES[:3], *FRAMES[4:]]),
        ("duplicate:out:@3", [*FRAMES[:3], FRAMES[3] * 2, *FRAMES[4:]]),
        ("reorder:out:@3:2", [*FRAMES[:3], FRAMES[4], FRAMES[5] + FRAMES[3], *FRAMES[6:]]),
        ("stall:out:@3:2", [*FRAMES[:3], FRAMES[3] + FRAMES[4] + FRAMES[5], *FRAMES[6:]]),
        ("half-open:out:@3", FRAMES[:3]),
    ],
)
def test_what_a_kind_does_to_the_order_of_frames(plan: str, expected: list[bytes]) -> None:
    passed, proxy = sent(plan)
    assert passed == expected
    (receipt,) = proxy.receipts
    assert (receipt.kind, receipt.way, receipt.frame) == (plan.split(":")[0], "out", 3)
    assert receipt.offset == sum(len(frame) for frame in FRAMES[:3])


def test_truncation_runs_into_the_next_frame() -> None:
    passed, proxy = sent("truncate:out:@3")
    whole, cut = b"".join(passed), len(FRAMES[3])
    assert len(whole) < sum(map(len, FRAMES))
    assert whole.count(b"\0") == 9
    assert f"of {cut} bytes" in proxy.receipts[0].detail


def test_a_flip_changes_one_bit_and_says_which() -> None:
    passed, proxy = sent("flip:out:@3")
    bit = int(proxy.receipts[0].detail.split()[1])
    difference = int.from_bytes(passed[3], "big") ^ int.from_bytes(FRAMES[3], "big")
    assert difference == 1 << (8 * len(FRAMES[3]) - 1 - bit)
    assert passed[:3] + passed[4:] == FRAMES[:3] + FRAMES[4:]


def test_garbage_comes_before_the_frame() -> None:
    passed, _ = sent("garbage:out:@3:7")
    assert passed[3].endswith(FRAMES[3])
    assert len(passed[3]) == len(FRAMES[3]) + 7


def test_a_disconnection_is_a_lost_port_and_stays_one() -> None:
    wire = Wire()
    proxy = FaultProxy(wire, [parse("disconnect:in:@2")], 1, "eps")
    proxy.write(FRAMES[0])
    with pytest.raises(PortLost):
        proxy.read(Deadline(0.0))
    assert wire.closed
    with pytest.raises(PortLost):
        proxy.write(FRAMES[0])
    assert [receipt.kind for receipt in proxy.receipts] == ["disconnect"]


def test_the_same_seed_does_the_same_and_another_does_not() -> None:
    plan = ("drop:0.2", "flip:0.2", "duplicate:0.2", "garbage:0.2:8")
    assert sent(*plan)[0] == sent(*plan)[0]
    assert sent(*plan)[0] != sent(*plan, seed=2)[0]
    assert sent("garbage:@3:8")[0] != sent("garbage:@3:8", seed=2)[0]


def test_two_boards_are_disturbed_differently_and_the_port_does_not_matter() -> None:
    plan = ("drop:0.2", "flip:0.2", "duplicate:0.2", "garbage:0.2:8")
    assert sent(*plan)[0] != sent(*plan, name="radiator")[0]
    assert sent(*plan, port="/dev/ttyACM0")[0] == sent(*plan, port="/dev/ttyACM1")[0]


@pytest.mark.parametrize(
    "text", ["", "drop", "drop:2", "melt:0.1", "drop:up:0.1", "flip:0.1:0", "flip:@-1", "drop:nan"]
)
def test_what_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="a disturbance"):
        parse(text)


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"half-open", "disconnect", "re-enumerate"}))
def test_a_board_is_spoken_with_through_each_kind(kind: str) -> None:
    board = InprocBoard("eps")
    board.disturb([parse(f"{kind}:0.2")], 7)
    with closing(board):
        board.open()
        for n in range(200):
            assert board.command(0, n.to_bytes(4, "big")) == (0, n.to_bytes(4, "big"))
    assert {receipt.kind for receipt in board.receipts()} == {kind}


def test_a_disconnection_is_a_lost_board() -> None:
    board = InprocBoard("eps")
    board.disturb([parse("disconnect:out:@30")], 7)
    with closing(board):
        board.open()
        with pytest.raises(BoardLost, match="fault proxy"):
            commands(board, 100)


def test_a_board_that_cannot_be_replugged_is_refused_before_it_is_opened() -> None:
    with pytest.raises(ConfigError, match="a board that can be replugged"):
        InprocBoard("eps").disturb([parse("re-enumerate:@3")], 7)


def test_a_port_opened_again_goes_on_with_the_frame_after_the_one_that_lost_it() -> None:
    replugged: list[int] = []
    first, second = Wire(), Wire()
    plan = [parse("re-enumerate:out:@2"), parse("drop:out:@3"), parse("stall:out:@1:4")]
    proxy = FaultProxy(first, plan, 1, "eps", lambda: replugged.append(1))
    proxy.write(FRAMES[0] + FRAMES[1])  # the second is held back
    with pytest.raises(PortLost, match="a re-enumeration by the fault proxy"):
        proxy.write(FRAMES[2])
    with pytest.raises(PortLost):
        proxy.write(FRAMES[2])
    assert (replugged, first.closed) == ([1], True)
    proxy.reopened(second)
    for frame in FRAMES[2:5]:
        proxy.write(frame)
    assert first.written == [FRAMES[0]]
    assert second.written == [FRAMES[3], FRAMES[4]]  # number 3 is dropped; what was held back went with the port
    assert [(one.kind, one.frame) for one in proxy.receipts] == [("stall", 1), ("re-enumerate", 2), ("drop", 3)]


def commands(board: InprocBoard, count: int) -> None:
    """Send `count` NOOPs, each with an argument of its own."""
    for n in range(count):
        board.command(0, n.to_bytes(4, "big"))


def executed(monkeypatch: pytest.MonkeyPatch, count: int, seed: int) -> tuple[Counter[Any], str, int]:
    """Send commands over a bad line; return how often each was carried out, a hash of the log, and the receipts."""
    done: Counter[Any] = Counter()
    log = hashlib.sha256()
    true_execute = agent_module.execute

    def execute(board: Any, flight: Any, code: int, argument: bytes) -> Any:
        done[argument] += 1
        log.update(argument)
        return true_execute(board, flight, code, argument)

    monkeypatch.setattr(agent_module, "execute", execute)
    board = InprocBoard("eps")
    board.disturb([parse(text) for text in ("drop:0.01", "flip:0.001", "duplicate:0.01", "reorder:0.01:3")], seed)
    with closing(board):
        board.open()
        commands(board, count)
    for receipt in board.receipts():
        log.update(repr(receipt).encode())
    return done, log.hexdigest(), len(board.receipts())


def test_a_thousand_commands_are_carried_out_once_each(monkeypatch: pytest.MonkeyPatch) -> None:
    done, log, receipts = executed(monkeypatch, 1000, 1)
    assert len(done) == 1000
    assert set(done.values()) == {1}
    assert receipts > 20
    assert executed(monkeypatch, 1000, 1)[1] == log
    assert executed(monkeypatch, 1000, 2)[1] != log


@pytest.mark.slow
def test_a_hundred_thousand_commands_are_carried_out_once_each(monkeypatch: pytest.MonkeyPatch) -> None:
    done, log, receipts = executed(monkeypatch, 100_000, 1)
    assert len(done) == 100_000
    assert set(done.values()) == {1}
    assert receipts > 4000
    assert executed(monkeypatch, 100_000, 1)[1] == log
