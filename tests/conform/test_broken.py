"""Each broken board fails exactly the checks that its fault has to fail, with frames to show for it."""

import pytest

from firmware_py.board.agent import Agent
from firmware_py.icd import boards, packets
from hil.conform.check import FAILED, HELD, SKIPPED
from hil.conform.engine import Report, examine
from hil.conform.score import exit_code
from tests.conform.agents import agent_place
from tests.conform.broken import BOARDS


def failed(report: Report) -> set[str]:
    return {result.check.id for result in report.results if result.status == FAILED}


@pytest.mark.parametrize("name", list(BOARDS))
def test_a_broken_board_fails_exactly_the_right_checks(name: str) -> None:
    broken = BOARDS[name]
    report = examine(agent_place(broken.make, **broken.options))
    assert failed(report) == broken.fails
    assert report.lost is None
    assert exit_code(report) == 1
    for result in report.results:
        if result.status == FAILED:
            assert result.expected
            assert result.got
            assert result.evidence


@pytest.mark.parametrize(("ticks", "skipped"), [(1, 2), (2, 1), (3, 0), (4, 0), (255, 0)])
def test_a_board_with_another_watchdog_holds(ticks: int, skipped: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """HELLO declares how many ticks; where they are too few for a check to hold kicks back, it says so."""
    monkeypatch.setattr(packets, "WATCHDOG_TICKS", ticks)
    report = examine(agent_place(Agent))
    assert report.hello.watchdog_ticks == ticks
    assert failed(report) == set()
    assert sum(one.reason.startswith("its watchdog bites") for one in report.results) == skipped


@pytest.mark.parametrize("kind", boards.NAMES)
@pytest.mark.parametrize(
    "options", [{}, {"mtu": 64, "window": 80}, {"mtu": 100}, {"clock": iter(range(9999)).__next__}]
)
def test_the_same_board_without_a_fault_holds(kind: str, options: dict[str, object]) -> None:
    report = examine(agent_place(Agent, kind, **options))
    assert failed(report) == set()
    assert exit_code(report) == 0
    assert {result.status for result in report.results} == {HELD, SKIPPED}
