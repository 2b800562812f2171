"""What stands in the terminal, live and at the end."""

import io
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rich.console import Console

from hil.check.verdict import judge
from hil.report.terminal import Progress, print_outcome, status_line
from tests.hil.record.synthetic import eclipse_pass, quiet

STATUS = {
    "time_s": 2400.0, "total_s": 5801.0, "wall_s": 12.0, "shadow": 2.0, "payload_w": 31_400.0, "platform_w": 6000.0,
    "soc": 0.912, "supply_a_c": 40.25, "supply_b_c": 41.0, "links_mask": 13.0,
    "pump_w": 500.0, "laser_w": 100.0,
}  # fmt: skip


def console(terminal: bool, width: int = 140) -> tuple[Console, io.StringIO]:
    stream = io.StringIO()
    return Console(file=stream, force_terminal=terminal, width=width, color_system=None), stream


def outcome(**more: Any) -> Any:
    base = {
        "folder": Path("runs/0001"),
        "verdict": None,
        "hashes": {},
        "speed_factor": 212.4,
        "error": None,
        "compute": {},
        "pacing": {"mode": "lockstep"},
        "losses": [],
    }
    return SimpleNamespace(**(base | more))


def test_the_status_line() -> None:
    expected = "40:00/96:41 x200 UMBRA    bus  38.0 kW SoC 0.912 cool 40.2/41.0 °C links 3/4"
    assert status_line(STATUS).plain == expected


def test_on_eighty_columns_there_is_room_for_the_whole_line_and_a_bar() -> None:
    to, stream = console(terminal=True, width=80)
    with Progress(console=to) as live:
        live.update(STATUS | {"time_s": 5801.0, "shadow": 1.0, "payload_w": 131_400.0})
    assert "links 3/4" in stream.getvalue()
    assert "━" in stream.getvalue()


@pytest.mark.parametrize("width", [80, 100, 160])
def test_the_verdict_has_one_line_a_requirement(width: int) -> None:
    to, stream = console(terminal=False, width=width)
    verdict = judge(quiet(100), must_exercise=["CMP-001"])
    print_outcome(outcome(verdict=verdict), to)
    lines = stream.getvalue().splitlines()
    assert all(len(line) <= width for line in lines)
    for row in verdict.rows:
        (line,) = [line for line in lines if line.startswith(row.id)]
        assert row.text.removeprefix("The ")[1:12] in line
        assert line.rstrip(" !").endswith({"NOT_EXERCISED": "UNTRIED"}.get(row.status, row.status))


def test_a_limit_in_words_takes_no_unit() -> None:
    to, stream = console(terminal=False)
    print_outcome(outcome(verdict=judge(quiet(100))), to)
    assert "one rung at a time rungs" not in stream.getvalue()
    assert "<= 105 degC" in stream.getvalue()


def test_what_is_not_known_is_left_out() -> None:
    assert status_line({"time_s": 1.0, "total_s": 10.0}).plain == "0:01/0:10"


def test_on_a_terminal_the_bar_is_drawn_and_ends() -> None:
    to, stream = console(terminal=True)
    with Progress(console=to) as live:
        live.update(STATUS)
        live.update(STATUS | {"time_s": 5801.0, "shadow": 0.0})
    text = stream.getvalue()
    assert "UMBRA" in text
    assert "SUNLIT" in text
    assert "━" in text


def test_without_a_terminal_a_line_every_tenth() -> None:
    to, stream = console(terminal=False)
    with Progress(console=to) as live:
        for time_s in range(101):
            live.update({"time_s": float(time_s), "total_s": 100.0})
    lines = stream.getvalue().splitlines()
    assert len(lines) == 11
    assert lines[0].startswith("  0%")
    assert lines[-1].startswith("100%")
    assert "\x1b" not in stream.getvalue()


def test_quiet_says_nothing() -> None:
    for terminal in (False, True):
        to, stream = console(terminal)
        with Progress(quiet=True, console=to) as live:
            live.update(STATUS)
        assert stream.getvalue() == ""


def test_the_end_says_verdict_speed_hash_and_folder() -> None:
    to, stream = console(terminal=False)
    print_outcome(outcome(verdict=judge(eclipse_pass(10.0)), hashes={"record_hash": "ab" * 32}), to)
    text = stream.getvalue()
    for said in ("PWR-001", "PASS (", "212 times real time", "ab" * 32, "runs/0001"):
        assert said in text


def test_the_end_shows_failures_and_what_was_missed() -> None:
    to, stream = console(terminal=False)
    drawn = quiet(100)
    drawn.values["truth.bus_min_v"][50] = 700.0
    print_outcome(outcome(verdict=judge(drawn, must_exercise=["CMP-001"])), to)
    text = stream.getvalue()
    assert "FAIL (" in text
    assert "0:50" in text
    assert "UNTRIED!" in text
    assert "not exercised, 1 of them demanded)" in text


def test_a_run_that_died_says_where_and_shows_no_verdict() -> None:
    to, stream = console(terminal=False)
    print_outcome(outcome(error="board eps is lost [after tick 12]"), to)
    assert "PASS" not in stream.getvalue()
    assert stream.getvalue().endswith("run folder  runs/0001\n")
