"""Sentences of events, held against what a person would write from the dictionary's text."""

import pytest

from firmware_py.icd import events
from hil.record.eventlog import Event
from hil.report.meaning import sentence


def said(number: int, p1: int, p2: int) -> str:
    about = events.describe(number)
    return sentence(Event(0, events.board_of(number), number, about["name"], about["severity"], p1, p2, about["text"]))


@pytest.mark.parametrize(
    ("number", "p1", "p2", "expected"),
    [
        (events.TERMINAL_MODE, 2, 5, "terminal 2: mode COMM"),
        (events.LOOP_MODE, 1, 1, "loop B: mode run"),
        (events.SYSTEM_MODE, 1, 2, "nominal → eclipse"),
        (events.ARRAY_MODE, 1, 0, "MPPT → off"),
        (events.PAYLOAD_MODE, 1, 99, "run → 99"),
        (events.LINK_LOST, 3, -6998, "terminal 3: received power -69.98 dBm"),
        (events.UNPREDICTED_DARKNESS, 4321, 0, "Sun sensor 0.4321"),
        (events.PARAMETER_SET, 0, 1, "parameter id soc_floor, accepted"),
        (events.PLANNED_TEARDOWN, 1, 3, "link down ahead of Sun, Earth or ground; terminal 1: Sun and occlusion"),
        (events.SHED_CLEARED, 0, 0, "the loops hold again"),
        (
            events.RUNG_VERIFIED, 1, 109266,
            "the measured current shows the effect; rung 1 (clock lock), payload power 109,266 W",
        ),
    ],
)  # fmt: skip
def test_a_sentence_has_names_and_units(number: int, p1: int, p2: int, expected: str) -> None:
    if number == events.PARAMETER_SET:
        from firmware_py.icd import parameters

        p1 = next(row[0] for row in parameters.TABLE if row[2] == "soc_floor")
    assert said(number, p1, p2) == expected


@pytest.mark.parametrize("number", [row[0] for row in events.TABLE])
def test_every_event_of_the_dictionary_reads_without_its_parameter_names(number: int) -> None:
    for value in (0, 1, 7, -1, 2**31 - 1):
        text = said(number, value, value)
        assert text
        assert "p1" not in text
        assert "p2" not in text


def test_an_event_of_another_dictionary_keeps_its_text() -> None:
    stranger = Event(0, "eps", 9999, "event_9999", "medium", 1, 2, "not in this dictionary")
    assert sentence(stranger) == "not in this dictionary"
