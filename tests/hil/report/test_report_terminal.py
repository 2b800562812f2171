"""What stands in the terminal, live and at the end."""

import io
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from rich.console import Console

from hil.check.verdict import judge
from hil.report.terminal import Progress, print_outcome, status_line
from tests.hil.record.synthetic import eclipse_pass, quiet

STATUS = {
    "time_s": 2400.0, "total_s": 5801.0, "wall_s": 12.0, "shadow": 2.0, "payload_w": 31_400.0, "platform_w": 6000.0,
    "soc": 0.912, "supply_a_c": 40.25, "supply_b_c": 41.0, "links_mask": 13.0,
}  # fmt: skip


def console(terminal: bool) -> tuple[Console, io.StringIO]:
    stream = io.StringIO()
    return Console(file=stream, force_terminal=terminal, width=140, color_system=None), stream


def outcome(**more: Any) -> Any:
    base = {"folder": Path("runs/0001"), "verdict": None, "hashes": {}, "speed_factor": 212.4, "error": None}
    return SimpleNamespace(**(base | more))


def test_the_status_line() -> None:
    expected = "40:00.0 / 96:41.0  x200  UMBRA     bus  37.4 kW  SoC 0.912  coolant 40.2 41.0 degC  links 3/4"
    assert status_line(STATUS).plain == expected


def test_what_is_not_known_is_left_out() -> None:
    assert status_line({"time_s": 1.0, "total_s": 10.0}).plain == "0:01.0 / 0:10.0"


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
    assert "0:50.0" in text
    assert "NOT EXERCISED !" in text


def test_a_run_that_died_says_where_and_shows_no_verdict() -> None:
    to, stream = console(terminal=False)
    print_outcome(outcome(error="board eps is lost [after tick 12]"), to)
    assert "PASS" not in stream.getvalue()
    assert stream.getvalue().endswith("run folder  runs/0001\n")
