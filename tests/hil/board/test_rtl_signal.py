"""Faults at signal level as they are written, and which bit of a board they mean."""

from __future__ import annotations

from pathlib import Path

import pytest

from hil.board.rtl import option
from hil.board.rtl.journal import Entry, Journal, entries
from hil.board.rtl.order import Order, read
from hil.board.rtl.register import Register
from hil.board.rtl.resolve import resolve
from hil.board.rtl.signal import drift_divisors, parse
from hil.errors import ConfigError

REGISTERS = {
    "loop.boot": Register(16, 0),
    "loop.in_force": Register(8, 128),
    "loop.safe": Register(1, 0),
    "unframer.left": Register(8, 0),
    "unframer.length": Register(8, 0),
}
URLS = {"eps": "rtl:", "radiator": "rtl:verilator", "laser": "pty:", "payload": "inproc:"}


def test_each_kind_is_read() -> None:
    flip = parse("flip:loop.in_force[3][5]@tick40-200")
    assert (flip.kind, flip.target, flip.places, flip.tick, flip.clock) == ("flip", "loop.in_force", (3, 5), 40, -200)
    hold = parse("hold:rx:0:200@120000")
    assert (hold.target, hold.level, hold.clocks, hold.tick, hold.clock) == ("rx", 0, 200, None, 120000)
    assert parse("glitch:tx:3@tick9").clocks == 3
    drift = parse("drift:+2%")
    assert (drift.percent, drift.tick, drift.clock, drift.clocks) == (2.0, None, 0, 0)
    assert parse("drift:-0.5@tick7+1").percent == -0.5
    assert parse("brownout:7@tick40").clocks == 7


@pytest.mark.parametrize(
    "text",
    [
        "", "flip", "flip:loop.boot[1]", "flip:@5", "flip:loop.boot[x]@5", "flip:a:b@5", "hold:rx:2:200@5",
        "hold:rx:-1:2@5", "hold:ry:0:200@5", "hold:rx:0@5", "glitch:rx:0@5", "glitch:rx:3", "glitch:rx:3@",
        "glitch:rx:3@tick", "drift:0", "drift:11", "drift:0.3", "drift:fast", "brownout", "brownout:0@5",
        "brownout:1:2@5", "melt:rx@5", "flip:a[1]@-5",
    ],
)  # fmt: skip
def test_what_is_none_says_how_one_is_written(text: str) -> None:
    with pytest.raises(ConfigError, match="expected flip:REGISTER") as caught:
        parse(text)
    assert "hil boards registers" in caught.value.remedy


@pytest.mark.parametrize(
    ("percent", "board", "host"), [(2.0, 50, 51), (-2.0, 50, 49), (6.0, 50, 53), (5.0, 60, 63), (0.5, 200, 201)]
)
def test_a_drift_is_a_whole_number_of_clocks(percent: float, board: int, host: int) -> None:
    assert drift_divisors(percent) == (board, host)
    assert host / board - 1.0 == pytest.approx(percent / 100.0)


def test_a_bit_that_is_given_is_meant() -> None:
    faults = [parse("flip:loop.boot[15]@1"), parse("flip:loop.in_force[127][0]@1"), parse("glitch:rx:1@1")]
    assert resolve(faults, REGISTERS, 1, "eps") == faults


def test_what_is_left_open_is_drawn_by_seed_and_board() -> None:
    faults = [parse("flip:*@1")] * 400

    def places(seed: int, board: str) -> list[str]:
        return [f"{one.target}{one.places}" for one in resolve(faults, REGISTERS, seed, board)]

    drawn = resolve(faults, REGISTERS, 1, "eps")
    assert places(1, "eps") == [f"{one.target}{one.places}" for one in drawn]
    assert places(1, "eps") != places(2, "eps")
    assert places(1, "eps") != places(1, "laser")
    # 1024 of 1057 flip-flops are the memory's: 387 of 400 expected, standard deviation 3.5
    assert 370 <= sum(one.target == "loop.in_force" for one in drawn) <= 400
    assert all(0 <= one.places[0] < 128 and 0 <= one.places[1] < 8 for one in drawn if one.target == "loop.in_force")


