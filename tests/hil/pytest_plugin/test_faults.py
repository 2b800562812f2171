"""Faults asked for that did nothing, or that nobody was opened with: never in silence."""

import pytest

from hil.errors import ConfigError
from hil.pytest_plugin import expect
from hil.pytest_plugin.faults import Faults
from tests.hil.pytest_plugin.test_plugin import Run, run

pytest_plugins = ["pytester"]

__all__ = ["run"]  # the fixture

PLANT = {"target": "thermal.prime_health_a", "value": 0.0, "before": 1.0, "restored": None}
NEVER_DUE = PLANT | {"activated": None, "changed": False}
AS_IT_WAS = PLANT | {"activated": 20, "changed": False}
DONE = PLANT | {"activated": 20, "changed": True}


@pytest.mark.parametrize("idle", [NEVER_DUE, AS_IT_WAS])
def test_a_plant_fault_that_changed_nothing_is_told(idle: dict[str, object]) -> None:
    faults = Faults(1)
    faults.plant("thermal.prime_health_a", 0.0, at_s=50.0)
    faults.flown([DONE, idle])
    with pytest.raises(AssertionError, match="did nothing"):
        faults.assert_activated()


def test_faults_that_changed_something_are_held() -> None:
    faults = Faults(1)
    faults.plant("thermal.prime_health_a", 0.0, at_s=2.0)
    faults.disturb("eps", "drop:0.5")
    faults.flown([DONE, {"board": "eps", "kind": "drop"}])
    faults.assert_activated()


def test_a_disturbance_that_struck_nothing_is_told() -> None:
    faults = Faults(1)
    faults.disturb("eps", "drop:0.5")
    faults.disturb("laser", "drop:in:@99999")
    faults.flown([{"board": "eps", "kind": "drop"}])
    with pytest.raises(AssertionError, match="laser=drop:in:@99999"):
        faults.assert_activated()


def test_a_board_that_is_open_is_not_disturbed_any_more() -> None:
    faults = Faults(1)
    faults.opens("eps", list)
    with pytest.raises(ConfigError, match="before the first step"):
        faults.disturb("all", "drop:0.9")
    faults.disturb("laser", "drop:0.9")


def test_what_is_asked_after_the_flight_is_told() -> None:
    faults = Faults(1)
    faults.flown([DONE])
    faults.plant("thermal.prime_health_a", 0.0, at_s=2.0)
    with pytest.raises(AssertionError, match="flown with"):
        faults.assert_activated()


def test_what_nobody_is_opened_with_is_an_error_of_the_test(run: Run) -> None:
    """The last one is right: its line is disturbed from the start, and receipts are there while the board is open."""
    result = run(
        """
    import pytest
    pytestmark = pytest.mark.needs("eps")

    def test_another_board(board, faults):
        faults.disturb("laser", "drop:0.9")
        board.step(2)

    def test_a_plant(board, faults):
        faults.plant("thermal.prime_health_a", 0.0, at_s=1.0)
        board.step(2)

    def test_right(board, faults):
        faults.disturb("eps", "duplicate:in:@1")
        board.step(4)
        faults.assert_activated()
"""
    )
    result.assert_outcomes(passed=3, errors=2)
    result.stdout.fnmatch_lines(["*nothing was opened or flown with: laser=drop:0.9", "*with: thermal.prime_health_a"])


def test_a_place_that_is_none_is_refused(run: Run) -> None:
    result = run('def test_typo(run_scenario): run_scenario("nominal_orbit", "duration_s=1", place="bord")')
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*place: expected host or board, got bord*"])


def test_no_value_may_be_expected() -> None:
    nan = float("nan")
    assert expect.holds(nan, nan)
    assert not expect.holds(nan, 1.0)
    assert not expect.holds(1.0, nan)
