"""Boards that declare less, or something else: what they lack is skipped, and what is left still holds."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from firmware_py import flight
from firmware_py.board.agent import Agent
from firmware_py.icd import boards, packets
from hil.conform.check import FAILED, HELD, SKIPPED
from hil.conform.engine import Report, examine
from tests.conform.agents import agent_place

COMMAND, STATE, CLOCK, PHYSICAL = 4, 2, 16, 32


class Declares(Agent):
    """Says in HELLO what it is told to say; what it does not declare it does not do."""

    def __init__(self, *args: Any, says: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self._says = says
        self._identity._limits = (*self._identity._limits[:3], says)

    def _other(self, one: bytes, received_ns: int) -> bytes:
        lacks = {packets.COMMAND: COMMAND, packets.STATE: STATE, packets.CLOCK: CLOCK}
        needs = lacks.get(int.from_bytes(one[:2], "big") & packets.APID_MASK, 0)
        return bytes(self._reject() if needs & ~self._says else super()._other(one, received_ns))


def statuses(report: Report, feature: str) -> set[str]:
    return {result.status for result in report.results if result.check.feature == feature}


@pytest.mark.parametrize("says", [0, CLOCK, STATE, COMMAND, STATE | CLOCK])
def test_a_board_with_fewer_features_is_a_board(says: int) -> None:
    clock = itertools.count(1000, 7).__next__ if says & CLOCK else None
    report = examine(agent_place(Declares, says=says, clock=clock))
    assert [(one.check.id, one.expected, one.got) for one in report.results if one.status == FAILED] == []
    for bit, feature in ((COMMAND, "command"), (COMMAND, "counters"), (STATE, "state"), (CLOCK, "clock")):
        assert statuses(report, feature) == {HELD if says & bit else SKIPPED}
    assert statuses(report, "watchdog") == {HELD}


class OwnConverters(Agent):
    """Its sensors are its own: whatever the stimuli, they read the same."""

    def _sample(self, link: int, flags: int, gap: int, sensors: bytes) -> bytes:
        return bytes(super()._sample(link, flags, gap, bytes(len(sensors))))


def test_sensors_on_real_wires_are_not_compared_with_stimuli() -> None:
    class Physical(OwnConverters):
        """The same, and says so."""

        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            *limits, features = self._identity._limits
            self._identity._limits = (*limits, features | PHYSICAL)

    report = examine(agent_place(Physical))
    assert [one.check.id for one in report.results if one.status == FAILED] == []
    assert statuses(report, "sensors") == {SKIPPED}
    (latched,) = [one for one in report.results if one.check.id == "CFM-TICK-002"]
    assert "PHYSICAL" in latched.reason


def test_sensors_that_do_not_follow_and_no_word_of_it_in_hello() -> None:
    report = examine(agent_place(OwnConverters))
    wrong = {one.check.id for one in report.results if one.status == FAILED}
    assert wrong == {"CFM-TICK-002"} | {f"CFM-SENS-{place:03}" for place in range(29)}


def flown(kind: str, **options: Any) -> Agent:
    """Return an agent with flight software of its own."""
    return Agent(kind, executive=flight.build(kind, []), **options)


@pytest.mark.parametrize("kind", boards.NAMES)
def test_flight_software_on_a_board_with_a_small_buffer(kind: str) -> None:
    report = examine(agent_place(flown, kind, mtu=64, window=80))
    assert [(one.check.id, one.expected, one.got) for one in report.results if one.status == FAILED] == []
    for feature in ("flight", "credit", "segments"):
        assert HELD in statuses(report, feature)