def test_one_block_a_word_or_a_register_may_be_left_open() -> None:
    faults = [parse("flip:unframer.*@1")] * 50
    assert {one.target for one in resolve(faults, REGISTERS, 1, "eps")} == {"unframer.left", "unframer.length"}
    words = resolve([parse("flip:loop.in_force[5]@1")] * 50, REGISTERS, 1, "eps")
    assert {one.places[0] for one in words} == {5}
    assert {one.places[1] for one in words} == set(range(8))
    assert {one.places for one in resolve([parse("flip:loop.safe@1")], REGISTERS, 1, "eps")} == {(0,)}


def test_an_unknown_register_names_the_nearest_and_what_there_is() -> None:
    with pytest.raises(ConfigError, match=r"did you mean `loop\.boot`\?") as caught:
        resolve([parse("flip:core.boot[0]@1")], REGISTERS, 1, "eps")
    assert "loop.boot, loop.in_force, loop.safe" in caught.value.remedy
    with pytest.raises(ConfigError, match=r"did you mean `unframer\.left`\?"):
        resolve([parse("flip:unframer.lefd@1")], REGISTERS, 1, "eps")


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("flip:loop.boot[16]@1", "within 16 bits"),
        ("flip:loop.boot[1][1]@1", "within 16 bits"),
        ("flip:loop.in_force[128][0]@1", "within 128 words of 8 bits"),
        ("flip:loop.safe[1]@1", "within 1 bit,"),
        ("flip:loop.*[1]@1", "it is drawn"),
    ],
)
def test_a_bit_that_there_is_not(text: str, shape: str) -> None:
    with pytest.raises(ConfigError, match=shape):
        resolve([parse(text)], REGISTERS, 1, "eps")


def test_options_are_read_by_board() -> None:
    found = option.signals(["eps=brownout@1,glitch:rx:1@2", "radiator=drift:2", "eps=flip:*@9"], URLS)
    assert {name: [one.kind for one in faults] for name, faults in found.items()} == {
        "eps": ["brownout", "glitch", "flip"],
        "radiator": ["drift"],
    }
    with pytest.raises(ConfigError, match="one clock"):
        option.signals(["eps=drift:2,drift:3@tick5"], URLS)


@pytest.mark.parametrize("read_option", [option.signals, option.waves])
@pytest.mark.parametrize(("name", "url"), [("laser", "pty:"), ("payload", "inproc:")])
def test_only_a_verilog_board_has_signals(read_option, name: str, url: str) -> None:
    with pytest.raises(ConfigError, match=f"only rtl: has signals, got board {name} on {url}") as caught:
        read_option([f"{name}=brownout@1"], URLS)
    assert caught.value.remedy == f"add --board {name}=rtl:"
    assert caught.value.exit_code == 2


def test_which_ticks_are_drawn(tmp_path: Path) -> None:
    given = option.waves([f"eps={tmp_path}/a.fst@100..110"], URLS)["eps"]
    assert (given.file, given.ticks(None), given.ticks(7)) == (tmp_path / "a.fst", (100, 110), (100, 110))
    round_it = option.waves([f"eps={tmp_path}/a.vcd"], URLS)["eps"]
    assert (round_it.ticks(None), round_it.ticks(40), round_it.ticks(2)) == (None, (35, 42), (0, 4))


@pytest.mark.parametrize(
    "text", ["eps={}/a.txt", "eps={}/a.fst@9..3", "eps={}/none/a.fst", "eps={}", "eps", "me={}/a.fst"]
)
def test_waves_that_cannot_be_drawn(text: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        option.waves([text.format(tmp_path)], URLS)
    with pytest.raises(ConfigError, match="once a board"):
        option.waves([f"eps={tmp_path}/a.fst", f"eps={tmp_path}/b.fst"], URLS)


def test_an_order_comes_over_whole() -> None:
    order = Order((parse("flip:loop.boot[3]@tick4"), parse("drift:2")), Path("a"), None)
    assert read(order.text()) == order
    assert (order.div, Order().div) == (50, 4)


def test_a_journal_whose_last_line_is_cut_off(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal")
    told = [Entry(0, None, b"\x00\x01"), Entry(99, 7, b"\xff")]
    for entry in told:
        journal.add(entry)
    journal.close()
    assert list(entries(tmp_path / "journal")) == told
    (tmp_path / "journal").write_text((tmp_path / "journal").read_text()[:-3])
    assert list(entries(tmp_path / "journal")) == told[:1]
