"""Each broken board fails exactly the checks that its fault has to fail, with frames to show for it."""

import pytest

from firmware_py.board.agent import Agent
from firmware_py.icd import boards
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


@pytest.mark.parametrize("kind", boards.NAMES)
@pytest.mark.parametrize(
    "options", [{}, {"mtu": 64, "window": 80}, {"mtu": 100}, {"clock": iter(range(9999)).__next__}]
)
def test_the_same_board_without_a_fault_holds(kind: str, options: dict[str, object]) -> None:
    report = examine(agent_place(Agent, kind, **options))
    assert failed(report) == set()
    assert exit_code(report) == 0
    assert {result.status for result in report.results} == {HELD, SKIPPED}
