"""`hil boards conform` as a person runs it: exit codes, what stands in the terminal, the page and the JSON."""

import json
import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from firmware_py.board.agent import Agent
from hil.cli import main
from hil.conform import page, score, terminal
from hil.conform.check import HELD, SKIPPED, Check, Result
from hil.conform.engine import Report, examine
from hil.conform.place import place
from hil.conform.subject import Subject
from hil.errors import BoardLost, ConfigError, WrongBoard, WrongProtocol
from tests.conform.agents import agent_place
from tests.conform.broken import NoWatchdog, WrongCrc
from tests.hil.command import hil


def test_a_board_that_holds_exits_0_and_writes_both_reports(tmp_path: Path) -> None:
    html, plain = tmp_path / "eps.html", tmp_path / "eps.json"
    done = hil("boards", "conform", "inproc:eps", "--report", str(html), "--json", str(plain))
    assert done.returncode == 0, done.stderr
    assert "A BOARD" in done.stdout
    told = json.loads(plain.read_text(encoding="utf-8"))
    assert told["exit"] == 0
    assert told["board"]["kind"] == "eps"
    assert {one["status"] for one in told["checks"]} == {"HELD", "SKIPPED"}
    assert all(one["reason"] for one in told["checks"] if one["status"] == "SKIPPED")
    assert "CFM-TICK-006" in html.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("every_s", "lines"), [(0.0, ["   1/3 CFM-TICK-006      HELD", "   2/3 CFM-TICK-006      HELD"]), (60.0, [])]
)
def test_a_log_is_told_now_and_then_how_far_it_is(every_s: float, lines: list[str]) -> None:
    console = Console(file=StringIO(), force_terminal=False, width=100)
    progress = terminal.Progress(console, every_s)
    held = Result(Check("CFM-TICK-006", "tick", "title", "demand", lambda _: None), HELD)
    for number in (1, 2):
        progress.told(number, 3, held)
    assert console.file.getvalue().splitlines() == lines


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("inproc:toaster",), 2, "eps, radiator, laser, payload"),
        (("pty:eps:verilator",), 2, "eps, radiator, laser, payload"),
        (("inproc:eps", "--report", "/nowhere/at/all.html"), 2, "a folder that exists"),
        (("inproc:eps", "--patience", "-1"), 2, "more than 0"),
        (("/dev/ttyNOBODY", "--flight"), 2, "our own kinds"),
        (("rtl:eps", "--flight"), 2, "--place host"),
        (("/dev/ttyNOBODY",), 3, "/dev/ttyNOBODY"),
        (("loop://", "--patience", "0.2"), 3, "our own bytes back"),
    ],
)
def test_what_is_wrong_is_said_and_the_exit_code_tells_which(
    arguments: tuple[str, ...],
    code: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sys.argv", ["hil", "boards", "conform", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == code
    assert said in capsys.readouterr().err


def test_the_page_shows_what_failed_with_its_frames_and_loads_nothing() -> None:
    report = examine(agent_place(NoWatchdog))
    text = page.render(report)
    assert not re.search(r"(src|href)=\"?http|<script|<link", text)
    for name in ("CFM-DOG-002", "CFM-DOG-003", "CFM-DOG-005"):
        assert f'id="{name}"' in text
    assert "NOT A BOARD YET" in text
    evidence = [one for result in report.results for one in result.evidence]
    assert evidence
    assert all(one.data.hex() in text for one in evidence)


def test_a_failure_in_json_names_page_sentence_and_bytes() -> None:
    told = score.plain(examine(agent_place(WrongCrc)))
    (failed,) = [one for one in told["checks"] if one["status"] == "FAILED"]
    assert failed["id"] == "CFM-FRAME-001"
    assert failed["page"] == "docs/wire.md"
    assert failed["evidence"][0]["way"] == "from"
    assert bytes.fromhex(failed["evidence"][0]["hex"])
    (framing,) = [one for one in told["scores"] if one["feature"] == "framing"]
    assert (framing["failed"], framing["held"]) == (1, framing["tried"] - 1)
    json.dumps(told)


class Dies(Agent):
    """Stops for good at its tenth session."""

    sessions = 0

    def feed(self, data: bytes) -> bytes:
        """Answer for ten sessions, whoever they are with."""
        if data.startswith(b"\0"):
            Dies.sessions += 1
        return b"" if Dies.sessions > 10 else bytes(super().feed(data))


def test_a_board_that_dies_is_lost_and_what_was_not_made_is_not_passed() -> None:
    Dies.sessions = 0
    report = examine(agent_place(Dies))
    assert report.lost is not None
    assert score.exit_code(report) == 3
    statuses = [result.status for result in report.results]
    assert statuses.count("NOT RUN") > 80
    assert "HELD" in statuses
    assert "BOARD LOST" in page.render(report)


class Mute(Agent):
    """Says nothing at all."""

    def feed(self, data: bytes) -> bytes:
        """Take everything, give nothing."""
        return b""


def test_silence_is_no_board() -> None:
    with pytest.raises(WrongProtocol, match="silence"):
        Subject(agent_place(Mute)).open()


class NoKind(Agent):
    """Says that it is of kind 9."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._identity._head = (1, 1, 9, 2)


def test_a_kind_that_no_dictionary_has_is_said() -> None:
    with pytest.raises(WrongBoard, match="kind from 0 to 3, got 9"):
        Subject(agent_place(NoKind)).open()


def test_what_hello_does_not_declare_is_skipped_with_that_reason_never_passed() -> None:
    report: Report = examine(agent_place(Agent))
    for feature in ("credit", "clock", "flight"):
        results = [one for one in report.results if one.check.feature == feature]
        assert {one.status for one in results} == {SKIPPED}
        assert {one.reason for one in results} == {f"HELLO does not declare {feature.upper()}"}


def test_flight_software_on_a_real_port_is_not_ours_to_place() -> None:
    with pytest.raises(ConfigError, match="flashed"):
        place("/dev/ttyACM0", flight=True)


def test_begin_on_a_dead_port_is_a_lost_board() -> None:
    Dies.sessions = 0
    subject = Subject(agent_place(Dies))
    subject.open()
    Dies.sessions = 11
    with pytest.raises(BoardLost):
        subject.begin()


def test_a_token_stands_in_no_report() -> None:
    report = examine(place("inproc:eps")._replace(url="socket://bench:7001?token=correct-horse"))
    for text in (page.render(report), json.dumps(score.plain(report))):
        assert "socket://bench:7001" in text
        assert "correct-horse" not in text


def test_a_report_that_cannot_be_written_is_bad_input_after_the_verdict(tmp_path: Path) -> None:
    taken = tmp_path / "folder"
    taken.mkdir()
    done = hil("boards", "conform", "inproc:eps", "--json", str(taken))
    assert done.returncode == 2
    assert "A BOARD" in done.stdout
    assert "--json: expected a file that can be written" in done.stderr
